package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.CompactQueues;
import io.fourtuple.timewait.OverflowAction;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.timewait.TimeWaitRules;
import io.fourtuple.wire.Segment;

/**
 * The one door for entries in TIME_WAIT: how one is made, restarted and ended, and what it sends. The policy says when.
 * <pre>
 *                        hold 0: TW_SKIPPED       limit: TW_OVERFLOW
 *   enter ──> entry ───────────┴───────────────────────┴────────────> CLOSED
 *               │  TW_ENTERED = TW + TW_RECYCLED + TW_KILLED + TW_EVICTED + those there now
 *               ├─ time        TW            ├─ a RST          TW_KILLED
 *               ├─ SYN         TW_RECYCLED   ├─ engine closes  TW_KILLED
 *               └─ connect     TW_RECYCLED   └─ at the limit   TW_EVICTED
 * </pre>
 */
final class TimeWaitConnections implements CompactQueues.Handler<TimeWaitEntry>
{
    /** ACKs that found the link full; beyond that the peer sends its FIN again. */
    private static final int MAX_OWED = 4_096;
    private static final int EVICT_OLDEST = Setting.TIME_WAIT_AT_LIMIT.names().indexOf("evict-oldest");

    private final Clock clock;
    private final ConnectionTable table;
    private final CompactQueues<TimeWaitEntry> timeWaitQueues;
    private final Counters counters;
    private final SegmentWriter writer;
    private final TimeWaitPolicy policy;
    private final TimeWaitEntry entry = new TimeWaitEntry();
    private final TimeWaitEntry evicted = new TimeWaitEntry();
    private final int[] owed = new int[MAX_OWED];
    private final int atLimit;
    private final InvalidAckLimit invalidAcks;
    private int owedCount;

    TimeWaitConnections(
        final Settings settings,
        final Counters counters,
        final Clock clock,
        final Tables tables,
        final TimeWaitPolicy timeWaitPolicy,
        final SegmentWriter writer,
        final InvalidAckLimit invalidAcks)
    {
        this.clock = clock;
        table = tables.table;
        timeWaitQueues = tables.timeWaitQueues;
        this.counters = counters;
        this.writer = writer;
        policy = timeWaitPolicy;
        atLimit = settings.intValue(Setting.TIME_WAIT_AT_LIMIT);
        this.invalidAcks = invalidAcks;
    }

    /**
     * TIME_WAIT begins: an entry takes the connection's place under its 4-tuple.
     *
     * @param owesAck whether an ACK has to follow that the link had no room for.
     * @return whether it was made; else the 4-tuple still leads to the connection.
     */
    boolean enter(final Tcb tcb, final int rtoMs, final boolean owesAck)
    {
        table.prepareTimeWait(tcb, entry, clock.nowMs);
        final int timeWaitMs = timeWaitMs(rtoMs);
        if (timeWaitMs == 0 || table.isTimeWaitFull(tcb.isIpv6()) && !makeRoom(tcb.isIpv6()))
        {
            counters.increment(timeWaitMs == 0 ? Counter.TW_SKIPPED : Counter.TW_OVERFLOW);
            table.release(entry);
            return false;
        }
        table.enterTimeWait(tcb, entry);
        timeWaitQueues.startWait(entry, timeWaitMs, clock.nowMs);
        policy.onEntered(entry, clock.nowNs);
        counters.increment(Counter.TW_ENTERED);
        counters.increment(Counter.CURR_TIME_WAIT);
        if (owesAck)
        {
            owe(entry.ref());
        }
        return true;
    }

    private int timeWaitMs(final int rtoMs)
    {
        return (int)Math.max(0, Math.min(TimeWaitEntry.MAX_WAIT_MS, policy.timeWaitMs(entry, rtoMs)));
    }

    private boolean makeRoom(final boolean isIpv6)
    {
        final boolean evicts = atLimit == 0 ? policy.atLimit() == OverflowAction.EVICT_OLDEST : atLimit == EVICT_OLDEST;
        if (!evicts || !timeWaitQueues.takeOldest(evicted, isIpv6, entry.ref(), clock.nowMs))
        {
            return false;
        }
        counters.increment(Counter.TW_EVICTED);
        remove(evicted, table.hash(evicted));
        return true;
    }

    /** The wait begins again. */
    void restart(final TimeWaitEntry timeWait)
    {
        final long wanted = policy.timeWaitMs(timeWait, 0);
        if (wanted > 0)
        {
            timeWaitQueues.startWait(timeWait, (int)Math.min(TimeWaitEntry.MAX_WAIT_MS, wanted), clock.nowMs);
        }
    }

    /** A new connection takes the 4-tuple. */
    void recycle(final TimeWaitEntry timeWait)
    {
        counters.increment(Counter.TW_RECYCLED);
        remove(timeWait, table.hash(timeWait));
    }

    /** A RST ends it. */
    void kill(final TimeWaitEntry timeWait)
    {
        counters.increment(Counter.TW_KILLED);
        remove(timeWait, table.hash(timeWait));
    }

    /** The engine closes, and all of them end. */
    void endAll()
    {
        final long left = counters.get(Counter.CURR_TIME_WAIT);
        counters.add(Counter.TW_KILLED, left);
        counters.add(Counter.CURR_TIME_WAIT, -left);
        counters.add(Counter.CURR_OPEN, -left);
    }

    private void remove(final TimeWaitEntry timeWait, final long keyHash)
    {
        table.remove(timeWait, keyHash);
        counters.add(Counter.CURR_TIME_WAIT, -1);
        counters.add(Counter.CURR_OPEN, -1);
    }

    /** Ends one that has waited long enough. */
    @Override
    public void onDue(final TimeWaitEntry timeWait, final long keyHash)
    {
        counters.increment(Counter.TW);
        remove(timeWait, keyHash);
    }

    /**
     * Answers a segment with an ACK. A segment from a peer that knows the connection is always answered, so that a peer which
     * sends again does not stall: its FIN, or data with the ACK of ours. All others are limited: a peer that finds our answer
     * unacceptable, or an attacker that knows the 4-tuple, would be answered for ever.
     */
    void answer(final TimeWaitEntry timeWait, final Segment segment)
    {
        final boolean may = isOfPeer(timeWait, segment) || invalidAcks.mayAnswer(timeWait, Counter.TW_ACK_SKIPPED);
        if (may && !writer.ack(timeWait))
        {
            writer.countAsLost();
        }
    }

    private static boolean isOfPeer(final TimeWaitEntry timeWait, final Segment segment)
    {
        return segment.isAck() && !segment.isSyn() && segment.length() > 0 &&
            (segment.ack() == timeWait.sndNxt() || TimeWaitRules.isPeersFin(timeWait, segment));
    }

    private void owe(final int ref)
    {
        if (owedCount < MAX_OWED)
        {
            owed[owedCount++] = ref;
        }
    }

    /** Sends ACKs that the link had no room for, as far as it has now. */
    void flush()
    {
        final int count = owedCount;
        owedCount = 0;
        boolean isFull = false;
        for (int i = 0; i < count; i++)
        {
            table.wrap(entry, owed[i], clock.nowMs);
            // Another entry may have taken the record since: an ACK too many does no harm.
            if (entry.isUsed())
            {
                isFull = isFull || !writer.ack(entry) && !writer.countAsWaiting();
                if (isFull)
                {
                    owe(owed[i]);
                }
            }
        }
    }
}
