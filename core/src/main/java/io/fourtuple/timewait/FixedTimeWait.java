package io.fourtuple.timewait;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** A policy whose TIME_WAIT lasts {@code time_wait_seconds} for every connection. */
public abstract class FixedTimeWait implements TimeWaitPolicy
{
    private final long timeWaitMs;

    /** @param settings of these, {@code time_wait_seconds} counts. */
    protected FixedTimeWait(final Settings settings)
    {
        timeWaitMs = settings.get(Setting.TIME_WAIT_SECONDS) * 1_000;
    }

    @Override
    public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
    {
        return timeWaitMs;
    }
}
