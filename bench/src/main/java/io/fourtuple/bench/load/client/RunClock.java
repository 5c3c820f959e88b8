package io.fourtuple.bench.load.client;

/** A run's time: since when it runs, whether it is over, and how long its last connections have been waited for. */
final class RunClock
{
    /** A turn that comes later than that was kept from its CPU. */
    private static final long MAX_TURN_NS = 100_000_000L;

    private final long durationNs;
    private long startNs;
    private long lastTurnNs;
    private long waitedNs;
    private volatile boolean isStopped;

    RunClock(final long durationNs)
    {
        this.durationNs = durationNs;
    }

    void start(final long nowNs)
    {
        startNs = nowNs;
        lastTurnNs = nowNs;
    }

    /** Time in which this thread was descheduled does not count as waiting: no frame was read then. */
    void turn(final long nowNs)
    {
        waitedNs += isOver(nowNs) ? Math.min(nowNs - lastTurnNs, MAX_TURN_NS) : 0;
        lastTurnNs = nowNs;
    }

    long startNs()
    {
        return startNs;
    }

    /** When the run is over, and when it was if it was stopped. */
    long endNs(final long nowNs)
    {
        return isStopped ? nowNs : startNs + durationNs;
    }

    boolean isOver(final long nowNs)
    {
        return isStopped || nowNs - startNs >= durationNs;
    }

    /** Time since the run was over. */
    long waitedNs()
    {
        return waitedNs;
    }

    /** Ends the run before its time; from any thread. */
    void stop()
    {
        isStopped = true;
    }

    boolean isStopped()
    {
        return isStopped;
    }
}
