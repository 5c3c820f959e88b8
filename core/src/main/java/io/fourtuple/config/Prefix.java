package io.fourtuple.config;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;

/**
 * An IP address and how many of its first bits name its network, as {@code 198.18.0.1/15} (RFC 4632 3.1, RFC 4291 2.3);
 * immutable. Addresses are in the form of {@link Endpoint}.
 *
 * @param ipv6 the family.
 * @param hi   first 64 bits of an IPv6 address, else 0.
 * @param lo   last 64 bits of an IPv6 address, or the 32 of an IPv4 one.
 * @param bits length of the prefix: 0 to 32, or 0 to 128 for IPv6.
 */
public record Prefix(boolean ipv6, long hi, long lo, int bits)
{
    /** Checks the range of the length. */
    public Prefix
    {
        if (bits < 0 || bits > addressBits(ipv6))
        {
            throw new IllegalArgumentException("prefix length must be 0 to " + addressBits(ipv6) + ": " +
                IpText.address(ipv6, hi, lo) + "/" + bits);
        }
    }

    /**
     * @param text as in {@code 198.18.0.1/15} or {@code 2001:db8::1/64}; an address without a slash has all of its bits.
     * @return the prefix, with the address as it is written.
     * @throws IllegalArgumentException if the address or the length is none.
     */
    public static Prefix parse(final String text)
    {
        final int slash = text.indexOf('/');
        final Prefix single = of(Endpoint.of(slash < 0 ? text : text.substring(0, slash), 0));
        if (slash < 0)
        {
            return single;
        }
        final String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > single.bits)
        {
            throw new IllegalArgumentException("prefix length must be 0 to " + single.bits + ": " + text);
        }
        return new Prefix(single.ipv6, single.hi, single.lo, Integer.parseInt(length));
    }

    /**
     * @param endpoint of either family; its port does not count.
     * @return the prefix of this one address.
     */
    public static Prefix of(final Endpoint endpoint)
    {
        final boolean isIpv6 = endpoint.family() == 6;
        return new Prefix(isIpv6, endpoint.hi(), endpoint.lo(), addressBits(isIpv6));
    }

    /** @return the same prefix with the first of its addresses: no bit is set behind the prefix. */
    public Prefix network()
    {
        return new Prefix(ipv6, hi & hiMask(), lo & loMask(), bits);
    }

    /** @return how many bits an address has behind the prefix: 0 to 32, or 0 to 128 for IPv6. */
    public int hostBits()
    {
        return addressBits(ipv6) - bits;
    }

    /** @return whether the address is one of the prefix's. */
    public boolean contains(final boolean otherIpv6, final long otherHi, final long otherLo)
    {
        return ipv6 == otherIpv6 && contains(otherHi, otherLo);
    }

    /** @return whether every address of another prefix is one of this prefix's. */
    public boolean contains(final Prefix other)
    {
        return bits <= other.bits && contains(other.ipv6, other.hi, other.lo);
    }

    /** @return whether any address is in both prefixes. */
    public boolean overlaps(final Prefix other)
    {
        return contains(other) || other.contains(this);
    }

    /** Of an address of the prefix's family. */
    boolean contains(final long otherHi, final long otherLo)
    {
        return ((lo ^ otherLo) & loMask()) == 0 && (!ipv6 || ((hi ^ otherHi) & hiMask()) == 0);
    }

    /** Whether an address of the prefix is its IPv4 network's own or broadcast address; a /31 has none (RFC 3021). */
    boolean isEdge(final long otherLo)
    {
        final long host = otherLo & hostMask();
        return hasEdges() && (host == 0 || host == hostMask());
    }

    /** Whether it is an IPv4 network with an address of its own and a broadcast address. */
    boolean hasEdges()
    {
        return !ipv6 && bits < 31;
    }

    /** The bits of an IPv4 address behind the prefix. */
    long hostMask()
    {
        return ~loMask() & 0xFFFF_FFFFL;
    }

    private long hiMask()
    {
        return ipv6 ? ones(bits) : 0;
    }

    private long loMask()
    {
        return ipv6 ? ones(bits - Long.SIZE) : ones(Integer.SIZE + bits) & 0xFFFF_FFFFL;
    }

    /** A word with its first bits set, none for a count below 1. */
    private static long ones(final int count)
    {
        return count <= 0 ? 0 : -1L << Math.max(0, Long.SIZE - count);
    }

    private static int addressBits(final boolean ipv6)
    {
        return ipv6 ? 128 : 32;
    }

    @Override
    public String toString()
    {
        return IpText.address(ipv6, hi, lo) + "/" + bits;
    }
}
