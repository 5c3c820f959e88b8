package io.fourtuple.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import io.fourtuple.app.Endpoint;

/**
 * The addresses that an engine answers for: every one of some prefixes, except those that belong to somebody else (the
 * kernel's own on a TUN device) and except network and broadcast addresses of IPv4. Built once, then only read.
 */
public final class LocalAddresses
{
    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<Endpoint> foreign = new ArrayList<>();
    private Prefix[] ipv4Prefixes = new Prefix[0];
    private Prefix[] ipv6Prefixes = new Prefix[0];
    /** The host bits that all IPv4 networks have, at least: in an edge of any of them, these are all 0 or all 1. */
    private long commonHostMask = 0xFFFF_FFFFL;
    private Endpoint[] foreignAddresses = new Endpoint[0];

    /** @return all addresses; for links in memory. */
    public static LocalAddresses all()
    {
        return new LocalAddresses().add("0.0.0.0/0").add("::/0");
    }

    /**
     * Adds a prefix all of whose addresses are the engine's.
     *
     * @param cidr as {@link Prefix#parse} takes it.
     * @return this.
     * @throws IllegalArgumentException if it is no prefix.
     */
    public LocalAddresses add(final String cidr)
    {
        prefixes.add(Prefix.parse(cidr));
        ipv4Prefixes = prefixes.stream().filter(p -> !p.ipv6()).toArray(Prefix[]::new);
        ipv6Prefixes = prefixes.stream().filter(Prefix::ipv6).toArray(Prefix[]::new);
        for (final Prefix prefix : ipv4Prefixes)
        {
            commonHostMask &= prefix.hasEdges() ? prefix.hostMask() : -1;
        }
        return this;
    }

    /**
     * Excludes one address.
     *
     * @return this.
     */
    public LocalAddresses exclude(final InetAddress address)
    {
        foreign.add(Endpoint.of(address, 0));
        foreignAddresses = foreign.toArray(Endpoint[]::new);
        return this;
    }

    /** @return whether the engine answers for this address. */
    public boolean contains(final boolean ipv6, final long hi, final long lo)
    {
        for (final Prefix prefix : ipv6 ? ipv6Prefixes : ipv4Prefixes)
        {
            if (prefix.contains(hi, lo))
            {
                return !prefix.isEdge(lo) && !isForeign(ipv6, hi, lo);
            }
        }
        return false;
    }

    /** @return whether this is an IPv4 network's own or broadcast address, which no segment may come from. */
    public boolean isBroadcast(final long lo)
    {
        // Two instructions for nearly every address; a profile shows half of what asking each prefix takes.
        final long host = lo & commonHostMask;
        return (host == 0 || host == commonHostMask) && isEdgeOfPrefix(lo);
    }

    private boolean isEdgeOfPrefix(final long lo)
    {
        for (final Prefix prefix : ipv4Prefixes)
        {
            if (prefix.bits() > 0 && prefix.contains(0, lo))
            {
                return prefix.isEdge(lo);
            }
        }
        return false;
    }

    /**
     * The address that {@code connect} takes when none is given: the first one of the first prefix of the family.
     *
     * @return the address with port 0, or null if the engine has none.
     */
    public Endpoint first(final boolean ipv6)
    {
        for (final Prefix prefix : ipv6 ? ipv6Prefixes : ipv4Prefixes)
        {
            if (prefix.bits() == 0)
            {
                continue;
            }
            final Prefix network = prefix.network();
            for (long host = 0; host < 1_024; host++)
            {
                final long lo = network.lo() + host;
                // ::0 of an IPv6 prefix is the subnet-router anycast address (RFC 4291 2.6.1).
                final boolean usable = prefix.bits() >= (ipv6 ? 127 : 31) || host > 0;
                if (usable && prefix.contains(network.hi(), lo) && contains(ipv6, network.hi(), lo))
                {
                    return new Endpoint(ipv6 ? 6 : 4, network.hi(), lo, 0);
                }
            }
        }
        return null;
    }

    private boolean isForeign(final boolean ipv6, final long hi, final long lo)
    {
        for (final Endpoint endpoint : foreignAddresses)
        {
            if (endpoint.lo() == lo && endpoint.hi() == hi && (endpoint.family() == 6) == ipv6)
            {
                return true;
            }
        }
        return false;
    }
}
