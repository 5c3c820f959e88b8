package io.fourtuple.packetdrill;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fourtuple.app.TcpInfo;
import io.fourtuple.app.TcpState;

/** Assertions on {@code tcp_info}, of what the engine tells of a connection; and the names of states in other systems. */
final class InfoAssertions
{
    private static final Pattern COUNT =
        Pattern.compile("sockstat .*grep -c\\s+(\\w+)\\s*\\|\\s*grep\\s+(?:-w\\s+)?(\\d+)");
    private static final List<String> CA_STATES = List.of("Open", "Disorder", "CWR", "Recovery", "Loss");

    private InfoAssertions()
    {
    }

    /**
     * Checks one or more {@code assert}s, each an {@link Expression} and perhaps a message.
     *
     * @throws IllegalStateException    if one does not hold.
     * @throws IllegalArgumentException if one is not understood.
     */
    static void check(final String text, final Sockets sockets)
    {
        final TcpInfo info = sockets.infoUnderTest();
        for (final String assertion : text.split("\\bassert\\b|;"))
        {
            // A message is quoted, or an expression of its own behind a comma.
            final String expression = assertion.replaceAll("\"[^\"]*\"|'[^']*'", "").strip();
            if (!expression.isEmpty() && !new Expression(expression, name -> value(name, info, sockets)).holds())
            {
                throw new IllegalStateException("does not hold: " + expression + values(expression, info, sockets));
            }
        }
    }

    private static String values(final String expression, final TcpInfo info, final Sockets sockets)
    {
        final StringBuilder values = new StringBuilder();
        final Matcher names = Pattern.compile("tcpi_\\w+").matcher(expression);
        while (names.find())
        {
            values.append(' ').append(names.group()).append('=').append(names.group().equals("tcpi_state") ?
                sockets.stateUnderTest() : value(names.group(), info, sockets));
        }
        return values.toString();
    }

    /** The value of a name; states are numbered as the engine numbers them. */
    private static long value(final String name, final TcpInfo info, final Sockets sockets)
    {
        if (name.equals("True") || name.equals("False"))
        {
            return name.equals("True") ? 1 : 0;
        }
        if (name.startsWith("TCP_CA_"))
        {
            return CA_STATES.indexOf(name.substring("TCP_CA_".length()));
        }
        if (name.startsWith("TCPI_OPT_"))
        {
            return option(name);
        }
        if (!name.startsWith("tcpi_"))
        {
            return state(name).ordinal();
        }
        if (name.equals("tcpi_state"))
        {
            return sockets.stateUnderTest().ordinal();
        }
        final int value = field(name, info);
        if (value == TcpInfo.UNKNOWN)
        {
            throw new NotBuilt.Needed(NotBuilt.TCP_INFO, name);
        }
        return value;
    }

    private static int option(final String name)
    {
        return switch (name)
        {
            case "TCPI_OPT_TIMESTAMPS" -> TcpInfo.OPT_TIMESTAMPS;
            case "TCPI_OPT_SACK" -> TcpInfo.OPT_SACK;
            case "TCPI_OPT_WSCALE" -> TcpInfo.OPT_WSCALE;
            default -> throw new NotBuilt.Needed(NotBuilt.TCP_INFO, name);
        };
    }

    /** A field of the same name: {@code tcpi_snd_cwnd} is {@code sndCwnd}. */
    private static int field(final String name, final TcpInfo info)
    {
        final StringBuilder camel = new StringBuilder();
        for (final String word : name.substring("tcpi_".length()).split("_"))
        {
            camel.append(camel.length() == 0 ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        try
        {
            return info == null ? TcpInfo.UNKNOWN : TcpInfo.class.getField(camel.toString()).getInt(info);
        }
        catch (final NoSuchFieldException | IllegalAccessException ex)
        {
            throw new NotBuilt.Needed(NotBuilt.TCP_INFO, name);
        }
    }

    /** Checks {@code sockstat ... | grep -c STATE | grep N}. */
    static void checkCount(final String command, final Sockets sockets)
    {
        final Matcher matcher = COUNT.matcher(command);
        if (!matcher.matches())
        {
            throw new IllegalArgumentException("not of the form sockstat ... | grep -c STATE | grep N");
        }
        final long count = sockets.count(state(matcher.group(1)));
        if (count != Long.parseLong(matcher.group(2)))
        {
            throw new IllegalStateException(count + " connections are in " + matcher.group(1));
        }
    }

    private static TcpState state(final String name)
    {
        final String bare = name.replaceAll("^(TCPI|TCPS|TCP)_", "").replaceAll("^SYN_(RECEIVED|RECV)$", "SYN_RCVD")
            .replaceAll("^CLOSE$", "CLOSED").replaceAll("^FIN_WAIT(\\d)$", "FIN_WAIT_$1");
        for (final TcpState state : TcpState.values())
        {
            if (state.name().equals(bare))
            {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown state: " + name);
    }
}
