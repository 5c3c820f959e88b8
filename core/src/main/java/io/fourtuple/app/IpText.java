package io.fourtuple.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses as text; for set-up and messages, not for the hot path. Never asks a name service. */
public final class IpText
{
    private IpText()
    {
    }

    /**
     * @param text an IPv4 address of four decimal parts or an IPv6 address.
     * @return the address.
     * @throws IllegalArgumentException if it is neither.
     */
    public static InetAddress parse(final String text)
    {
        final boolean ipv4 = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        final boolean ipv6 = text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]+");
        if (!ipv4 && !ipv6)
        {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        try
        {
            return InetAddress.getByName(text);
        }
        catch (final UnknownHostException ex)
        {
            throw new IllegalArgumentException("not an IP address: " + text, ex);
        }
    }

    /** @return {@code 198.18.0.2:80} or {@code [2001:db8::2]:80}. */
    public static String format(final boolean ipv6, final long hi, final long lo, final int port)
    {
        return ipv6 ? "[" + address(true, hi, lo) + "]:" + port : address(false, hi, lo) + ":" + port;
    }

    /** @return the address alone; IPv6 as RFC 5952 has it. */
    public static String address(final boolean ipv6, final long hi, final long lo)
    {
        if (!ipv6)
        {
            return (lo >> 24 & 0xFF) + "." + (lo >> 16 & 0xFF) + "." + (lo >> 8 & 0xFF) + "." + (lo & 0xFF);
        }
        final int[] groups = new int[8];
        for (int i = 0; i < 8; i++)
        {
            groups[i] = (int)((i < 4 ? hi : lo) >> (48 - 16 * (i & 3))) & 0xFFFF;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++)
        {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0)
            {
                length++;
            }
            if (length > bestLength)
            {
                bestStart = i;
                bestLength = length;
            }
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++)
        {
            if (i == bestStart)
            {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':')
            {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
