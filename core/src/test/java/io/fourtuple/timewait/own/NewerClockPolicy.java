package io.fourtuple.timewait.own;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.timewait.TimeWaitRules;
import io.fourtuple.wire.Segment;

/** A policy as a user would write one, from what is public: only a newer timestamp opens. */
public final class NewerClockPolicy implements TimeWaitPolicy
{
    private final long holdMs;

    public NewerClockPolicy(final Settings settings)
    {
        holdMs = settings.get(Setting.TIME_WAIT_SECONDS) * 1_000;
    }

    @Override
    public long holdMs(final TimeWaitConnection timeWait, final int rtoMs)
    {
        return holdMs;
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
