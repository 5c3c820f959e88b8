package io.fourtuple.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;

/**
 * Which addresses an engine answers for: every one of some prefixes, except those that belong to somebody else (the
 * kernel's own on a TUN device) and except network and broadcast addresses of IPv4. Built once, then only read.
 */
public final class LocalAddresses
{
    private record Prefix(boolean ipv6, long hi, long lo, int bits)
    {
        boolean contains(final long otherHi, final long otherLo)
        {
            if (!ipv6)
            {
                return ((lo ^ otherLo) & mask32(bits)) == 0;
            }
            return ((hi ^ otherHi) & mask64(bits)) == 0 && ((lo ^ otherLo) & mask64(bits - 64)) == 0;
        }

        boolean isEdge(final long otherLo)
        {
            final long host = otherLo & ~mask32(bits) & 0xFFFF_FFFFL;
            return !ipv6 && bits < 31 && (host == 0 || host == (~mask32(bits) & 0xFFFF_FFFFL));
        }

        private static long mask32(final int bits)
        {
            return bits == 0 ? 0 : (-1L << (32 - bits)) & 0xFFFF_FFFFL;
        }

        private static long mask64(final int bits)
        {
            return bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
        }
    }

    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<Endpoint> foreign = new ArrayList<>();
    private Prefix[] ipv4Prefixes = new Prefix[0];
    private Prefix[] ipv6Prefixes = new Prefix[0];
    private Endpoint[] foreignAddresses = new Endpoint[0];

    /**
     * @return all addresses; for links in memory.
     */
    public static LocalAddresses all()
    {
        return new LocalAddresses().add("0.0.0.0/0").add("::/0");
    }

    /**
     * Adds a prefix all of whose addresses are the engine's.
     *
     * @param cidr as in {@code 198.18.0.0/15}; a single address without a slash.
     * @return this.
     * @throws IllegalArgumentException if it is none.
     */
    public LocalAddresses add(final String cidr)
    {
        final int slash = cidr.indexOf('/');
        final Endpoint address = Endpoint.of(IpText.parse(slash < 0 ? cidr : cidr.substring(0, slash)), 0);
        final int most = address.family() == 6 ? 128 : 32;
        final String length = slash < 0 ? String.valueOf(most) : cidr.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most)
        {
            throw new IllegalArgumentException("prefix length must be 0 to " + most + ": " + cidr);
        }
        prefixes.add(new Prefix(address.family() == 6, address.hi(), address.lo(), Integer.parseInt(length)));
        ipv4Prefixes = prefixes.stream().filter(p -> !p.ipv6).toArray(Prefix[]::new);
        ipv6Prefixes = prefixes.stream().filter(p -> p.ipv6).toArray(Prefix[]::new);
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

    /**
     * @return whether the engine answers for this address.
     */
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

    /**
     * @return whether this is an IPv4 network's own or broadcast address, which no segment may come from.
     */
    public boolean isBroadcast(final long lo)
    {
        for (final Prefix prefix : ipv4Prefixes)
        {
            if (prefix.bits > 0 && prefix.contains(0, lo))
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
            if (prefix.bits == 0)
            {
                continue;
            }
            final long network = ipv6 ? prefix.lo & Prefix.mask64(prefix.bits - 64) : prefix.lo & Prefix.mask32(prefix.bits);
            final long networkHi = prefix.hi & Prefix.mask64(prefix.bits);
            for (long host = 0; host < 1_024; host++)
            {
                final long lo = network + host;
                // ::0 of an IPv6 prefix is the subnet-router anycast address (RFC 4291 2.6.1).
                final boolean usable = prefix.bits >= (ipv6 ? 127 : 31) || host > 0;
                if (usable && prefix.contains(networkHi, lo) && contains(ipv6, networkHi, lo))
                {
                    return new Endpoint(ipv6 ? 6 : 4, networkHi, lo, 0);
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
