package io.fourtuple.app;

import org.agrona.DirectBuffer;

/**
 * The user calls of RFC 9293 3.10.1 to 3.10.6 for one loop. They belong to the loop's own thread: call them from a
 * {@link ConnectionHandler}, from the thread that invokes the loop, or from a command that another thread handed over.
 * Nothing here blocks, and nothing but {@link #listen} allocates.
 * <p>
 * Callbacks never nest. A connection that a callback ends has ended at once for the network and for every call here: a RST is
 * sent, {@link #state} says CLOSED, the 4-tuple is free. Its {@code onClosed} follows when the callback has returned, in the
 * order of the ends and before the engine does anything else. Until then its {@link #userData(long)} and {@link #tuple} can be
 * read, and it keeps its record, so that a full table stays full. Outside a callback, as in a command, {@code onClosed} is
 * called before the call that ends the connection returns.
 * <p>
 * A connection's id is stable from {@link #connect} or {@link ConnectionHandler#onEstablished} to
 * {@link ConnectionHandler#onClosed}, and is positive. No other connection gets it for the next 2<sup>41</sup> connections
 * (12 days at two million a second). A stale id is recognised and answered with {@link #NO_CONNECTION}.
 */
public interface Tcp
{
    /** The id is stale, or the connection's state does not allow the call ("connection does not exist"). */
    int NO_CONNECTION = -1;
    /** The output was shut by {@link #shutdownOutput} or {@link #close} ("connection closing"). */
    int CLOSING = -2;
    /** The table, or the pool of half-open connections, is full ("insufficient resources"). */
    int TABLE_FULL = -3;
    /** The 4-tuple is in use ("connection already exists"). */
    int TUPLE_IN_USE = -4;
    /**
     * Address space exhausted: every local port of {@code ip_local_port_range} is in use towards this remote endpoint, or
     * in TIME_WAIT and not to be reused yet. {@link #portUse()} has the numbers.
     */
    int NO_PORT_FREE = -5;
    /** The engine {@linkplain #drain() drains}: no new connections. */
    int DRAINING = -6;
    /** The engine has no local address of the remote address's family, or the remote address cannot be connected to. */
    int UNREACHABLE_ADDRESS = -7;
    /** {@link #accept}: the queue is empty. */
    int NONE_WAITING = -8;
    /** {@link #close(long, int)} that does not linger. */
    int LINGER_OFF = -1;

    /**
     * Passive OPEN.
     *
     * @param local   address and port; an {@linkplain Endpoint#any(int) any} address takes both families.
     * @param backlog most half-open connections of the listener, 1 or more; cut to {@code somaxconn}. The engine's SYN
     *                defence decides on SYNs beyond it.
     * @param filter  decides on each SYN.
     * @param handler of the callbacks of established connections.
     * @return the listener's id.
     * @throws IllegalArgumentException if the port is 0, or the backlog less than 1.
     * @throws IllegalStateException    if the endpoint is listened on already, or the listeners' limit is reached.
     */
    int listen(Endpoint local, int backlog, SynFilter filter, ConnectionHandler handler);

    /** {@link #listen(Endpoint, int, SynFilter, ConnectionHandler)} with the largest backlog there is. */
    default int listen(final Endpoint local, final SynFilter filter, final ConnectionHandler handler)
    {
        return listen(local, Integer.MAX_VALUE, filter, handler);
    }

    /** {@link #listen(Endpoint, SynFilter, ConnectionHandler)} that accepts every SYN. */
    default int listen(final Endpoint local, final ConnectionHandler handler)
    {
        return listen(local, SynFilter.ACCEPT_ALL, handler);
    }

    /**
     * Passive OPEN with an accept queue: established connections wait until the application {@linkplain #accept accepts} them.
     * A waiting connection offers a window of 0, so that no data is lost; no callback is made for it, not even at its end.
     * {@code backlog + 1} connections may wait, as in Linux; beyond that ACKs and SYNs are dropped ({@code ListenOverflows}),
     * or answered with RST ({@code tcp_abort_on_overflow}).
     *
     * @param local   as for {@link #listen(Endpoint, int, SynFilter, ConnectionHandler)}.
     * @param backlog of half-open connections and of the accept queue, for which memory for {@code backlog + 1} ids is taken.
     * @param filter  decides on each SYN.
     * @return the listener's id.
     * @throws IllegalArgumentException if the port is 0, or the backlog less than 1.
     * @throws IllegalStateException    if the endpoint is listened on already, or the listeners' limit is reached.
     */
    int listenQueued(Endpoint local, int backlog, SynFilter filter);

