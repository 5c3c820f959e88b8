package io.fourtuple.bench.load;

import java.util.function.Consumer;

/**
 * Runs plans against a target, one after the other: the generator on a thread of its own, the caller's thread for what
 * each interval brings. All plans have the addresses, the payload and the close kind that the target was opened with.
 */
public final class LoadRun
{
    /** The generator's thread is not tied to a CPU. */
    public static final int ANY_CPU = -1;

    private final LoadTarget target;
    private final int cpu;

    /**
     * @param target open already, and closed by who opened it.
     * @param cpu    of the generator's thread, or {@link #ANY_CPU}.
     */
    public LoadRun(final LoadTarget target, final int cpu)
    {
        this.target = target;
        this.cpu = cpu;
    }

    /**
     * Runs a plan; returns when its last connection has ended or was given up.
     *
     * @param plan     what to do.
     * @param listener told of each interval as it ends, on the calling thread.
     * @return what it brought.
     */
    public LoadResult run(final LoadPlan plan, final Consumer<LoadRow> listener)
    {
        throw new UnsupportedOperationException("not yet: " + target + cpu + plan + listener);
    }

    /** Ends the run that is under way before its time; from any thread. */
    public void stop()
    {
    }
}
