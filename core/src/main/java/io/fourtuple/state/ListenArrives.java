package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import java.util.Objects;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HeldEntry;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;

/**
 * A segment for a 4-tuple that has no record: its port is in LISTEN, or CLOSED (RFC 9293 3.10.7.1, 3.10.7.2). And the
 * other end of a passive open: the ACK that turns SYN_RCVD into ESTABLISHED.
 */
final class ListenArrives
{
    private final Context context;
    private final Counters counters;
    private final Listeners listeners;
    private final Handlers handlers;
    private final SegmentSender sender;
    private final Connections connections;
    private final Applications applications;
    private final TimeWaits timeWaits;
    private final Negotiation negotiation;
    private final FourTuple asked = new FourTuple();
    private final Tcb tcb = new Tcb();
    private final HeldEntry entry = new HeldEntry();
    private final long maxSynBacklog;

    ListenArrives(
        final Context context,
        final Listeners listeners,
        final Handlers handlers,
        final SegmentSender sender,
        final Connections connections,
        final Applications applications,
        final TimeWaits timeWaits)
    {
        this.timeWaits = timeWaits;
        this.context = context;
        this.counters = context.counters;
        this.listeners = listeners;
        this.handlers = handlers;
        this.sender = sender;
        this.connections = connections;
        this.applications = applications;
        negotiation = new Negotiation(context, sender);
        maxSynBacklog = context.settings.get(Setting.TCP_MAX_SYN_BACKLOG);
    }

    boolean isListening(final FourTuple key)
    {
        return listeners.find(key.isIpv6(), key.localHi(), key.localLo(), key.localPort()) != null;
    }

    Counter arrives(final Segment segment, final FourTuple key)
    {
        final Listeners.Listener listener =
            listeners.find(key.isIpv6(), key.localHi(), key.localLo(), key.localPort());
        if (segment.isRst())
        {
            return Counter.NO_CONNECTION_RST;
        }
        if (listener == null)
        {
            sender.resetFor(segment);
            return Counter.NO_CONNECTION;
        }
        if (segment.isAck())
        {
            sender.resetFor(segment);
            return Counter.LISTEN_ACK;
        }
        // SYN with FIN asks for a connection and for its end; nobody who means well sends it. Linux drops it too.
        if (!segment.isSyn() || segment.isFin())
        {
            return Counter.LISTEN_NOT_SYN;
        }
        if (!context.timeWaitPolicy.mayOpen(key, segment, context.nowNs))
        {
            return Counter.PAWS_PASSIVE;
        }
        return syn(segment, key, listener, context.secrets.isn(key, context.nowNs), ConnectionTable.NONE);
    }

    /**
     * A new connection on a 4-tuple that is in TIME_WAIT; the entry goes if it comes to be. The peer is known to be real, so
     * that the backlog is not asked (Linux skips the test too).
     *
     * @param held the entry's reference.
     * @param iss  every sequence number sent by the old connection should lie below (RFC 9293 3.4.3).
     */
    Counter reopen(final Segment segment, final FourTuple key, final int held, final int iss)
    {
        final Listeners.Listener listener =
            listeners.find(key.isIpv6(), key.localHi(), key.localLo(), key.localPort());
        return syn(segment, key, listener, iss, held);
    }

    private Counter syn(
        final Segment segment, final FourTuple key, final Listeners.Listener listener, final int iss, final int held)
    {
        if (context.draining)
        {
            sender.resetFor(segment);
            return Counter.LISTEN_DRAINING;
        }
        final Counter refused = listener.filter == SynFilter.ACCEPT_ALL ? null : filter(segment, key, listener, held);
        if (refused != null)
        {
            return refused;
        }
        if (held == ConnectionTable.NONE && counters.get(Counter.CURR_SYN_RCVD) >= maxSynBacklog)
        {
            return Counter.REQ_Q_FULL_DROP;
        }
        if (!context.table.hasRoom(key.isIpv6()))
        {
            return Counter.TABLE_FULL;
        }
        if (held != ConnectionTable.NONE)
        {
            context.table.wrap(entry, held, context.nowMs);
            timeWaits.recycle(entry);
        }
        context.table.add(key, segment.hash(), tcb);
        tcb.handler(listener.handler);
        handlers.acquire(listener.handler);
        tcb.sndUna(iss);
        tcb.sndNxt(iss + 1);
        negotiation.take(tcb, segment);
        context.rtt.start(tcb);
        connections.enter(tcb, SYN_RCVD);
        counters.increment(Counter.PASSIVE_OPENS);
        context.timers.arm(tcb, context.nowMs + context.rtt.backedOffMs(tcb), context.nowMs);
        sender.syn(tcb, true);
        return Counter.SEGMENTS_ACCEPTED;
    }

    /**
     * Asks the application.
     *
     * @return null, or the outcome if the connection cannot be.
     */
    private Counter filter(
        final Segment segment, final FourTuple key, final Listeners.Listener listener, final int held)
    {
        switch (decide(listener, key))
        {
            case REFUSE:
                sender.resetFor(segment);
                return Counter.LISTEN_REFUSED;
            case DROP:
                return Counter.LISTEN_FILTERED;
            default:
                break;
        }
        if (listeners.find(key.isIpv6(), key.localHi(), key.localLo(), key.localPort()) != listener)
        {
            // The filter has ended it, and with it the handler's number may be gone.
            sender.resetFor(segment);
            return Counter.NO_CONNECTION;
        }
        // The filter may itself have connected on this 4-tuple.
        return context.table.find(key, segment.hash()) == held ? null : Counter.LISTEN_FILTERED;
    }

    private SynFilter.Decision decide(final Listeners.Listener listener, final FourTuple key)
    {
        // A copy: what a filter does to it must not move the connection.
        asked.family(key.isIpv6())
            .local(key.localHi(), key.localLo(), key.localPort())
            .remote(key.remoteHi(), key.remoteLo(), key.remotePort());
        try
        {
            return Objects.requireNonNull(listener.filter.onSyn(asked), "a filter must decide");
        }
        catch (final Throwable ex)
        {
            applications.report(ex);
            return SynFilter.Decision.DROP;
        }
    }

    /**
     * The handshake is complete.
     *
     * @param isScaled whether the segment's window is (that of a SYN is not).
     * @return null, or the outcome if the connection cannot be.
     */
    Counter establish(final Tcb opened, final Segment segment, final boolean isScaled)
    {
        final boolean isPassive = !opened.is(Tcb.ACTIVE_OPEN);
        if (isPassive && listeners.find(opened.isIpv6(), opened.localHi(), opened.localLo(), opened.localPort()) == null)
        {
            sender.resetFor(segment);
            connections.end(opened, CloseReason.ABORTED);
            return Counter.NO_CONNECTION;
        }
        context.rtt.handshake(opened, context.nowMs - (opened.deadlineMs() - context.rtt.backedOffMs(opened)));
        context.timers.disarm(opened);
        opened.retries(0);
        opened.sndUna(segment.ack());
        if (isScaled)
        {
            opened.sndWndRaw(segment.window());
        }
        opened.set(Tcb.KNOWN);
        connections.enter(opened, ESTABLISHED);
        counters.increment(Counter.ESTABLISHED);
        applications.onEstablished(opened);
        return null;
    }
}
