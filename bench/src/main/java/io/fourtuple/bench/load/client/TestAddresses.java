package io.fourtuple.bench.load.client;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Prefix;

/**
 * The addresses that a load or a flood may come from and go to: the prefixes that RFC 2544, RFC 5737 and RFC 3849 set
 * aside for benchmarks and documentation, which no machine has. A mistyped address reaches nobody.
 */
public final class TestAddresses
{
    private static final List<Prefix> ALLOWED = Stream.of(
        "198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32").map(Prefix::parse).toList();

    private TestAddresses()
    {
    }

    /** @throws IllegalArgumentException that says which address is not allowed, or does not go with the others. */
    static void check(final AddressRange sources, final Endpoint destination, final FloodPlan flood)
    {
        final Prefix server = Prefix.of(destination);
        require("source", sources.prefix());
        require("destination", server);
        if (destination.family() == Endpoint.ANY_FAMILY || destination.port() == 0)
        {
            throw new IllegalArgumentException("the destination needs an address and a port: " + destination);
        }
        if (sources.ipv6() != server.ipv6())
        {
            throw new IllegalArgumentException(
                "source and destination must be of one family: " + sources + " and " + destination);
        }
        if (sources.prefix().overlaps(server))
        {
            throw new IllegalArgumentException(
                "the destination must not be one of the sources: " + destination + " and " + sources);
        }
        if (flood.isFlood())
        {
            checkFlood(sources.prefix(), server, flood.sources().prefix());
        }
    }

    private static void checkFlood(final Prefix sources, final Prefix server, final Prefix flood)
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

    private static void require(final String what, final Prefix prefix)
    {
        if (!isAllowed(prefix))
        {
            throw new IllegalArgumentException(what + " " + prefix + " is refused: this is a laboratory tool, whose " +
                "addresses lie in " + ALLOWED.stream().map(Prefix::toString).collect(Collectors.joining(", ")));
        }
    }

    /** @return whether all addresses of the prefix are set aside for tests. */
    public static boolean isAllowed(final Prefix prefix)
    {
        return ALLOWED.stream().anyMatch(allowed -> allowed.contains(prefix));
    }
}
