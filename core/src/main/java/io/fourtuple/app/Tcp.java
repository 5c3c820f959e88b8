package io.fourtuple.app;

import org.agrona.DirectBuffer;

/**
 * The user calls of RFC 9293 3.10.1 to 3.10.6, as one loop offers them. Only to be called on the loop's own thread:
 * from a {@link ConnectionHandler}, from the thread that invokes the loop, or from a command that another thread handed
 * over. Nothing here blocks and nothing allocates, {@link #listen} aside.
 * <p>
 * No handler is called while one is. A connection that a handler ends, another one or its own, has ended for the network
 * and for every call here: a RST is sent, {@link #state} says CLOSED, the 4-tuple is free. Its {@code onClosed} follows when
 * that handler has returned, in the order of the ends and before the engine does anything else; until then its
 * {@link #userData(long)} and {@link #tuple} can be read, and it holds its record, so that a full table stays full. Where no
 * handler is being called, as in a command, {@code onClosed} is called before the call that ends the connection returns.
 * <p>
 * A connection's id is stable from {@link #connect} or {@link ConnectionHandler#onEstablished} to
 * {@link ConnectionHandler#onClosed}, is never 0 and never negative, and is not given to another connection for the next
 * 2<sup>41</sup> connections, which takes 12 days at two million a second: a stale one is recognised and answered with
 * {@link #NO_CONNECTION}.
 */
public interface Tcp
{
    /** The id is stale, or the connection is in a state that has no such call ("connection does not exist"). */
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
    /** {@link #accept}: no connection waits. */
    int NONE_WAITING = -8;
    /** {@link #close(long, int)} that does not linger. */
    int LINGER_OFF = -1;

    /**
     * Passive OPEN.
     *
     * @param local   address and port; an {@linkplain Endpoint#any(int) any} address takes both families.
     * @param backlog half-open connections that the listener wants at most, 1 or more; cut to {@code somaxconn}. What
     *                becomes of a SYN beyond it the engine's SYN defence says.
     * @param filter  decides on each SYN.
     * @param handler told of each connection once it is established.
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
     * Passive OPEN whose established connections wait until the application {@linkplain #accept accepts} them, for those
     * who would rather ask than be called. Until then they are offered a window of 0, so that no data is lost, and are
     * kept without anybody being told, also of their end. {@code backlog + 1} may wait, as in Linux; beyond that ACKs and
     * SYNs are dropped ({@code ListenOverflows}), or answered with RST ({@code tcp_abort_on_overflow}).
     *
     * @param local   as for {@link #listen(Endpoint, int, SynFilter, ConnectionHandler)}.
     * @param backlog also of half-open connections; memory for {@code backlog + 1} ids is taken.
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
     * Takes over the connection that waits longest, and opens its window. {@link ConnectionHandler#onEstablished} is not
     * called for it; all else is, from now on.
     *
     * @param listener of {@link #listenQueued}.
     * @param handler  told what happens.
     * @param userData the connection's {@link #userData(long)}.
     * @return the connection's id, or {@link #NONE_WAITING}; {@link #NO_CONNECTION} if there is no such listener,
     * {@link #TABLE_FULL} if there are too many different handlers.
     */
    long accept(int listener, ConnectionHandler handler, long userData);

    /**
     * Ends a listener. Its established connections go on, but those that nobody has accepted get a RST; a half-open one
     * gets a RST when its ACK arrives, unless the endpoint is listened on again by then.
     *
     * @return false if there is no such listener.
     */
    boolean unlisten(int listener);

    /**
     * Active OPEN: sends a SYN. {@link ConnectionHandler#onEstablished} or {@link ConnectionHandler#onClosed} follows.
     * <p>
     * Where no local port is free, all of {@code ip_local_port_range} have been looked at: 28,232 lookups in the table, half
     * a millisecond to a few. That is done once in 10 ms for each destination, of a thousand asked for last; in between,
     * {@link #NO_PORT_FREE} costs a few lookups, and is the answer until a port is seen to become free, or the 10
     * ms are over.
     *
     * @param tuple    remote address and port; local port 0 has one chosen (RFC 6056), local address unspecified has
     *                 the engine's first one taken; what was chosen is written back.
     * @param handler  told what happens.
     * @param userData the connection's {@link #userData(long)}.
     * @return the connection's id, or one of {@link #TABLE_FULL}, {@link #TUPLE_IN_USE}, {@link #NO_PORT_FREE},
     * {@link #DRAINING}, {@link #UNREACHABLE_ADDRESS}.
     * @throws IllegalArgumentException if a port is not 0 to 65535, or an IPv4 address has more than 32 bits.
     */
    long connect(FourTuple tuple, ConnectionHandler handler, long userData);

    /**
     * @return how the ports were used when {@link #connect} last returned {@link #NO_PORT_FREE}, at most 10 ms before that;
     * used again for the next time.
     */
    PortUse portUse();

