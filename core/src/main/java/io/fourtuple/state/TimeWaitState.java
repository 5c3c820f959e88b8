package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.timewait.TimeWaitRules;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/** A segment for a 4-tuple in TIME_WAIT (RFC 9293 3.10.7.4): the policy decides, this class acts. */
final class TimeWaitState
{
    private static final long EVICTIONS_PERIOD_NS = 1_000_000_000L;
    private static final int EVICTED_SHIFT = 4;

    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final Counters counters;
    private final Listeners listeners;
    private final Refusals refusals;
    private final TimeWaitConnections timeWaits;
    private final TimeWaitPolicy policy;
    private final ListenState listenState;
    private final TimeWaitEntry entry = new TimeWaitEntry();
    /** How many half-open connections had to go for a SYN that reopens one in TIME_WAIT, since evictionsNs. */
    private long evictionsNs;
    private int evictions;

    TimeWaitState(
        final Context context,
        final Listeners listeners,
        final Refusals refusals,
        final TimeWaitConnections timeWaits,
        final ListenState listenState)
    {
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        counters = context.counters;
        this.listeners = listeners;
        this.refusals = refusals;
        this.timeWaits = timeWaits;
        this.policy = context.timeWaitPolicy;
        this.listenState = listenState;
    }

    Counter arrives(final int ref, final Segment segment, final FourTuple key)
    {
        table.wrap(entry, ref, clock.nowMs);
        final TimeWaitAction action = policy.onSegment(entry, segment);
        final Counter outcome = outcome(segment, action);
        switch (action)
        {
            case OPEN, OPEN_OR_ACK ->
            {
                return TimeWaitRules.isOpen(segment) ? open(segment, key, action) : outcome;
            }
            case ACK -> timeWaits.answer(entry, segment);
            case ACK_AND_RESTART ->
            {
                timeWaits.restart(entry);
                timeWaits.answer(entry, segment);
            }
            case RESTART ->
            {
                keepTimestamp(segment);
                timeWaits.restart(entry);
            }
            case RESET -> refusals.reset(segment);
            case END -> timeWaits.kill(entry);
            case SILENCE ->
            {
            }
        }
        return outcome;
    }

    private Counter outcome(final Segment segment, final TimeWaitAction action)
    {
        if (segment.isRst())
        {
            return action == TimeWaitAction.END ? Counter.SEGMENTS_ACCEPTED : Counter.TIME_WAIT_RST_DROP;
        }
        if (TimeWaitRules.isOpen(segment))
        {
            return Counter.TIME_WAIT_SYN_DROP;
        }
        if (TimeWaitRules.isTimestampOlder(entry, segment))
        {
            return Counter.PAWS_TIME_WAIT;
        }
        if (!segment.isAck() && !segment.isSyn())
        {
            return Counter.ACK_MISSING;
        }
        return TimeWaitRules.isPeersFin(entry, segment) || TimeWaitRules.isExactAck(entry, segment) ?
            Counter.SEGMENTS_ACCEPTED : Counter.WRONG_STATE;
    }

    private void keepTimestamp(final Segment segment)
    {
        if (entry.hasTimestamps() && segment.hasTimestamps() && Seq.gt(segment.tsVal(), entry.tsRecent()))
        {
            entry.tsRecent(segment.tsVal());
        }
    }

    /**
     * A new connection on the 4-tuple; the entry goes if it comes to be. The peer is known to be real, so that the defence is
     * not asked (Linux skips the test of the SYN queue too, but not that of the accept queue), and the oldest half-open
     * connection goes if there is no other record. No more than a sixteenth of them go in a second: each has as many seconds
     * to complete, even if an attacker has made itself many entries.
     */
    private Counter open(final Segment segment, final FourTuple key, final TimeWaitAction action)
    {
        final Listeners.Listener listener = context.draining ? null : listeners.find(key);
        if (listener == null)
        {
            if (action == TimeWaitAction.OPEN_OR_ACK)
            {
                timeWaits.answer(entry, segment);
            }
            return Counter.TIME_WAIT_SYN_DROP;
        }
        final boolean isProven = TimeWaitRules.isProvenNew(entry, segment);
        // Every sequence number that the old connection sent should lie below (RFC 9293 3.4.3).
        final int iss = policy.initialSequence(entry, context.secrets.isn(key, clock.nowNs));
        final Counter refused = listenState.admit(segment, key, listener, entry.ref());
        if (refused != null)
        {
            return refused;
        }
        counters.increment(Counter.LISTEN_SYNS);
        if (listener.isAcceptQueueFull())
        {
            counters.increment(Counter.LISTEN_OVERFLOWS);
            return listenState.dropped(Counter.SYN_ACCEPT_QUEUE_FULL);
        }
        if (!table.hasRoom(key.isIpv6()))
        {
            return listenState.dropped(Counter.TABLE_FULL);
        }
        final boolean evicts = table.isHalfOpenFull(key.isIpv6());
        if (evicts && !mayEvict(key.isIpv6()))
        {
            return listenState.dropped(Counter.REQ_Q_FULL_DROP);
        }
        timeWaits.recycle(entry);
        final Counter outcome = listenState.queue(segment, key, listener, iss, evicts);
        if (outcome == Counter.SYN_QUEUED && !isProven)
        {
            counters.increment(Counter.TW_SEQ_ONLY);
        }
        return outcome;
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
}
