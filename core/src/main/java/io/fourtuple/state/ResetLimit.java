package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * Whether a segment that belongs to nothing is answered by a RST: never, always, or so many a second, in all and to one
 * address ({@link AnswerLimit}).
 * <p>
 * The number for all is common to all addresses: an attacker that uses it up sees how much of it others took. So a forged
 * segment takes as much where its 4-tuple is connected, and the RSTs that the attacker gets do not tell whether it is. Only a
 * segment that its connection has a use for takes nothing, and to send one takes knowledge of the sequence numbers.
 */
final class ResetLimit
{
    private static final int LIMITED = 0;
    private static final int ALWAYS = 1;

    private final Counters counters;
    private final int answer;
    private final AnswerLimit limit;
    /** The segment that was counted last, by its number. */
    private long counted = -1;

    ResetLimit(final Settings settings, final Counters counters, final Clock clock, final Secrets secrets)
    {
        this.counters = counters;
        answer = settings.intValue(Setting.RST_ANSWER);
        limit = new AnswerLimit(clock, secrets, settings.intValue(Setting.RST_RATELIMIT),
            settings.intValue(Setting.RST_RATELIMIT_PER_ADDRESS));
    }

    /** Whether the sender of the segment under way may be answered now; if so, it is taken as answered. */
    boolean mayAnswer(final FourTuple tuple)
    {
        final boolean may = answer == ALWAYS || answer == LIMITED && take(tuple);
        if (!may)
        {
            counters.increment(Counter.RST_SKIPPED);
        }
        return may;
    }

    /** The segment under way belongs to a connection, and might have been forged: it counts as much as if there were none. */
    void count(final FourTuple tuple)
    {
        if (answer == LIMITED && counted != counters.get(Counter.IN_SEGS))
        {
            take(tuple);
        }
    }

    private boolean take(final FourTuple tuple)
    {
        counted = counters.get(Counter.IN_SEGS);
        return limit.take(tuple) == AnswerLimit.Verdict.GRANTED;
    }
}
