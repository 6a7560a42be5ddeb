package nsfleet.resolve;

import java.util.Collections;
import java.util.Set;

/// What `--tags` and `--skip-tags` say. The words `all`, `tagged`, `untagged`, `always` and `never`
/// mean what they mean to Ansible (lib/ansible/playbook/taggable.py).
///
/// @param only `all` where nothing was said
public record TagFilter(Set<String> only, Set<String> skip) {
    /// Everything but what is tagged `never`.
    public static final TagFilter ALL = new TagFilter(Set.of("all"), Set.of());

    public TagFilter {
        only = only.isEmpty() ? Set.of("all") : Set.copyOf(only);
        skip = Set.copyOf(skip);
    }

    /// Whether a step with these tags has its turn.
    boolean selects(Set<String> tags) {
        Set<String> own = tags.isEmpty() ? Set.of("untagged") : tags;
        boolean never = own.contains("never");
        boolean selected =
                own.contains("always")
                        || only.contains("all") && !never
                        || !Collections.disjoint(own, only)
                        || only.contains("tagged") && !tags.isEmpty() && !never;
        boolean skipped =
                skip.contains("all")
                        ? !own.contains("always") || skip.contains("always")
                        : !Collections.disjoint(own, skip)
                                || skip.contains("tagged") && !tags.isEmpty();
        return selected && !skipped;
    }
}
