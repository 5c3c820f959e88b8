package io.fourtuple.bench.load.resilience;

import java.util.List;
import java.util.Locale;

/**
 * Limits of the normal, learnt from the step without a flood.
 *
 * @param share smallest share of a slice's handshakes that is established, 0 to 1.
 * @param p99Ns largest p99 of a slice.
 */
record Baseline(double share, long p99Ns)
{
    /** So much less than before the flood is still normal. */
    static final double SHARE_TOLERANCE = 0.01;
    /** With less than this before the flood, the target or the machine cannot do what is asked. */
    static final double LEAST_SHARE = 0.95;
    /** So many times the p99 from before is still normal; so is what any slice before had. */
    static final double P99_TOLERANCE = 2;

    static Baseline of(final List<TimeSlice> before)
    {
        final ClientOutcome all = ClientOutcome.of(before);
        final long largest = before.stream().mapToLong(TimeSlice::p99Ns).max().orElse(0);
        final double share = all.intended() == 0 ? 1 : (double)all.established() / all.intended();
        return new Baseline(share - SHARE_TOLERANCE,
            Math.max(largest, (long)(P99_TOLERANCE * all.latencies().getValueAtPercentile(99))));
    }

    /** Whether nearly all were established without a flood; else there is nothing to come back to. */
    boolean isSound()
    {
        return share + SHARE_TOLERANCE >= LEAST_SHARE;
    }

    boolean is(final TimeSlice slice)
    {
        return slice.intended() == 0 || slice.share() >= share && slice.p99Ns() <= p99Ns;
    }

    String text()
    {
        return String.format(Locale.ROOT, "at least %.1f %% of a slice's handshakes established, p99 at most %.3f ms",
            100 * share, p99Ns / 1e6);
    }
}
