package nsfleet.cli;

import nsfleet.resolve.TagFilter;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which steps and checks have their turn.
final class TagOptions {
    @Option(
            names = {"-t", "--tags"},
            paramLabel = "TAG[,TAG]",
            description =
                    "Only steps and checks with one of these tags; also all, tagged, untagged. What"
                            + " others made before stays as it is.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--skip-tags",
            paramLabel = "TAG[,TAG]",
            description = "No steps and checks with one of these tags.")
    private List<String> skip = new ArrayList<>();

    TagFilter filter() {
        return new TagFilter(words(only), words(skip));
    }

    private static Set<String> words(List<String> texts) {
        Set<String> words = new LinkedHashSet<>();
        for (String text : texts) {
            for (String word : text.split(",")) {
                if (!word.isBlank()) {
                    words.add(word.strip());
                }
            }
        }
        return words;
    }
}