    /**
     * SEND: copies bytes into the connection's send buffer, where they stay until acknowledged. Taking less than
     * offered is back-pressure: {@link ConnectionHandler#onWritable} is called when there is room again. Before
     * {@link ConnectionHandler#onEstablished} nothing is taken, and that call is the one to wait for.
     *
     * @return the number of bytes taken, 0 to {@code length}; or {@link #NO_CONNECTION}, {@link #CLOSING}.
     */
    int send(long connection, DirectBuffer buffer, int offset, int length);

    /**
     * @return the bytes that {@link #send} would take now, or {@link #NO_CONNECTION}, {@link #CLOSING}.
     */
    int sendSpace(long connection);

    /**
     * Sets how long the connection is kept while its peer acknowledges nothing: the local half of RFC 5482, and as Linux has
     * it for {@code TCP_USER_TIMEOUT}. It counts from when SND.UNA last moved on, for data that is sent and not
     * acknowledged as well as for data that waits for a closed window to open, whether or not the peer answers probes. It
     * takes the place of {@code tcp_retries2}, be it shorter or longer; the handshake is not concerned. When it is over,
     * {@link CloseReason#TIMED_OUT} is told. Handlers are kept by number together with their time-outs: there may be 65,536
     * different pairs at a time.
     *
     * @param timeoutMs milliseconds, 1 to 2<sup>30</sup>; 0: as {@code tcp_retries2} has it. The setting
     *                  {@code tcp_user_timeout} says what a connection begins with.
     * @return 0, or {@link #NO_CONNECTION}; {@link #TABLE_FULL} if there are too many different pairs.
     * @throws IllegalArgumentException if the time is none of these.
     */
    int userTimeout(long connection, int timeoutMs);

    /**
     * Sends a FIN behind all data taken by {@link #send} so far. Data from the peer is delivered as before.
     *
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int shutdownOutput(long connection);

    /**
     * CLOSE: sends a FIN behind all data, and takes no more from the peer: data that still arrives is answered with
     * RST. {@link ConnectionHandler#onClosed} follows when the close is done. While the peer has not answered our SYN, the
     * connection is deleted, and {@code onClosed} is called before this returns.
     *
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int close(long connection);

    /**
     * {@link #close(long)} with {@code SO_LINGER}. What comes of it is told to the handler:
     * <ul>
     * <li>off, {@link #LINGER_OFF}: as {@code close};</li>
     * <li>0 seconds: as {@link #abort}: what is unsent or unacknowledged is dropped, a RST is sent, there is no TIME_WAIT,
     * and {@link CloseReason#ABORTED} is told;</li>
     * <li>n seconds: as {@code close}, but if data and FIN are not acknowledged by then, a RST is sent and
     * {@link CloseReason#LINGER_TIMED_OUT} told. If they are, {@link ConnectionHandler#onLingered} tells so, unless the
     * connection has ended by the same segment: then it is {@link CloseReason#FINISHED} alone. Where they are already, it is
     * told before this returns, or, from within a handler, within the next milliseconds.</li>
     * </ul>
     *
     * @param lingerSeconds {@link #LINGER_OFF}, or 0 to 3,600; larger is cut to that.
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int close(long connection, int lingerSeconds);

    /**
     * ABORT: drops what is unsent or unacknowledged and sends a RST, unless both sides have sent their FIN already.
     * {@link ConnectionHandler#onClosed} is called before this returns, or, from within a handler, when that has returned.
     *
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int abort(long connection);

    /**
     * Sets how many bytes the peer may send beyond what was delivered, from now on and as data arrives. What was
     * offered before is not taken back (RFC 9293 3.8.6): after {@code 0}, up to the old window may still arrive.
     * A window opened again is told to the peer once it has grown by a segment or by half of {@code tcp_rmem}, whichever
     * is less (RFC 9293 3.8.6.2.2); a window smaller than that stays closed once it has been filled.
     *
     * @param windowBytes 0 to the setting {@code tcp_rmem}; larger is cut to it. It is rounded down to units of the scale
     *                    that {@code tcp_rmem} needs (RFC 7323 2.2), one unit at least if it is worth telling.
     * @return 0, or {@link #NO_CONNECTION}.
     */
    int receiveWindow(long connection, int windowBytes);

    /**
     * @return the application's own {@code long} for this connection; 0 if never set or the id is stale.
     */
    long userData(long connection);

    /**
     * @return false if the id is stale.
     */
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
     * From now on no new connections, in or out; {@link #openConnections()} falls to 0 as the old ones finish. Those that
     * wait to be accepted are old ones: accept them, or {@linkplain #unlisten end} their listener.
     */
    void drain();

    /**
     * @return connections that have not ended, half-open ones included, TIME_WAIT not.
     */
    long openConnections();

    /**
     * @return the loop's time of this cycle in nanoseconds, as its clock counts them.
     */
    long nowNs();
}
