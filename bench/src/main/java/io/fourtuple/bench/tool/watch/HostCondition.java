package io.fourtuple.bench.tool.watch;

import io.fourtuple.config.Prefix;

/**
 * An address or a network, a port, or both, as they stand in a filter: {@code 198.18.0.0/15}, {@code 198.18.0.2:80},
 * {@code :80}, {@code [2001:db8::]/32:443}, {@code [2001:db8::/32]:443}, {@code 2001:db8::1}, {@code *}.
 */
final class HostCondition
{
    private static final int ANY = -1;
    private static final int MAX_PORT = 65_535;

    private Prefix prefix;
    private int port = ANY;

    private HostCondition()
    {
    }

    /** @throws IllegalArgumentException with the mistake. */
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
            condition.prefix = Prefix.parse(withAllParts(host.replace("[", "").replace("]", "")));
        }
        return condition;
    }

    /** @return the number of a port, given by number, name or {@code *}; {@link #ANY} for any. */
    private static int port(final String text)
    {
        if (text.equals("*") || text.isEmpty())
        {
            return ANY;
        }
        final int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : PortNames.port(text);
        if (port < 0 || port > MAX_PORT)
        {
            throw new IllegalArgumentException("not a port, 0 to 65535 or a name of /etc/services: " + text);
        }
        return port;
    }

    /** @return the number of a port alone, a colon before it allowed. */
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
            (prefix == null || prefix.contains(isIpv6, addressHi, addressLo));
    }

    /** As ip(8) has it: 10/8 is 10.0.0.0/8. */
    private static String withAllParts(final String text)
    {
        final int slash = text.indexOf('/');
        return text.matches("\\d{1,3}(\\.\\d{1,3}){0,2}/.*") ?
            text.substring(0, slash) +
                ".0".repeat(3 - (int)text.chars().limit(slash).filter(c -> c == '.').count()) + text.substring(slash) :
            text;
    }
}
