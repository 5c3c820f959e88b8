package io.fourtuple.bench.tool.option;

import io.fourtuple.bench.measure.cycle.CycleOptions;
import picocli.CommandLine.Option;

/** The options of a benchmark that opens and closes connections beside idle ones; defaults are the command's own. */
public class IdleConnectionOptions
{
    @Option(names = "--idle", paramLabel = "N", converter = BenchOptions.Number.class,
        description = "Idle connections: they are opened first and stay open, as in 10m. Default: ${DEFAULT-VALUE}.")
    private long idle;

    @Option(names = "--batch", paramLabel = "N",
        description = "Frames that the engine takes in one cycle, from as many clients. Default: ${DEFAULT-VALUE}.")
    private int batch = CycleOptions.USUAL_BATCH;

    @Option(names = "--seconds", paramLabel = "N",
        description = "Seconds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    /**
     * @param idle    default of {@code --idle}.
     * @param seconds default of {@code --seconds}.
     */
    public IdleConnectionOptions(final long idle, final int seconds)
    {
        this.idle = idle;
        this.seconds = seconds;
    }

    /** The name of {@code --idle} in the commands that older runs have recorded. */
    @Option(names = "--held", hidden = true, converter = BenchOptions.Number.class)
    private void idleByOldName(final Long value)
    {
        if (value != null)
        {
            idle = value;
        }
    }

    public long idle()
    {
        return idle;
    }

    public int batch()
    {
        return batch;
    }

    public int seconds()
    {
        return seconds;
    }
}
