package io.fourtuple.bench.tool.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.fourtuple.app.TcpState;

/** The states of a connection under the names that {@code ss} of iproute2 has for them. */
enum SsState
{
    ESTAB("established", TcpState.ESTABLISHED),
    SYN_SENT("syn-sent", TcpState.SYN_SENT),
    SYN_RECV("syn-recv", TcpState.SYN_RCVD),
    FIN_WAIT_1("fin-wait-1", TcpState.FIN_WAIT_1),
    FIN_WAIT_2("fin-wait-2", TcpState.FIN_WAIT_2),
    TIME_WAIT("time-wait", TcpState.TIME_WAIT),
    UNCONN("unconnected", TcpState.CLOSED),
    CLOSE_WAIT("close-wait", TcpState.CLOSE_WAIT),
    LAST_ACK("last-ack", TcpState.LAST_ACK),
    LISTEN("listening", TcpState.LISTEN),
    CLOSING("closing", TcpState.CLOSING);

    /** The bits of all states. */
    public static final int ALL = (1 << 11) - 1;
    /** Connections as such: neither listening nor closed. */
    public static final int CONNECTED = ALL & ~(LISTEN.bit() | UNCONN.bit());
    /** Those that keep less than a whole connection: ss calls them buckets. */
    public static final int BUCKET = SYN_RECV.bit() | TIME_WAIT.bit();

    private static final SsState[] BY_TCP_STATE = new SsState[TcpState.values().length];

    static
    {
        for (final SsState state : values())
        {
            BY_TCP_STATE[state.tcpState.ordinal()] = state;
        }
    }

    private final String filterName;
    private final TcpState tcpState;
    private final String label = name().replace('_', '-');

    SsState(final String filterName, final TcpState tcpState)
    {
        this.filterName = filterName;
        this.tcpState = tcpState;
    }

    static SsState of(final TcpState tcpState)
    {
        return BY_TCP_STATE[tcpState.ordinal()];
    }

    /** As in ss's first column: {@code TIME-WAIT}. */
    public String label()
    {
        return label;
    }

    int bit()
    {
        return 1 << ordinal();
    }

    /**
     * @param name as behind ss's {@code state}: a state or a group of them, in any case.
     * @return the bits of its states; 0 if there is no such name.
     */
    static int bits(final String name)
    {
        final String wanted = name.toLowerCase(Locale.ROOT);
        return switch (wanted)
        {
            case "all" -> ALL;
            case "connected" -> CONNECTED;
            case "synchronized" -> CONNECTED & ~SYN_SENT.bit();
            case "bucket" -> BUCKET;
            case "big" -> ALL & ~BUCKET;
            case "listen" -> LISTEN.bit();
            case "estab" -> ESTAB.bit();
            case "syn-rcv", "syn-rcvd" -> SYN_RECV.bit();
            case "close", "closed", "unconn" -> UNCONN.bit();
            default -> bitsOfState(wanted);
        };
    }

    /** All names, for a message. */
    static List<String> names()
    {
        final List<String> names = new ArrayList<>(List.of("all", "connected", "synchronized", "bucket", "big"));
        for (final SsState state : values())
        {
            names.add(state.filterName);
        }
        return names;
    }

    private static int bitsOfState(final String wanted)
    {
        for (final SsState state : values())
        {
            if (state.filterName.equals(wanted))
            {
                return state.bit();
            }
        }
        return 0;
    }
}
