package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynCookies;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;

/**
 * A segment for a 4-tuple that has no record: its port is in LISTEN, or CLOSED (RFC 9293 3.10.7.1, 3.10.7.2).
 * <pre>
 *   RST ──> dropped          SYN ──> filter ──> defence ──┬─> half-open record, SYN-ACK
 *   ACK ──> cookie? ──┬─> ESTABLISHED                     ├─> cookie: SYN-ACK, nothing is kept
 *                     └─> RST, as rst_answer has it       └─> dropped, under the reason's name
 * </pre>
 */
final class ListenState
{
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final Counters counters;
    private final Listeners listeners;
    private final SegmentWriter writer;
    private final Refusals refusals;
    private final HalfOpenConnections halfOpens;
    private final HandshakeCompletion handshakeCompletion;
    private final HandlerCalls handlerCalls;
    private final OptionNegotiation negotiation;
    private final SynDefence defence;
    private final SynCookies cookies;
    private final long cookieLifetimeNs;
    private final SynOptions options = new SynOptions();
    private final FourTuple asked = new FourTuple();
    /** Made once: it may be reported for each SYN. */
    private final IllegalStateException noCookies;

    ListenState(
        final Context context,
        final Listeners listeners,
        final SegmentWriter writer,
        final Refusals refusals,
        final HalfOpenConnections halfOpens,
        final HandshakeCompletion handshakeCompletion,
        final HandlerCalls handlerCalls)
    {
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        this.counters = context.counters;
        this.listeners = listeners;
        this.writer = writer;
        this.refusals = refusals;
        this.halfOpens = halfOpens;
        this.handshakeCompletion = handshakeCompletion;
        this.handlerCalls = handlerCalls;
        negotiation = new OptionNegotiation(context, writer);
        defence = context.synDefence;
        cookies = defence.cookies();
        noCookies = new IllegalStateException("the SYN defence says COOKIE, but has no cookies()");
        cookieLifetimeNs = cookies == null ? 0 : cookies.lifetimeNs();
    }

    boolean isListening(final FourTuple key)
    {
        return listeners.find(key) != null;
    }

    Counter arrives(final Segment segment, final FourTuple key)
    {
        if (segment.isRst())
        {
            return Counter.NO_CONNECTION_RST;
        }
        final Listeners.Listener listener = listeners.find(key);
        if (listener == null)
        {
            refusals.reset(segment);
            return Counter.NO_CONNECTION;
        }
        if (segment.isAck())
        {
            return ack(segment, key, listener);
        }
        // SYN with FIN asks for a connection and for its end: no honest peer sends it. Linux drops it too.
        if (!segment.isSyn() || segment.isFin())
        {
            return Counter.LISTEN_NOT_SYN;
        }
        if (!context.timeWaitPolicy.mayOpen(key, segment, clock.nowNs))
        {
            return Counter.PAWS_PASSIVE;
        }
        final Counter refused = admit(segment, key, listener, ConnectionTable.NONE);
        return refused != null ? refused : defend(segment, key, listener);
    }

    /**
     * Asks the application.
     *
     * @param timeWaitRef the entry in TIME_WAIT under the 4-tuple; NONE if there is none.
     * @return null, or the outcome if the connection cannot be.
     */
    Counter admit(
        final Segment segment, final FourTuple key, final Listeners.Listener listener, final int timeWaitRef)
    {
        if (context.draining)
        {
            refusals.reset(segment);
            return Counter.LISTEN_DRAINING;
        }
        return listener.filter == SynFilter.ACCEPT_ALL ? null : filter(segment, key, listener, timeWaitRef);
    }

    private Counter defend(final Segment segment, final FourTuple key, final Listeners.Listener listener)
    {
        counters.increment(Counter.LISTEN_SYNS);
        if (!table.hasRoom(key.isIpv6()))
        {
            return dropped(Counter.TABLE_FULL);
        }
        final SynAction action =
            defence.onSyn(key, segment, listener.view(key.isIpv6()), clock.nowNs);
        return switch (action)
        {
            case QUEUE, EVICT -> queue(segment, key, listener, context.secrets.isn(key, clock.nowNs),
                action == SynAction.EVICT && table.isHalfOpenFull(key.isIpv6()));
            case COOKIE -> cookie(segment, key, listener);
            case DROP_QUEUE_FULL -> dropped(Counter.REQ_Q_FULL_DROP);
            case DROP_UNPROVEN -> dropped(Counter.SYN_UNPROVEN);
            case DROP_SOURCE -> dropped(Counter.SYN_SOURCE_LIMIT);
            case DROP_ACCEPT_QUEUE_FULL ->
            {
                counters.increment(Counter.LISTEN_OVERFLOWS);
                yield dropped(Counter.SYN_ACCEPT_QUEUE_FULL);
            }
        };
    }

