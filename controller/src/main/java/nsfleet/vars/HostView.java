package nsfleet.vars;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What expressions see of one host in one play.
///
/// @param host its inventory name
/// @param playHosts the hosts of the play, whatever `--limit` says
/// @param counted the hosts that `index` counts over
/// @param facts null as long as nobody looked
public record HostView(
        String host,
        List<String> playHosts,
        List<String> counted,
        @Nullable Map<String, Object> facts) {}
