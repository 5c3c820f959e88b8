package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.CompactEntry;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * How often a connection answers segments that are invalid: once in {@code tcp_invalid_ratelimit} (RFC 5961 7, and Linux).
 * Such answers could else go on for ever, be it to a peer that finds each of them unacceptable, or to an attacker that
 * knows the 4-tuple. The record has the time of the last one.
 */
final class InvalidAckLimit
{
    private final Counters counters;
    private final Clock clock;
    private final int limitMs;

    InvalidAckLimit(final Settings settings, final Counters counters, final Clock clock)
    {
        this.counters = counters;
        this.clock = clock;
        limitMs = settings.intValue(Setting.TCP_INVALID_RATELIMIT);
    }

    /**
     * Whether an answer may be sent now; if so, it is taken as sent.
     *
     * @param skipped counts it if not.
     */
    boolean mayAnswer(final Tcb tcb, final Counter skipped)
    {
        return tcb.answer(limitMs, clock.nowMs) || isSkipped(skipped);
    }

    /** The same for a connection in TIME_WAIT, or a half-open one. */
    boolean mayAnswer(final CompactEntry entry, final Counter skipped)
    {
        return entry.answer(limitMs) || isSkipped(skipped);
    }

    private boolean isSkipped(final Counter skipped)
    {
        counters.increment(skipped);
        return false;
    }
}
