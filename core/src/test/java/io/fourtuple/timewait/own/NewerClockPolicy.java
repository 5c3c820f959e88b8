package io.fourtuple.timewait.own;

import io.fourtuple.config.Settings;
import io.fourtuple.timewait.FixedTimeWait;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitRules;
import io.fourtuple.wire.Segment;

/** A policy as a user would write one, from what is public: only a newer timestamp opens. */
public final class NewerClockPolicy extends FixedTimeWait
{
    public NewerClockPolicy(final Settings settings)
    {
        super(settings);
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        if (TimeWaitRules.isOpen(segment))
        {
            return TimeWaitRules.isTimestampNewer(timeWait, segment) ? TimeWaitAction.OPEN : TimeWaitAction.SILENCE;
        }
        return TimeWaitRules.isPeersFin(timeWait, segment) && !segment.isRst() ?
            TimeWaitAction.ACK_AND_RESTART : TimeWaitAction.SILENCE;
    }
}
