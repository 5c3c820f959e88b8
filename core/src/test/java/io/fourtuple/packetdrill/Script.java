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
    private static final String DEFAULT_TICK_USECS = "0";

    boolean isIpv6()
    {
        return "ipv6".equals(options.get("ip_version"));
    }

    long toleranceNs()
    {
        return 1_000L * Numbers.parse(options.getOrDefault("tolerance_usecs", DEFAULT_TOLERANCE_USECS));
    }

    /** Length of a tick of our timestamps, by which they are compared; 0, as in packetdrill the default: they are not. */
    long timestampTickNs()
    {
        return 1_000L * Numbers.parse(options.getOrDefault("tcp_ts_tick_usecs", DEFAULT_TICK_USECS));
    }

    /** Whether each segment has to be as long as the script has it; else several may stand for one. */
    boolean isStrictOnSegments()
    {
        return options.containsKey("strict_segments") && !options.get("strict_segments").matches("0|false");
    }

    /** Whether the peer has the last word. */
    boolean isLastSegmentInbound()
    {
        boolean isInbound = false;
        for (final Event event : events)
        {
            isInbound = event.action() instanceof SegmentSpec ? ((SegmentSpec)event.action()).inbound() : isInbound;
        }
        return isInbound;
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
