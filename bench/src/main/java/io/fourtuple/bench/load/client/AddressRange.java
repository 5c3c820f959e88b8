package io.fourtuple.bench.load.client;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;

/**
 * The addresses of a prefix that frames may claim to be from. Of an IPv4 prefix of 29 bits or fewer, and of every IPv6
 * prefix that is no single address, the first and the last two are left out: network (or anycast), the kernel's own
 * where there is a device, broadcast.
 *
 * @param ipv6       the family.
 * @param hi         first 64 bits of the first address; 0 for IPv4.
 * @param lo         last 64 bits of the first address, or the 32 of an IPv4 one.
 * @param prefixBits 0 to 32, or 64 to 128.
 */
public record AddressRange(boolean ipv6, long hi, long lo, int prefixBits)
{
    private static final int MAX_HOST_BITS = 24;
    private static final int EDGES_BITS = 3;
    private static final int EDGES = 3;

    /**
     * @param text as in {@code 198.18.0.0/24} or {@code 2001:db8:1::/112}; a single address without a slash.
     * @throws IllegalArgumentException if it is none, or an IPv6 prefix shorter than 64 bits.
     */
    public static AddressRange parse(final String text)
    {
        final int slash = text.indexOf('/');
        final Endpoint address = Endpoint.of(IpText.parse(slash < 0 ? text : text.substring(0, slash)), 0);
        final boolean isIpv6 = address.family() == 6;
        final int most = isIpv6 ? 128 : 32;
        final int least = isIpv6 ? 64 : 0;
        final String bits = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most || Integer.parseInt(bits) < least)
        {
            throw new IllegalArgumentException("prefix length must be " + least + " to " + most + ": " + text);
        }
        final int prefixBits = Integer.parseInt(bits);
        final int hostBits = most - prefixBits;
        final long mask = hostBits >= 64 ? 0 : -1L << hostBits;
        return new AddressRange(isIpv6, address.hi(), address.lo() & mask, prefixBits);
    }

    private int hostBits()
    {
        return (ipv6 ? 128 : 32) - prefixBits;
    }

    private boolean hasEdges()
    {
        return hostBits() >= EDGES_BITS;
    }

    /** @return how many addresses there are to be used; at most some 16 million of a larger prefix. */
    public int count()
    {
        final int all = 1 << Math.min(hostBits(), MAX_HOST_BITS);
        return hasEdges() ? all - EDGES : all;
    }

    /** @return the last bits of the first address to be used; the others follow it. */
    public long firstLo()
    {
        return hasEdges() ? lo + 1 : lo;
    }

    /** @return whether there is an address for the kernel. */
    public boolean hasGateway()
    {
        return hasEdges();
    }

    /** @return the last bits of the address that is left out for the kernel. */
    public long gatewayLo()
    {
        return firstLo() + count();
    }

    /** @return the address left out for the kernel with the prefix's length, as in {@code 198.18.0.254/24}. */
    public String gatewayCidr()
    {
        return IpText.address(ipv6, hi, gatewayLo()) + "/" + prefixBits;
    }

    /** @return whether the prefix contains an address. */
    public boolean contains(final boolean otherIpv6, final long otherHi, final long otherLo)
    {
        final long mask = hostBits() >= 64 ? 0 : -1L << hostBits();
        return ipv6 == otherIpv6 && hi == otherHi && ((lo ^ otherLo) & mask) == 0;
    }

    /** @return whether any address is in both prefixes. */
    public boolean overlaps(final AddressRange other)
    {
        return contains(other.ipv6, other.hi, other.lo) || other.contains(ipv6, hi, lo);
    }

    @Override
    public String toString()
    {
        return IpText.address(ipv6, hi, lo) + "/" + prefixBits;
    }
}
