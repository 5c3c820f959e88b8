package io.fourtuple.packetdrill;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.SocketOptions;

/** What a kernel would keep of one socket: the adapter's side of a connection or of a listener. */
final class SocketState
{
    /** Capacity of the receive buffer as the script has set it, or {@link #DEFAULT_BUFFER}. */
    static final int DEFAULT_BUFFER = -1;

    final Map<String, String> options = new HashMap<>();
    final Deque<SocketState> acceptQueue = new ArrayDeque<>();
    int localPort;
    int listener;
    long connection;
    boolean nonBlocking;
    boolean established;
    boolean ended;
    boolean peerClosed;
    boolean outputShut;
    boolean inputShut;
    boolean closed;
    CloseReason reason;
    String error;
    int unread;
    int receiveBuffer = DEFAULT_BUFFER;
    /** What a blocking write still has to hand over. */
    int unwritten;
    int writing;

    boolean isListening()
    {
        return listener != 0;
    }

    boolean isConnection()
    {
        return connection != 0;
    }

    boolean isOn(final String option, final boolean usual)
    {
        return options.containsKey(option) ? !options.get(option).equals("0") : usual;
    }

    private int number(final String option, final int usual)
    {
        return options.containsKey(option) ? Numbers.parseInt(options.get(option)) : usual;
    }

    /** What the options set so far are to the engine. */
    SocketOptions engineOptions(final SocketOptions usual)
    {
        return new SocketOptions(number("TCP_USER_TIMEOUT", usual.userTimeoutMs()),
            isOn("SO_KEEPALIVE", usual.keepAlive()), number("TCP_KEEPIDLE", usual.keepIdleSeconds()),
            number("TCP_KEEPINTVL", usual.keepIntervalSeconds()), number("TCP_KEEPCNT", usual.keepProbes()),
            isOn("TCP_NODELAY", usual.noDelay()));
    }

    /** SO_ERROR: given once. */
    String takeError()
    {
        final String taken = error;
        error = null;
        return taken;
    }

    void end(final CloseReason why)
    {
        ended = true;
        reason = why;
        error = switch (why)
        {
            case REFUSED -> "ECONNREFUSED";
            case RESET_BY_PEER -> peerClosed && !outputShut ? "EPIPE" : "ECONNRESET";
            case TIMED_OUT -> "ETIMEDOUT";
            case UNREACHABLE -> "EHOSTUNREACH";
            default -> null;
        };
    }
}
