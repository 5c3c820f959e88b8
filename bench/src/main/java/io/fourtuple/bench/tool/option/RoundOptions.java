package io.fourtuple.bench.tool.option;

import picocli.CommandLine.Option;

/** The options of a benchmark that opens and closes connections beside idle ones, in rounds. */
public final class RoundOptions extends IdleConnectionOptions
{
    @Option(names = "--rounds", paramLabel = "N", description = "Rounds measured. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    /** The defaults of {@code --idle} and {@code --seconds}. */
    public RoundOptions(final long idle, final int seconds)
    {
        super(idle, seconds);
    }

    public int rounds()
    {
        return rounds;
    }
}
