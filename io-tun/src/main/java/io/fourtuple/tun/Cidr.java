package io.fourtuple.tun;

import java.net.InetAddress;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;

/**
 * An interface's address and the length of the prefix that it reaches directly.
 *
 * @param address    of either family.
 * @param prefixBits 0 to 32, or 0 to 128 for IPv6.
 */
public record Cidr(InetAddress address, int prefixBits)
{
    /**
     * @param text as in {@code 198.18.0.1/15} or {@code 2001:db8::1/64}.
     * @return the address.
     * @throws IllegalArgumentException if it is none.
     */
    public static Cidr parse(final String text)
    {
        final int slash = text.indexOf('/');
        if (slash < 0)
        {
            throw new IllegalArgumentException(
                "an interface's address is written with its prefix length, as 198.18.0.1/15 or 2001:db8::1/64: " +
                text);
        }
        final InetAddress address = IpText.parse(text.substring(0, slash));
        final int most = address.getAddress().length * 8;
        final String bits = text.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most)
        {
            throw new IllegalArgumentException("prefix length must be 0 to " + most + ": " + text);
        }
        return new Cidr(address, Integer.parseInt(bits));
    }

    public boolean isIpv6()
    {
        return address.getAddress().length == 16;
    }

    @Override
    public String toString()
    {
        final Endpoint endpoint = Endpoint.of(address, 0);
        return IpText.address(isIpv6(), endpoint.hi(), endpoint.lo()) + "/" + prefixBits;
    }
}
