package io.fourtuple.packetdrill;

import java.util.List;

import io.fourtuple.app.Endpoint;
import io.fourtuple.testing.IcmpErrors;

/** ICMP errors of scripts, by the names that they have there. */
final class IcmpFrames
{
    private static final List<String> CODES_IPV4 =
        List.of("net", "host", "protocol", "port", "frag_needed", "source_route_failed");
    private static final List<String> CODES_IPV6 =
        List.of("no_route", "admin_prohibited", "not_neighbour", "addr", "port");

    private IcmpFrames()
    {
    }

    /**
     * @param local where the quoted segment came from.
     * @param seq   of the quoted segment.
     */
    static byte[] error(final Event.IcmpSpec spec, final Endpoint local, final Endpoint peer, final int seq)
    {
        final boolean ipv6 = local.family() == 6;
        final boolean isTooBig = ipv6 && spec.type().equals("packet_too_big");
        if (!isTooBig && !spec.type().equals("unreachable"))
        {
            throw new IllegalArgumentException("unknown ICMP type: " + spec.type());
        }
        return IcmpErrors.quoting(local, peer, seq, spec.length(), isTooBig ? 2 : ipv6 ? 1 : 3,
            isTooBig ? 0 : code(spec.code(), ipv6), spec.mtuBytes());
    }

    private static int code(final String name, final boolean ipv6)
    {
        final List<String> codes = ipv6 ? CODES_IPV6 : CODES_IPV4;
        final int code = codes.indexOf(name.replaceAll("_(unreachable|unreach)$", ""));
        if (code < 0)
        {
            throw new IllegalArgumentException("unknown code of ICMP unreachable: " + name + ", known: " + codes);
        }
        return code;
    }
}
