package io.fourtuple.bench.measure.cycle;

import java.util.Set;

import io.fourtuple.bench.base.Range;
import io.fourtuple.telemetry.Latency;

/**
 * Options of one run of the harness.
 *
 * @param idle      connections that stay open beside those that are opened and closed, 0 or more.
 * @param batch     connections opened and closed together, 1 to 4,096.
 * @param seconds   length of a round, 1 or more.
 * @param rounds    measured rounds, 1 or more.
 * @param verify    whether every checksum is verified first, in a run of its own and while the idle ones are opened.
 * @param latencies that the engine records meanwhile.
 * @param telemetry whether its records lie in a telemetry file.
 */
public record CycleOptions(
    long idle, int batch, int seconds, int rounds, boolean verify, Set<Latency> latencies, boolean telemetry)
{
    /** The engine's limit is 2^28 records, some of which the connections in motion need. */
    public static final long MAX_IDLE = 250_000_000;
    /** The engine takes no more frames in one cycle. */
    public static final int MAX_BATCH = 4_096;
    /** The batch if nobody says another. */
    public static final int USUAL_BATCH = 32;

    /** Checks the ranges. */
    public CycleOptions
    {
        Range.check("--idle", idle, 0, MAX_IDLE);
        Range.check("--batch", batch, 1, MAX_BATCH);
        Range.check("--seconds", seconds, 1, 3_600);
        Range.check("--rounds", rounds, 1, 1_000);
    }

    /** Nothing is recorded, and nobody sees it. */
    public CycleOptions(final long idle, final int batch, final int seconds, final int rounds, final boolean verify)
    {
        this(idle, batch, seconds, rounds, verify, Set.of(), false);
    }
}