    /** {@link #listenQueued(Endpoint, int, SynFilter)} that accepts every SYN. */
    default int listenQueued(final Endpoint local, final int backlog)
    {
        return listenQueued(local, backlog, SynFilter.ACCEPT_ALL);
    }

    /**
     * Takes the connection that has waited longest out of the accept queue, and opens its window. From now on its callbacks
     * are made, all but {@link ConnectionHandler#onEstablished}.
     *
     * @param listener of {@link #listenQueued}.
     * @param handler  of the connection's callbacks.
     * @param userData the connection's {@link #userData(long)}.
     * @return the connection's id, or {@link #NONE_WAITING}; {@link #NO_CONNECTION} if there is no such listener,
     * {@link #TABLE_FULL} if there are too many different handlers.
     */
    long accept(int listener, ConnectionHandler handler, long userData);

    /**
     * Ends a listener. Its established connections go on; connections that were not accepted get a RST. A half-open connection
     * gets a RST when its ACK arrives, unless the endpoint has a listener again by then.
     *
     * @return false if there is no such listener.
     */
    boolean unlisten(int listener);

    /**
     * Active OPEN: sends a SYN. {@link ConnectionHandler#onEstablished} or {@link ConnectionHandler#onClosed} follows.
     * <p>
     * A search that finds no local port free has looked at all of {@code ip_local_port_range}: 28,232 lookups in the table,
     * half a millisecond to a few. It is made once in 10 ms for each destination, for the last thousand destinations. In
     * between, {@link #NO_PORT_FREE} costs a few lookups, and is the answer until a port is seen to become free, or the 10 ms
     * are over.
     *
     * @param tuple    remote address and port. For local port 0 the engine chooses one (RFC 6056), for an unspecified local
     *                 address it takes its first one; both are written back.
     * @param handler  of the connection's callbacks.
     * @param userData the connection's {@link #userData(long)}.
     * @return the connection's id, or one of {@link #TABLE_FULL}, {@link #TUPLE_IN_USE}, {@link #NO_PORT_FREE},
     * {@link #DRAINING}, {@link #UNREACHABLE_ADDRESS}.
     * @throws IllegalArgumentException if a port is not 0 to 65535, or an IPv4 address has more than 32 bits.
     */
    long connect(FourTuple tuple, ConnectionHandler handler, long userData);

    /**
     * @return the use of the ports when {@link #connect} last returned {@link #NO_PORT_FREE}, or at most 10 ms earlier; one
     * object, filled anew each time.
     */
    PortUse portUse();

    /**
     * SEND: copies bytes into the connection's send buffer, where they stay until acknowledged. Taking less than offered is
     * back-pressure: {@link ConnectionHandler#onWritable} follows when there is room again. Before
     * {@link ConnectionHandler#onEstablished} nothing is taken; wait for that call.
     *
     * @return the number of bytes taken, 0 to {@code length}; or {@link #NO_CONNECTION}, {@link #CLOSING}.
     */
    int send(long connection, DirectBuffer buffer, int offset, int length);

    /** @return the bytes that {@link #send} would take now, or {@link #NO_CONNECTION}, {@link #CLOSING}. */
    int sendSpace(long connection);

    /**
     * Sets the user timeout: how long the connection is kept while its peer acknowledges nothing. This is the local half of
     * RFC 5482, as Linux has it for {@code TCP_USER_TIMEOUT}. It counts from the last advance of SND.UNA, for data sent and not
     * acknowledged as well as for data that waits for a closed window, whether or not the peer answers probes. It replaces
     * {@code tcp_retries2}, be it shorter or longer; the handshake is not affected. When it is over, the connection ends as
     * {@link CloseReason#TIMED_OUT}. There may be 65,536 different sets of handler and options at a time.
     *
     * @param timeoutMs milliseconds, 1 to 2<sup>30</sup>; 0: as {@code tcp_retries2} has it. The setting
     *                  {@code tcp_user_timeout} has the initial value of every connection.
     * @return 0, or {@link #NO_CONNECTION}; {@link #TABLE_FULL} if there are too many different sets.
     * @throws IllegalArgumentException if the time is none of these.
     */
    int userTimeout(long connection, int timeoutMs);

