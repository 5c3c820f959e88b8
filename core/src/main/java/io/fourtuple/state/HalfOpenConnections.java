package io.fourtuple.state;

import org.agrona.collections.Int2IntCounterMap;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.flood.SynRules;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.CompactQueues;
import io.fourtuple.wire.Segment;

/**
 * The one door for half-open records: how one is made, has its SYN-ACK sent again, and ends. The defence says whether, and
 * how often.
 * <pre>
 *   SYN ──> entry ──┬─ ACK        ESTABLISHED, see HandshakeCompletion
 *                   ├─ time       ATTEMPT_FAILS   after tcp_synack_retries, fewer while the queue is full of old ones
 *                   ├─ RST, SYN   ATTEMPT_FAILS
 *                   ├─ ICMP       ATTEMPT_FAILS   unreachable, and it quotes our ISN
 *                   └─ another    ATTEMPT_FAILS, SYN_EVICTED
 * </pre>
 */
final class HalfOpenConnections implements CompactQueues.Handler<HalfOpenEntry>
{
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final CompactQueues<HalfOpenEntry> halfOpenQueues;
    private final Counters counters;
    final Listeners listeners;
    private final SegmentWriter writer;
    private final SynDefence defence;
    private final HalfOpenEntry entry = new HalfOpenEntry();
    private final SynOptions options = new SynOptions();
    private final FourTuple tuple = new FourTuple();
    /** By local port: how many have lost their listener. */
    private final Int2IntCounterMap orphans = new Int2IntCounterMap(0);
    private final int initialMs;
    private final int maxMs;
    private final int retries;

    HalfOpenConnections(final Context context, final Listeners listeners, final SegmentWriter writer)
    {
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        halfOpenQueues = context.tables.halfOpenQueues;
        this.counters = context.counters;
        this.listeners = listeners;
        this.writer = writer;
        defence = context.synDefence;
        initialMs = context.rtt.initialMs;
        maxMs = Math.min(HalfOpenEntry.MAX_WAIT_MS, Math.max(
            context.settings.intValue(Setting.TCP_RTO_MIN_MS), context.settings.intValue(Setting.TCP_RTO_MAX_MS)));
        retries = context.settings.intValue(Setting.TCP_SYNACK_RETRIES);
    }

    /**
     * Makes a half-open connection and sends its SYN-ACK. If the link has no room for that, it is sent with the first
     * retransmission.
     *
     * @param agreed what was agreed on by the SYN.
     * @return whether there was a record for it.
     */
    boolean open(
        final Segment syn,
        final FourTuple key,
        final Listeners.Listener listener,
        final int iss,
        final SynOptions agreed)
    {
        if (!table.addHalfOpen(key, syn.hash(), iss, syn, agreed, entry, clock.nowMs))
        {
            return false;
        }
        begin(listener);
        final boolean isAnswered = writer.synAck(key, iss, syn.seq() + 1, agreed, syn.tsVal(), listener.window);
        if (!isAnswered)
        {
            counters.increment(Counter.SYN_ACK_LINK_FULL);
            writer.countAsWaiting();
        }
        context.latencies.synReceived(entry, isAnswered);
        return true;
    }

    private void begin(final Listeners.Listener listener)
    {
        listener.add(true);
        counters.increment(Counter.CURR_OPEN);
        counters.increment(Counter.CURR_SYN_RCVD);
        halfOpenQueues.startWait(entry, waitMs(0), clock.nowMs);
    }

    /**
     * Keeps a peer that answers a cookie with a probe of our closed window, while the accept queue is full. Its probes double
     * their distance, and the cookie would be too old before the queue has room: the peer becomes a half-open connection, if
     * its listener may have one more, so that our SYN-ACK is sent again and its answer comes sooner.
     *
     * @param probe with SEQ = IRS.
     */
    void keep(
        final Segment probe, final FourTuple key, final Listeners.Listener listener, final SynOptions carried)
    {
        if (!SynRules.isFull(listener.view(key.isIpv6())) && table.addHalfOpen(
            key, probe.hash(), probe.ack() - 1, probe, carried, entry, clock.nowMs))
        {
            begin(listener);
            context.latencies.synReceived(entry, false);
            ack(entry, listener);
        }
    }

    private int waitMs(final int retriesSoFar)
    {
        return (int)Math.min(maxMs, (long)initialMs << retriesSoFar);
    }

    /** Ends the oldest one of a family, to make room for another. */
    void evictOldest(final boolean isIpv6)
    {
        if (halfOpenQueues.takeOldest(entry, isIpv6, ConnectionTable.NONE, clock.nowMs))
        {
            counters.increment(Counter.SYN_EVICTED);
            fail(entry);
        }
    }

    /** Ends one whose handshake will not complete. */
    void fail(final HalfOpenEntry failed)
    {
        fail(failed, listener(failed), table.hash(failed));
    }

