package io.fourtuple.bench.load.client;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Hands the run's intervals to the reporting thread: one is written while the other is read.
 * <pre>
 *   generator:  interval ── its end ──> handedOver ──> reporting thread: read, reset, null put back
 *               spare    <── swapped, if the one before was read; otherwise the interval goes on
 * </pre>
 */
final class IntervalHandover
{
    /** How long the last interval lasts beyond the run at least. */
    static final long TAIL_NS = 1_000_000_000L;

    private final LoadPlan plan;
    private final RunClock clock;
    private final AtomicReference<LoadInterval> handedOver = new AtomicReference<>();
    private LoadInterval interval = new LoadInterval();
    private LoadInterval spare = new LoadInterval();
    private long boundaryNs;

    IntervalHandover(final LoadPlan plan, final RunClock clock)
    {
        this.plan = plan;
        this.clock = clock;
    }

    /** The run's clock has started. */
    void start()
    {
        interval.startNs = clock.startNs();
        boundaryNs = boundaryAfter(clock.startNs());
    }

    /** The next interval's end; the last one takes what is left of the run, and lasts until all have ended. */
    private long boundaryAfter(final long ns)
    {
        final long next = ns + plan.intervalNs();
        return next - clock.startNs() < plan.durationNs() ? next :
            Math.max(next, clock.startNs() + plan.durationNs() + Math.max(plan.intervalNs(), TAIL_NS));
    }

    /** The interval that is written now. */
    LoadInterval current()
    {
        return interval;
    }

    boolean isOver(final long nowNs)
    {
        return nowNs - boundaryNs >= 0;
    }

    /** Whether the interval before was read, so that this one can be handed over. */
    boolean isRead()
    {
        return handedOver.get() == null;
    }

    void handOver(final long nowNs)
    {
        final LoadInterval full = interval;
        interval = spare;
        spare = full;
        interval.startNs = nowNs;
        handedOver.set(full);
    }

    void next()
    {
        boundaryNs = boundaryAfter(boundaryNs);
    }

    /** Where an interval that has ended is to be taken from, and null to be put when it was read; from any thread. */
    AtomicReference<LoadInterval> handedOver()
    {
        return handedOver;
    }
}
