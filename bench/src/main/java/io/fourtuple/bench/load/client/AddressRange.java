package io.fourtuple.bench.load.client;

import io.fourtuple.app.IpText;
import io.fourtuple.config.Prefix;

/**
 * The addresses of a prefix that clients or a flood may have. Of an IPv4 prefix of 29 bits or fewer, and of an IPv6
 * prefix of 125 bits or fewer, the first address and the last two are left out: network (or anycast), the kernel's own
 * where there is a device, broadcast.
 *
 * @param prefix of 0 to 32 bits, or 64 to 128 for IPv6.
 */
public record AddressRange(Prefix prefix)
{
    private static final int MAX_HOST_BITS = 24;
    private static final int EDGES_BITS = 3;
    private static final int EDGES = 3;

    /** Takes the prefix's network. */
    public AddressRange
    {
        if (prefix.ipv6() && prefix.bits() < Long.SIZE)
        {
            throw new IllegalArgumentException("prefix length must be 64 to 128: " + prefix);
        }
        prefix = prefix.network();
    }

    /**
     * @param text as {@link Prefix#parse} takes it.
     * @throws IllegalArgumentException if it is no prefix, or an IPv6 prefix shorter than 64 bits.
     */
    public static AddressRange parse(final String text)
    {
        return new AddressRange(Prefix.parse(text));
    }

    /** @return first 64 bits of every address; 0 for IPv4. */
    public long hi()
    {
        return prefix.hi();
    }

    /** @return whether the addresses are of IPv6. */
    public boolean ipv6()
    {
        return prefix.ipv6();
    }

    private boolean hasEdges()
    {
        return prefix.hostBits() >= EDGES_BITS;
    }

    /** @return how many addresses there are to be used; at most 16,777,213, of a prefix however large. */
    public int count()
    {
        final int all = 1 << Math.min(prefix.hostBits(), MAX_HOST_BITS);
        return hasEdges() ? all - EDGES : all;
    }

    /** @return the last bits of the first address to be used; the others follow it. */
    public long firstLo()
    {
        return hasEdges() ? prefix.lo() + 1 : prefix.lo();
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

    /** @return the address that is left out for the kernel, with the prefix's length, as in {@code 198.18.0.254/24}. */
    public String gatewayCidr()
    {
        return IpText.address(ipv6(), hi(), gatewayLo()) + "/" + prefix.bits();
    }

    @Override
    public String toString()
    {
        return prefix.toString();
    }
}
