package io.fourtuple.app;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * An IP address and a port; immutable. An IPv4 address lies in {@code lo} alone.
 *
 * @param family 4, 6, or {@link #ANY_FAMILY} for the unspecified address of both.
 * @param hi     first 64 bits of an IPv6 address, else 0.
 * @param lo     last 64 bits of an IPv6 address, or the 32 of an IPv4 one.
 * @param port   0 to 65535.
 */
public record Endpoint(int family, long hi, long lo, int port)
{
    /** Family of {@link #any(int)}. */
    public static final int ANY_FAMILY = 0;

    /** Checks the port's range. */
    public Endpoint
    {
        if (port < 0 || port > 65_535)
        {
            throw new IllegalArgumentException("port must be 0 to 65535: port=" + port);
        }
    }

    /**
     * @param port to listen on.
     * @return every local address, IPv4 and IPv6.
     */
    public static Endpoint any(final int port)
    {
        return new Endpoint(ANY_FAMILY, 0, 0, port);
    }

    /**
     * @param address of either family; not looked up anywhere.
     * @param port    0 to 65535.
     * @return the endpoint.
     */
    public static Endpoint of(final InetAddress address, final int port)
    {
        final byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address)
        {
            return new Endpoint(6, bits(bytes, 0, 8), bits(bytes, 8, 8), port);
        }
        return new Endpoint(4, 0, bits(bytes, 0, 4), port);
    }

    /**
     * @param address an IPv4 or IPv6 address in its usual written form; a host name is refused, never looked up.
     * @param port    0 to 65535.
     * @return the endpoint.
     * @throws IllegalArgumentException if it is not an address.
     */
    public static Endpoint of(final String address, final int port)
    {
        return of(IpText.parse(address), port);
    }

    private static long bits(final byte[] bytes, final int from, final int count)
    {
        long value = 0;
        for (int i = from; i < from + count; i++)
        {
            value = (value << 8) | (bytes[i] & 0xFF);
        }
        return value;
    }

    @Override
    public String toString()
    {
        return family == ANY_FAMILY ? "*:" + port : IpText.format(family == 6, hi, lo, port);
    }
}
