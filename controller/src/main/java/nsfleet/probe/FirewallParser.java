package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// Reads what others do with a packet filter: the base chains of nft (`nft -j list chains`), and
/// how many rules each variant of iptables holds (`legacy 3`, `nft 12`).
final class FirewallParser {
    private FirewallParser() {}

    static Observed.Firewalls read(List<String> lines) {
        boolean firewalld = false;
        List<String> drops = new ArrayList<>();
        for (JsonNode item : Json.object(lines).path("nftables")) {
            JsonNode chain = item.path("chain");
            String family = chain.path("family").asText();
            String table = chain.path("table").asText();
            firewalld |= table.equals("firewalld");
            // The tables that iptables-nft fills are seen through iptables-save.
            boolean iptables = family.matches("ip6?") && table.equals("filter");
            if (chain.path("hook").asText().equals("forward")
                    && chain.path("policy").asText().equals("drop")
                    && !iptables
                    && !table.startsWith(Observed.FilterTable.OWN_TABLE)) {
                drops.add(family + " " + table + " " + chain.path("name").asText());
            }
        }
        return new Observed.Firewalls(
                rules(lines, "legacy ") > 0 && rules(lines, "nft ") > 0,
                firewalld,
                List.copyOf(drops));
    }

    private static int rules(List<String> lines, String variant) {
        return lines.stream()
                .filter(line -> line.matches(variant + "[0-9]{1,6}"))
                .mapToInt(line -> Integer.parseInt(line.substring(variant.length())))
                .sum();
    }
}