    /**
     * Sets the congestion control of a connection, as {@code TCP_CONGESTION} does in Linux. A connection that sends already goes
     * on from the window that it has. The setting {@code tcp_congestion_control} has the initial value of every connection. Up
     * to 256 different algorithms may be used.
     *
     * @param name a value of that setting, the name of the engine's own algorithm, or of a class on the class path.
     * @return 0, or {@link #NO_CONNECTION}; {@link #TABLE_FULL} if there are too many different sets of handler and options.
     * @throws IllegalArgumentException that names the fault of the name or the class.
     * @throws IllegalStateException    if there are too many different algorithms.
     */
    int congestionControl(long connection, String name);

    /**
     * As {@link #congestionControl}, for the connections of a listener that are established from now on.
     *
     * @return 0; {@link #NO_CONNECTION} if there is no such listener, {@link #TABLE_FULL} as above.
     */
    int listenerCongestionControl(int listener, String name);

    /**
     * Sends a FIN behind all data that {@link #send} has taken. Data from the peer is delivered as before.
     *
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int shutdownOutput(long connection);

    /**
     * CLOSE: sends a FIN behind all data, and takes no more data: data that still arrives is answered with RST.
     * {@link ConnectionHandler#onClosed} follows when the close is done. A connection whose SYN is not answered yet is deleted,
     * and {@code onClosed} is called before this returns.
     *
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int close(long connection);

    /**
     * {@link #close(long)} with {@code SO_LINGER}. The handler is told the result:
     * <ul>
     * <li>off, {@link #LINGER_OFF}: as {@code close};</li>
     * <li>0 seconds: as {@link #abort}: unsent and unacknowledged data is dropped, a RST is sent, there is no TIME_WAIT, and
     * the connection ends as {@link CloseReason#ABORTED};</li>
     * <li>n seconds: as {@code close}. If data and FIN are acknowledged in time, {@link ConnectionHandler#onLingered} is called,
     * unless the same segment ends the connection: then {@link CloseReason#FINISHED} is all. If they are acknowledged already,
     * it is called before this returns, or, within a callback, in the next milliseconds. If they are not acknowledged in time,
     * a RST is sent, and the connection ends as {@link CloseReason#LINGER_TIMED_OUT}.</li>
     * </ul>
     *
     * @param lingerSeconds {@link #LINGER_OFF}, or 0 to 3,600; larger is cut to that.
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int close(long connection, int lingerSeconds);

    /**
     * ABORT: drops unsent and unacknowledged data and sends a RST, unless both sides have sent their FIN already.
     * {@link ConnectionHandler#onClosed} is called before this returns, or, within a callback, after the callback has returned.
     *
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int abort(long connection);

    /**
     * Sets the receive window: how many bytes the peer may send beyond those delivered, from now on and as data arrives. A
     * window already offered is not taken back (RFC 9293 3.8.6): after {@code 0}, up to the old window may still arrive. The
     * peer is told of a larger window once it has grown by min({@code tcp_rmem}/2, MSS) (RFC 9293 3.8.6.2.2); a window smaller
     * than that stays closed once it has been filled.
     *
     * @param windowBytes 0 to the setting {@code tcp_rmem}; larger is cut to it. It is rounded down to units of the scale
     *                    that {@code tcp_rmem} needs (RFC 7323 2.2), one unit at least if it is worth telling.
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int receiveWindow(long connection, int windowBytes);

    /** @return the application's own {@code long} for this connection; 0 if never set or the id is stale. */
    long userData(long connection);

    /** @return false if the id is stale. */
    boolean userData(long connection, long value);

    /**
     * STATUS.
     *
     * @return the connection's state; {@link TcpState#CLOSED} for a stale id.
     */
    TcpState state(long connection);

    /**
     * @param into filled with the connection's addresses and ports.
     * @return false if the id is stale.
     */
    boolean tuple(long connection, FourTuple into);

    /**
     * Ends the opening of connections, in and out; {@link #openConnections()} falls to 0 as the old ones finish. Connections in
     * an accept queue are old ones: accept them, or {@linkplain #unlisten end} their listener.
     */
    void drain();

    /** @return connections that have not ended, half-open ones included, TIME_WAIT not. */
    long openConnections();

    /** @return the loop's time of this cycle in nanoseconds, as its clock counts them. */
    long nowNs();
}
