package io.fourtuple.packetdrill;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fourtuple.app.TcpState;

/** Assertions on {@code tcp_info}, of which the engine shows the state; and the names of states in other systems. */
final class TcpInfo
{
    private static final Pattern CLAUSE = Pattern.compile("(tcpi_\\w+)\\s*(==|!=)\\s*(\\w+)");
    private static final Pattern COUNT =
        Pattern.compile("sockstat .*grep -c\\s+(\\w+)\\s*\\|\\s*grep\\s+(?:-w\\s+)?(\\d+)");

    private TcpInfo()
    {
    }

    /**
     * Checks one or more {@code assert}s, of clauses joined by {@code and}.
     *
     * @throws IllegalStateException    if one does not hold.
     * @throws IllegalArgumentException if one is not understood.
     */
    static void check(final String text, final Sockets sockets)
    {
        for (final String clause : text.split("\\bassert\\b|\\band\\b|&&|;|,(?=\\s*[\"'a-z])"))
        {
            if (!clause.isBlank() && !clause.strip().matches("[\"'].*"))
            {
                checkClause(clause.strip(), sockets);
            }
        }
    }

    private static void checkClause(final String clause, final Sockets sockets)
    {
        final Matcher matcher = CLAUSE.matcher(clause.replaceAll("^\\(|\\)$", "").strip());
        if (!matcher.matches())
        {
            throw new IllegalArgumentException("not an assertion of the form tcpi_FIELD == VALUE: " + clause);
        }
        if (!matcher.group(1).equals("tcpi_state"))
        {
            throw new NotBuilt.Needed(NotBuilt.TCP_INFO, matcher.group(1));
        }
        final TcpState state = sockets.stateUnderTest();
        if ((state == state(matcher.group(3))) != matcher.group(2).equals("=="))
        {
            throw new IllegalStateException("tcpi_state is " + state);
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
