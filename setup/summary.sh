# Sourced by ./test: adds up the JUnit reports.

# summary MORE_FAILURES REASONS: names what failed and what was skipped, then one line of numbers.
# Its status is 0 when nothing failed and something ran.
summary() {
  find controller/target/surefire-reports controller/target/failsafe-reports -name 'TEST-*.xml' -print0 2>/dev/null |
    xargs -0 awk -v more="$1" -v reasons="$2" '
      function attribute(name,  text) {
        if (!match($0, "[ <]" name "=\"[^\"]*\"")) return ""
        text = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
        gsub(/(&#10;|&#9;|[ ])+/, " ", text)
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text)
        gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
        return text
      }
      # the message is an attribute, or the first line of the text
      function message(  text) {
        text = attribute("message")
        if (text == "" && sub(/.*<!\[CDATA\[/, "")) { text = $0; sub(/^[A-Za-z.]*: /, "", text) }
        return substr(text, 1, 200)
      }
      /<testsuite / { tests += attribute("tests"); skipped += attribute("skipped") }
      /<testsuite / { failed += attribute("failures") + attribute("errors") }
      /<testcase /  { test = attribute("classname") "." attribute("name") }
      /<skipped/    { skips[++s] = "  skipped: " test ": " message() }
      /<(failure|error)[ >]/ { fails[++f] = "  FAILED: " test ": " message() }
      END {
        print ""
        for (i = 1; i <= s; i++) print skips[i]
        for (i = 1; i <= f; i++) print fails[i]
        if (reasons != "") print "  FAILED: " reasons
        printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed + more, skipped
        exit failed + more > 0 || tests == 0
      }' /dev/null
}
