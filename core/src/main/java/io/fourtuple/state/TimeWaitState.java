package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.timewait.TimeWaitRules;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/** A segment for a 4-tuple in TIME_WAIT (RFC 9293 3.10.7.4): the policy decides, this class acts. */
final class TimeWaitState
{
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final Listeners listeners;
    private final Refusals refusals;
    private final TimeWaitConnections timeWaits;
    private final TimeWaitPolicy policy;
    private final ListenState listenState;
    private final TimeWaitEntry entry = new TimeWaitEntry();

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
        final int iss = policy.initialSequence(entry, context.secrets.isn(key, clock.nowNs));
        final Counter outcome = listenState.reopen(segment, key, listener, entry, iss);
        if (outcome == Counter.SYN_QUEUED && !isProven)
        {
            context.counters.increment(Counter.TW_SEQ_ONLY);
        }
        return outcome;
    }
}
