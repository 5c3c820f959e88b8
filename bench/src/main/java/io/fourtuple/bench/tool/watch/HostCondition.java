package io.fourtuple.bench.tool.watch;

import java.nio.ByteBuffer;

import io.fourtuple.app.IpText;

/**
 * An address or a network, a port, or both, as they stand in a filter: {@code 198.18.0.0/15}, {@code 198.18.0.2:80},
 * {@code :80}, {@code [2001:db8::]/32:443}, {@code [2001:db8::/32]:443}, {@code 2001:db8::1}, {@code *}.
 */
final class HostCondition
{
    private static final int ANY = -1;
    private static final int MAX_PORT = 65_535;

    private enum Family
    {
        ANY,
        IPV4,
        IPV6
    }

    private Family family = Family.ANY;
    private long hi;
    private long lo;
    private long maskHi;
    private long maskLo;
    private int port = ANY;

    private HostCondition()
    {
    }

    /**
     * @param text as written.
     * @return its numbers.
     * @throws IllegalArgumentException that says what is wrong.
     */
    static HostCondition parse(final String text)
    {
        final HostCondition condition = new HostCondition();
        final int close = text.lastIndexOf(']');
        if (text.startsWith("[") != close > 0)
        {
            throw new IllegalArgumentException("brackets do not match: " + text);
        }
        // A bare IPv6 address has colons of its own; behind a bracket or a prefix a colon begins a port.
        final int portColon = text.lastIndexOf(':');
        final boolean isBareIpv6 = close < 0 && text.indexOf('/') < 0 && text.indexOf(':') != portColon;
        final boolean hasPort = portColon > Math.max(close, text.lastIndexOf('/')) && !isBareIpv6;
        final String host = hasPort ? text.substring(0, portColon) : text;
        if (hasPort)
        {
            condition.port = port(text.substring(portColon + 1));
        }
        if (!host.isEmpty() && !host.equals("*"))
        {
            condition.setPrefix(host.replace("[", "").replace("]", ""));
        }
        return condition;
    }

    /**
     * @param text of a port: its number, its name, or {@code *}.
     * @return the number; {@link #ANY} for any.
     */
    private static int port(final String text)
    {
        if (text.equals("*") || text.isEmpty())
        {
            return ANY;
        }
        final int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : Services.port(text);
        if (port < 0 || port > MAX_PORT)
        {
            throw new IllegalArgumentException("not a port, 0 to 65535 or a name of /etc/services: " + text);
        }
        return port;
    }

    /**
     * @param text of a port alone, a colon before it allowed.
     * @return the number.
     */
    static int portAlone(final String text)
    {
        final int colon = text.lastIndexOf(':');
        if (colon > 0)
        {
            throw new IllegalArgumentException("a port is expected, as :80, not an address: " + text);
        }
        final int port = port(text.substring(colon + 1));
        if (port == ANY)
        {
            throw new IllegalArgumentException("a port is expected, as :80: " + text);
        }
        return port;
    }

    boolean matches(final boolean isIpv6, final long addressHi, final long addressLo, final int addressPort)
    {
        return (port == ANY || port == addressPort) &&
            (family == Family.ANY ||
                isIpv6 == (family == Family.IPV6) && (addressHi & maskHi) == hi && (addressLo & maskLo) == lo);
    }

    private void setPrefix(final String text)
    {
        final int slash = text.indexOf('/');
        final String address = slash < 0 ? text : withAllParts(text.substring(0, slash));
        final byte[] bytes;
        try
        {
            bytes = IpText.parse(address).getAddress();
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IllegalArgumentException("not an address or network: " + text);
        }
        final int maxBits = bytes.length * 8;
        final String bitsText = slash < 0 ? String.valueOf(maxBits) : text.substring(slash + 1);
        final int bits = bitsText.matches("\\d{1,3}") ? Integer.parseInt(bitsText) : maxBits + 1;
        if (bits > maxBits)
        {
            throw new IllegalArgumentException("not a prefix length, 0 to " + maxBits + ": /" + bitsText);
        }
        setMask(bytes.length == 4, bits);
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        hi = bytes.length == 4 ? 0 : buffer.getLong() & maskHi;
        lo = (bytes.length == 4 ? Integer.toUnsignedLong(buffer.getInt()) : buffer.getLong()) & maskLo;
    }

    private void setMask(final boolean isIpv4, final int bits)
    {
        family = isIpv4 ? Family.IPV4 : Family.IPV6;
        final int bitsOfLo = isIpv4 ? bits : Math.max(0, bits - Long.SIZE);
        final int loSize = isIpv4 ? Integer.SIZE : Long.SIZE;
        maskHi = isIpv4 ? 0 : ones(Math.min(bits, Long.SIZE), Long.SIZE);
        maskLo = ones(bitsOfLo, loSize);
    }

    /** A word of {@code size} bits, the upper {@code count} of them set. */
    private static long ones(final int count, final int size)
    {
        return count == 0 ? 0 : -1L << (size - count) & (-1L >>> (Long.SIZE - size));
    }

    /** As ip(8) has it: 10/8 is 10.0.0.0/8. */
    private static String withAllParts(final String address)
    {
        return address.matches("\\d{1,3}(\\.\\d{1,3}){0,2}") ?
            address + ".0".repeat(3 - (int)address.chars().filter(c -> c == '.').count()) : address;
    }
}
