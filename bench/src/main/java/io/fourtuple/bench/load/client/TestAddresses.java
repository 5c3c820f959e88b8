package io.fourtuple.bench.load.client;

import java.util.List;

import io.fourtuple.app.Endpoint;

/**
 * Where a load or a flood may come from and go to: the prefixes that RFC 2544, RFC 5737 and RFC 3849 set aside for
 * benchmarks and documentation, which no one's machine has. Whatever is mistyped, it hits nobody.
 */
public final class TestAddresses
{
    private static final List<AddressRange> ALLOWED = List.of(
        AddressRange.parse("198.18.0.0/15"),
        AddressRange.parse("192.0.2.0/24"),
        AddressRange.parse("198.51.100.0/24"),
        AddressRange.parse("203.0.113.0/24"));
    // 2001:db8::/32 is shorter than a range of hosts may be.
    private static final long DOCUMENTATION_IPV6 = 0x2001_0db8L;
    private static final String NAMES =
        "198.18.0.0/15, 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and 2001:db8::/32";

    private TestAddresses()
    {
    }

    /**
     * @throws IllegalArgumentException that says which address is not allowed, or does not go with the others.
     */
    static void check(final AddressRange sources, final Endpoint destination, final FloodPlan flood)
    {
        final boolean isIpv6 = destination.family() == 6;
        require("source", sources);
        final AddressRange server = new AddressRange(
            isIpv6, destination.hi(), destination.lo(), isIpv6 ? 128 : 32);
        require("destination", server);
        if (destination.family() == Endpoint.ANY_FAMILY || destination.port() == 0)
        {
            throw new IllegalArgumentException("the destination needs an address and a port: " + destination);
        }
        if (sources.ipv6() != isIpv6)
        {
            throw new IllegalArgumentException(
                "source and destination must be of one family: " + sources + " and " + destination);
        }
        if (sources.overlaps(server))
        {
            throw new IllegalArgumentException(
                "the destination must not be one of the sources: " + destination + " and " + sources);
        }
        if (flood.isFlood())
        {
            checkFlood(sources, server, flood.sources());
        }
    }

    private static void checkFlood(final AddressRange sources, final AddressRange server, final AddressRange flood)
    {
        require("flood source", flood);
        if (flood.ipv6() != server.ipv6())
        {
            throw new IllegalArgumentException(
                "flood source and destination must be of one family: " + flood + " and " + server);
        }
        if (flood.overlaps(sources) || flood.overlaps(server))
        {
            throw new IllegalArgumentException("the flood's sources must be nobody else's: " + flood +
                " has addresses of " + (flood.overlaps(sources) ? sources : server));
        }
    }

    private static void require(final String what, final AddressRange range)
    {
        if (!isAllowed(range))
        {
            throw new IllegalArgumentException(what + " " + range + " is refused: this is a laboratory tool, whose " +
                "addresses lie in " + NAMES);
        }
    }

    /** @return whether all of the range lies in a prefix that nobody's machine has. */
    public static boolean isAllowed(final AddressRange range)
    {
        return range.ipv6() ? range.hi() >>> 32 == DOCUMENTATION_IPV6 : ALLOWED.stream().anyMatch(
            allowed -> allowed.prefixBits() <= range.prefixBits() && allowed.contains(false, 0, range.lo()));
    }
}