    Counter dropped(final Counter why)
    {
        counters.increment(Counter.LISTEN_DROPS);
        return why;
    }

    /** Makes a half-open connection, in place of the oldest one of its family if need be. */
    Counter queue(
        final Segment segment,
        final FourTuple key,
        final Listeners.Listener listener,
        final int iss,
        final boolean evicts)
    {
        negotiation.agree(segment, options);
        if (evicts)
        {
            halfOpens.evictOldest(key.isIpv6());
        }
        return halfOpens.open(segment, key, listener, iss, options) ?
            Counter.SYN_QUEUED : dropped(Counter.REQ_Q_FULL_DROP);
    }

    private Counter cookie(final Segment segment, final FourTuple key, final Listeners.Listener listener)
    {
        if (cookies == null)
        {
            context.errors.onError(noCookies);
            return dropped(Counter.REQ_Q_FULL_DROP);
        }
        counters.increment(Counter.REQ_Q_FULL_DO_COOKIES);
        negotiation.agree(segment, options);
        final int isn = cookies.make(key, segment.seq(), options, clock.nowNs);
        if (!writer.synAck(key, isn, segment.seq() + 1, options, segment.tsVal(), listener.window))
        {
            writer.countAsLost();
            return dropped(Counter.SYN_LINK_FULL);
        }
        listener.cookieSent(clock.nowNs);
        context.latencies.cookieSent();
        return Counter.SYNCOOKIES_SENT;
    }

    /** An ACK for a listener belongs to no record, but may carry a cookie. */
    private Counter ack(final Segment segment, final FourTuple key, final Listeners.Listener listener)
    {
        if (segment.isSyn() || cookies == null || !listener.isCookieDue(clock.nowNs, cookieLifetimeNs))
        {
            refusals.reset(segment);
            return Counter.LISTEN_ACK;
        }
        final long errors = counters.get(Counter.HANDLER_ERRORS);
        int irs = segment.seq() - 1;
        // A user's own cookies that threw are not asked again.
        if (!isCookie(segment, key, irs) &&
            (counters.get(Counter.HANDLER_ERRORS) != errors || !isCookie(segment, key, ++irs)))
        {
            refusals.reset(segment);
            return Counter.SYNCOOKIES_FAILED;
        }
        if (context.draining)
        {
            refusals.reset(segment);
            return Counter.LISTEN_DRAINING;
        }
        negotiation.limit(options);
        return handshakeCompletion.ofCookie(segment, key, listener, irs, options);
    }

    /**
     * Whether a segment acknowledges a cookie that was sent for a SYN with this sequence number: the one before SEG.SEQ, or
     * SEG.SEQ itself. A peer that waits sends the latter: it asks for our window, or whether we are there, by the sequence
     * number before the next one (RFC 9293 3.8.6.1, 3.8.4). If its ACK was lost or found no room, it sends nothing else
     * while the window is closed.
     */
    private boolean isCookie(final Segment segment, final FourTuple key, final int irs)
    {
        options.set(0, Segment.ABSENT, false, negotiation.hasTimestamps(segment));
        if (options.hasTimestamps())
        {
            options.timestampBits(segment.tsEcr() - context.secrets.timestampOffset(key) &
                (1 << SynOptions.TIMESTAMP_BITS) - 1);
        }
        return cookies.check(key, irs, segment.ack() - 1, options, clock.nowNs);
    }

    private Counter filter(
        final Segment segment, final FourTuple key, final Listeners.Listener listener, final int timeWaitRef)
    {
        switch (decide(listener, key))
        {
            case REFUSE:
                refusals.reset(segment);
                return Counter.LISTEN_REFUSED;
            case DROP:
                return Counter.LISTEN_FILTERED;
            default:
                break;
        }
        if (listeners.find(key) != listener)
        {
            // The filter has ended the listener, and with it the handler's number may be gone.
            refusals.reset(segment);
            return Counter.NO_CONNECTION;
        }
        // The filter may itself have connected on this 4-tuple.
        return table.find(key, segment.hash()) == timeWaitRef ? null : Counter.LISTEN_FILTERED;
    }

    private SynFilter.Decision decide(final Listeners.Listener listener, final FourTuple key)
    {
        // A copy: what a filter does to it must not move the connection.
        asked.family(key.isIpv6())
            .local(key.localHi(), key.localLo(), key.localPort())
            .remote(key.remoteHi(), key.remoteLo(), key.remotePort());
        return handlerCalls.onSyn(listener.filter, asked);
    }
}
