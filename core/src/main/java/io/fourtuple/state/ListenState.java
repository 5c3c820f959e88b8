package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynCookies;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.TimeWaitEntry;
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
    private static final long EVICTIONS_PERIOD_NS = 1_000_000_000L;
    private static final int EVICTED_SHIFT = 4;

    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final Counters counters;
    private final Listeners listeners;
    private final SegmentWriter writer;
    private final Refusals refusals;
    private final TimeWaitConnections timeWaits;
    private final HalfOpenConnections halfOpens;
    private final HandshakeCompletion handshakeCompletion;
    private final HandlerCalls handlerCalls;
    private final OptionNegotiation negotiation;
    private final SynDefence defence;
    private final SynCookies cookies;
    private final long cookieLifetimeNs;
    private final SynOptions options = new SynOptions();
    private final FourTuple asked = new FourTuple();
    /** How many half-open connections had to go for a SYN that reopens one in TIME_WAIT, since evictionsNs. */
    private long evictionsNs;
    private int evictions;
    /** Made once: it may be reported for each SYN. */
    private final IllegalStateException noCookies;

    ListenState(
        final Context context,
        final Listeners listeners,
        final SegmentWriter writer,
        final Refusals refusals,
        final TimeWaitConnections timeWaits,
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
        this.timeWaits = timeWaits;
        this.halfOpens = halfOpens;
        this.handshakeCompletion = handshakeCompletion;
        this.handlerCalls = handlerCalls;
        negotiation = new OptionNegotiation(context.settings, context.clock, context.windows, writer);
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
     * A new connection on a 4-tuple that is in TIME_WAIT; the entry goes if it comes to be. The peer is known to be real, so
     * that the defence is not asked (Linux skips the test of the SYN queue too, but not that of the accept queue), and the
     * oldest half-open connection goes if there is no other record. No more than a sixteenth of them go in a second: each
     * has as many seconds to complete, even if an attacker has made itself many entries.
     *
     * @param timeWait the entry.
     * @param iss      every sequence number sent by the old connection should lie below (RFC 9293 3.4.3).
     */
    Counter reopen(
        final Segment segment,
        final FourTuple key,
        final Listeners.Listener listener,
        final TimeWaitEntry timeWait,
        final int iss)
    {
        final Counter refused = admit(segment, key, listener, timeWait.ref());
        if (refused != null)
        {
            return refused;
        }
        counters.increment(Counter.LISTEN_SYNS);
        if (listener.isAcceptQueueFull())
        {
            counters.increment(Counter.LISTEN_OVERFLOWS);
            return dropped(Counter.SYN_ACCEPT_QUEUE_FULL);
        }
        if (!table.hasRoom(key.isIpv6()))
        {
            return dropped(Counter.TABLE_FULL);
        }
        final boolean evicts = isFull(key);
        if (evicts && !mayEvict(key.isIpv6()))
        {
            return dropped(Counter.REQ_Q_FULL_DROP);
        }
        timeWaits.recycle(timeWait);
        return queue(segment, key, listener, iss, evicts);
    }

    /** Whether one more half-open connection may go past the defence; if so, it is taken as gone. */
    private boolean mayEvict(final boolean isIpv6)
    {
        if (evictions == 0 || clock.nowNs - evictionsNs >= EVICTIONS_PERIOD_NS)
        {
            evictionsNs = clock.nowNs;
            evictions = 0;
        }
        if (evictions > table.halfOpenCapacity(isIpv6) >> EVICTED_SHIFT)
        {
            return false;
        }
        evictions++;
        return true;
    }

    /**
     * Asks the application.
     *
     * @return null, or the outcome if the connection cannot be.
     */
    private Counter admit(
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
                action == SynAction.EVICT && isFull(key));
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

    private Counter dropped(final Counter why)
    {
        counters.increment(Counter.LISTEN_DROPS);
        return why;
    }

    private Counter queue(
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

    /** Whether all records of half-open connections of the family are in use. */
    private boolean isFull(final FourTuple key)
    {
        return table.halfOpenSize(key.isIpv6()) == table.halfOpenCapacity(key.isIpv6());
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
