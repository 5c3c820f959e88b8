package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.table.ListenerRecords;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;

/**
 * The end of a passive OPEN: the ACK of a half-open record or of a cookie gets the connection its full record, and its place
 * in the accept queue.
 * <pre>
 *   half-open ──┐            ┌─ the listener has gone        RST, CLOSED
 *               ├──> ACK ──> ├─ accept queue full            dropped, or RST (tcp_abort_on_overflow)
 *   cookie ─────┘            ├─ table full                   dropped: the peer, or our SYN-ACK, will ask again
 *                            └─ ESTABLISHED ──> handler, or accept queue ──> the segment's data
 * </pre>
 */
final class HandshakeCompletion
{
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final ListenerRecords listenerRecords;
    private final Counters counters;
    private final Handlers handlers;
    private final SegmentWriter writer;
    private final Refusals refusals;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final SegmentText segmentText;
    private final HalfOpenConnections halfOpens;
    private final OptionNegotiation negotiation;
    private final SynOptions options = new SynOptions();
    private final Tcb tcb = new Tcb();
    private final boolean abortsOnOverflow;

    HandshakeCompletion(
        final Context context,
        final SegmentWriter writer,
        final Refusals refusals,
        final Connections connections,
        final HandlerCalls handlerCalls,
        final SegmentText segmentText,
        final HalfOpenConnections halfOpens)
    {
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        listenerRecords = context.tables.listenerRecords;
        this.counters = context.counters;
        handlers = context.handlers;
        this.writer = writer;
        this.refusals = refusals;
        this.connections = connections;
        this.handlerCalls = handlerCalls;
        this.segmentText = segmentText;
        this.halfOpens = halfOpens;
        negotiation = new OptionNegotiation(context, writer);
        abortsOnOverflow = context.settings.isOn(Setting.TCP_ABORT_ON_OVERFLOW);
    }

    /**
     * The ACK of a half-open connection has come.
     *
     * @param entry    gives its record away, unless the ACK is dropped.
     * @param listener its own; null if that has gone.
     * @return the segment's outcome.
     */
    Counter ofHalfOpen(
        final HalfOpenEntry entry, final Listeners.Listener listener, final Segment segment, final FourTuple key)
    {
        if (listener == null)
        {
            refusals.reset(segment);
            halfOpens.fail(entry);
            return Counter.NO_CONNECTION;
        }
        final Counter refused = refuse(listener, segment, key);
        if (refused != null)
        {
            if (refused == Counter.ACK_ACCEPT_QUEUE_FULL && abortsOnOverflow)
            {
                halfOpens.fail(entry);
            }
            return refused;
        }
        entry.options(options);
        final int irs = entry.irs();
        final int tsRecent = entry.tsRecent();
        final int roundTripMs = roundTripMs(entry, segment, key);
        context.latencies.opened(entry);
        listener.remove(entry.retries() == 0);
        table.promote(entry, key, segment.hash(), tcb);
        context.rtt.handshake(tcb, roundTripMs);
        return establish(TcpState.SYN_RCVD, segment, key, listener, options, irs, tsRecent);
    }

    /**
     * From our SYN-ACK to its acknowledgment. Where the SYN-ACK was sent again, the timestamp echoed tells which one is
     * acknowledged; an echo from before the first one, or from the future, tells nothing.
     */
    private int roundTripMs(final HalfOpenEntry entry, final Segment segment, final FourTuple key)
    {
        final int sinceMs = halfOpens.sinceSynAckMs(entry);
        if (entry.retries() == 0)
        {
            return sinceMs;
        }
        if (!options.hasTimestamps() || !segment.hasTimestamps())
        {
            return RttEstimator.UNKNOWN;
        }
        final int echoedMs = clock.nowMs + context.secrets.timestampOffset(key) - segment.tsEcr();
        return echoedMs >= 0 && echoedMs <= sinceMs ? echoedMs : RttEstimator.UNKNOWN;
    }

    /**
     * An ACK with a valid cookie has come.
     *
     * @param irs     the sequence number of the SYN that the cookie was for.
     * @param carried the options that the cookie carried.
     * @return the segment's outcome.
     */
    Counter ofCookie(
        final Segment segment,
        final FourTuple key,
        final Listeners.Listener listener,
        final int irs,
        final SynOptions carried)
    {
        final Counter refused = refuse(listener, segment, key);
        if (refused != null)
        {
            if (refused == Counter.ACK_ACCEPT_QUEUE_FULL && !abortsOnOverflow && segment.seq() == irs)
            {
                halfOpens.keep(segment, key, listener, carried);
            }
            return refused;
        }
        table.add(key, segment.hash(), tcb);
        context.rtt.start(tcb);
        establish(TcpState.CLOSED, segment, key, listener, carried, irs, segment.tsVal());
        return Counter.SYNCOOKIES_RECV;
    }

    /** @return null, or the outcome if there is no room for one more. */
    private Counter refuse(final Listeners.Listener listener, final Segment segment, final FourTuple key)
    {
        if (listener.isAcceptQueueFull())
        {
            counters.increment(Counter.LISTEN_OVERFLOWS);
            counters.increment(Counter.LISTEN_DROPS);
            if (abortsOnOverflow)
            {
                writer.resetFor(segment);
            }
            return Counter.ACK_ACCEPT_QUEUE_FULL;
        }
        if (!table.hasRoom(key.isIpv6()))
        {
            counters.increment(Counter.LISTEN_DROPS);
            return Counter.ACK_TABLE_FULL;
        }
        return null;
    }

    /** Fills in all but the 4-tuple of a new record. */
    private Counter establish(
        final TcpState from,
        final Segment segment,
        final FourTuple key,
        final Listeners.Listener listener,
        final SynOptions agreed,
        final int irs,
        final int tsRecent)
    {
        tcb.handler(listener.handler);
        handlers.acquire(listener.handler);
        tcb.sndUna(segment.ack());
        tcb.sndNxt(segment.ack());
        negotiation.open(tcb, agreed, irs, tsRecent, !listener.isQueued());
        tcb.sndWndRaw(segment.window());
        Paws.keepTimestamp(tcb, segment, segment.seq(), clock.nowNs);
        connections.established(tcb, from);
        counters.increment(Counter.PASSIVE_OPENS);
        context.synDefence.onEstablished(key, clock.nowNs);
        if (segment.seq() == irs)
        {
            // The sender of a probe wants an answer (RFC 9293 3.8.6.1). A byte that it carries stands where the SYN stood.
            segmentText.ackLater(tcb);
        }
        segment.trim(tcb.rcvNxt(), tcb.rcvAdv());
        final long id = tcb.id();
        if (listener.isQueued())
        {
            listener.acceptQueue.add(id);
            listenerRecords.waiting(listener.record, listener.acceptQueue.count());
            return Counter.SEGMENTS_ACCEPTED;
        }
        tcb.set(Tcb.KNOWN);
        handlerCalls.onEstablished(tcb);
        if (segment.payloadLength() == 0 && !segment.isFin() || !table.isOpen(tcb, id))
        {
            return Counter.SEGMENTS_ACCEPTED;
        }
        return segmentText.arrives(tcb, segment);
    }
}
