package io.fourtuple.bench.watch;

/** What an engine is doing, as far as its telemetry file tells. */
enum EngineState
{
    STARTING("starting", true),
    RUNNING("running", true),
    /** The process is there, the heartbeat is not: the loop hangs in a callback, or gets no CPU. */
    STALLED("stalled", true),
    /** Ended in order. */
    CLOSED("closed", false),
    /** The process is gone without having ended in order. */
    DEAD("dead", false);

    private final String label;
    private final boolean isAlive;

    EngineState(final String label, final boolean isAlive)
    {
        this.label = label;
        this.isAlive = isAlive;
    }

    String label()
    {
        return label;
    }

    boolean isAlive()
    {
        return isAlive;
    }
}
