package io.fourtuple.bench.load.client;

/**
 * When each connection of an open loop is to begin: at a steady rate, or at one that rises or falls evenly.
 * <pre>
 *   due by t:  n = from * t + (to - from) / (2 * duration) * t^2        solved for t it is the time of connection n
 * </pre>
 */
final class ArrivalSchedule
{
    private static final double SECOND_NS = 1e9;

    private final double from;
    private final double gain;
    private final long count;
    private final long durationNs;

    /**
     * @param from       connections a second at the start.
     * @param to         the same at the end.
     * @param durationNs of the run.
     */
    ArrivalSchedule(final double from, final double to, final long durationNs)
    {
        final double seconds = durationNs / SECOND_NS;
        this.from = from;
        this.durationNs = durationNs;
        gain = (to - from) / seconds;
        count = Math.max(1, Math.round((from + to) / 2 * seconds));
    }

    static ArrivalSchedule of(final LoadPlan plan)
    {
        return new ArrivalSchedule(plan.ratePerSecond(), plan.endRatePerSecond(), plan.durationNs());
    }

    /** Connections that begin in the run's time. */
    long count()
    {
        return count;
    }

    /**
     * @param n from 0.
     * @return when it is to begin, in nanoseconds from the start.
     */
    long dueNs(final long n)
    {
        if (gain == 0)
        {
            return (long)(n * (SECOND_NS / from));
        }
        // The root that does not cancel, whichever way the rate goes.
        final double root = Math.sqrt(Math.max(0, from * from + 2 * gain * n));
        return (long)(2.0 * n / (from + root) * SECOND_NS);
    }

    /**
     * @param ns from the start.
     * @return how many are to have begun by then.
     */
    long dueBy(final long ns)
    {
        if (ns < 0)
        {
            return 0;
        }
        final double seconds = Math.min(ns, durationNs) / SECOND_NS;
        return Math.min(count, 1 + (long)(from * seconds + gain * seconds * seconds / 2));
    }
}
