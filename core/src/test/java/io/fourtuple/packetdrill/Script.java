package io.fourtuple.packetdrill;

import java.util.List;
import java.util.Map;

/**
 * A script that was read.
 *
 * @param file    its name, for messages.
 * @param options those at its top, without the dashes.
 * @param events  in their order.
 */
record Script(String file, Map<String, String> options, List<Event> events)
{
    private static final String DEFAULT_TOLERANCE_USECS = "4000";

    boolean isIpv6()
    {
        return "ipv6".equals(options.get("ip_version"));
    }

    long toleranceNs()
    {
        return 1_000L * Numbers.parse(options.getOrDefault("tolerance_usecs", DEFAULT_TOLERANCE_USECS));
    }

    int mtuBytes()
    {
        return Numbers.parseInt(options.getOrDefault("mtu", "1500"));
    }

    ScriptError error(final Event event, final String message)
    {
        return new ScriptError(file, event.line(), message + "\n    " + event.text());
    }
}