    private void fail(final HalfOpenEntry failed, final Listeners.Listener listener, final long keyHash)
    {
        if (listener != null)
        {
            listener.remove(failed.retries() == 0);
        }
        else
        {
            orphans.decrementAndGet(failed.localPort());
        }
        counters.increment(Counter.ATTEMPT_FAILS);
        counters.add(Counter.CURR_SYN_RCVD, -1);
        counters.add(Counter.CURR_OPEN, -1);
        table.remove(failed, keyHash);
    }

    /** Its listener; null if that has gone. */
    Listeners.Listener listener(final HalfOpenEntry opening)
    {
        return listeners.find(opening.isIpv6(), opening.localHi(), opening.localLo(), opening.localPort());
    }

    /** Milliseconds since the first SYN-ACK of a half-open connection was sent. */
    int sinceSynAckMs(final HalfOpenEntry opened)
    {
        int sinceMs = -opened.leftMs();
        for (int i = 0; i <= opened.retries(); i++)
        {
            sinceMs += waitMs(i);
        }
        return sinceMs;
    }

    /** RCV.WND that the SYN-ACK offered, as far as its listener, which may have gone, still says. */
    int window(final Listeners.Listener listener)
    {
        return listener != null ? listener.window : context.windows.ofSyn();
    }

    /**
     * The SYN-ACK once more.
     *
     * @return false if the link had no room.
     */
    boolean answerAgain(final HalfOpenEntry opening, final Listeners.Listener listener)
    {
        opening.tuple(tuple);
        opening.options(options);
        return writer.synAck(tuple, opening.iss(), opening.irs() + 1, options, opening.tsRecent(), window(listener)) ||
            writer.countAsWaiting();
    }

    /** An ACK: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. */
    void ack(final HalfOpenEntry opening, final Listeners.Listener listener)
    {
        writer.ack(opening, window(listener));
    }

    /** Serves one whose SYN-ACK was not answered in time. */
    @Override
    public void onDue(final HalfOpenEntry due, final long keyHash)
    {
        counters.increment(Counter.TIMEOUTS);
        final Listeners.Listener listener = listener(due);
        if (listener == null || due.retries() >= retries(listener, due.isIpv6()))
        {
            counters.increment(Counter.ABORT_ON_TIMEOUT);
            fail(due, listener, keyHash);
            return;
        }
        if (due.retries() == 0)
        {
            listener.age();
        }
        due.retries(due.retries() + 1);
        // A SYN-ACK that the link had no room for counts as a retry: else the round trip would be measured from it.
        if (answerAgain(due, listener))
        {
            counters.increment(Counter.SYN_RETRANS);
            counters.increment(Counter.RETRANS_SEGS);
        }
        halfOpenQueues.startWait(due, waitMs(due.retries()), clock.nowMs);
    }

    private int retries(final Listeners.Listener listener, final boolean isIpv6)
    {
        // Four bits of the record count them.
        return Math.min(15, defence.synAckRetries(retries, listener.view(isIpv6)));
    }

    /** A listener has come. It takes over half-open connections of its port only, from others or from one that has gone. */
    void came(final Listeners.Listener listener)
    {
        final int port = listener.local.port();
        if (orphans.get(port) != 0 || listeners.haveHalfOpen(port))
        {
            recount();
        }
    }

    /** A listener has gone: another one of its port takes its half-open connections over, or they are orphans. */
    void went(final Listeners.Listener listener)
    {
        final int port = listener.local.port();
        if (listener.length() != 0 && listeners.isUsed(port))
        {
            recount();
        }
        else
        {
            orphans.getAndAdd(port, listener.length());
        }
    }

    /** Counts each listener's half-open connections anew. That looks at each record, and takes its time if there are many. */
    private void recount()
    {
        listeners.forgetHalfOpen();
        orphans.clear();
        for (int ref = table.nextHalfOpen(ConnectionTable.NONE); ref != ConnectionTable.NONE;
            ref = table.nextHalfOpen(ref))
        {
            table.wrap(entry, ref, clock.nowMs);
            if (entry.isUsed())
            {
                count(entry);
            }
        }
    }

    private void count(final HalfOpenEntry opening)
    {
        final Listeners.Listener listener = listener(opening);
        if (listener == null)
        {
            orphans.incrementAndGet(opening.localPort());
            return;
        }
        listener.add(opening.retries() == 0);
    }

    /** The engine closes, and all of them end; a peer that answers meets no engine. */
    void endAll()
    {
        final long left = table.halfOpenSize();
        counters.add(Counter.ATTEMPT_FAILS, left);
        counters.add(Counter.CURR_SYN_RCVD, -left);
        counters.add(Counter.CURR_OPEN, -left);
    }
}
