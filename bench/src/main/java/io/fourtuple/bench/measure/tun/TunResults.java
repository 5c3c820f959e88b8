package io.fourtuple.bench.measure.tun;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/** The rounds of all four loops: for a person to read, as JSON, and as the record of a run. */
public final class TunResults
{
    private static final double C_GOAL = 0.80;
    private static final double JAVA_GOAL = 0.90;
    private static final int ENGINE = 3;

    private final List<TunResult> results;
    private final int handshakes;

    /**
     * @param results    of the floor in C, the floor in Java, the link alone, the engine.
     * @param handshakes of a round.
     */
    TunResults(final List<TunResult> results, final int handshakes)
    {
        this.results = results;
        this.handshakes = handshakes;
    }

    /** @return each loop's, in the order of the constructor. */
    List<TunResult> all()
    {
        return results;
    }

    private TunResult engine()
    {
        return results.get(ENGINE);
    }

    /** Prints a line for each loop, and what share of the floors the engine reaches. */
    public void print(final PrintWriter out)
    {
        out.printf("server-side handshakes/s over TUN by the median turn: median [min..max] of %d rounds " +
            "of %,d each, turns of %d frames%n", engine().perSecond().size(), handshakes, TunBenchmark.BURST);
        for (final TunResult result : results)
        {
            out.printf("  %-40s %,9.0f/s [%,.0f..%,.0f]  %,6.0f ns  mean %,.0f/s%n",
                result.title(), result.spread().median(), result.spread().min(), result.spread().max(), 1e9 / result.spread().median(),
                result.medianOfMeans());
        }
        final double engine = engine().spread().median();
        printShare(out, "the bare C loop", engine / results.get(0).spread().median(), C_GOAL);
        printShare(out, "the bare Java loop", engine / results.get(1).spread().median(), JAVA_GOAL);
    }

    private static void printShare(final PrintWriter out, final String floor, final double share, final double goal)
    {
        out.printf("the engine does %.1f %% of %s (goal: %.0f %%: %s)%n",
            100 * share, floor, 100 * goal, share >= goal ? "reached" : "MISSED");
    }

    /** Fills the record of the run. */
    public void record(final RunRecord run)
    {
        run.title("server-side handshakes over a TUN device, beside bare loops");
        // The page draws the first metric.
        run.metric(engine().metric());
        results.stream().limit(3).forEach(result -> run.metric(result.metric()));
        final double engine = engine().spread().median();
        run.verdict(RunVerdict.of(List.of(
            share("the bare C loop", engine / results.get(0).spread().median(), C_GOAL),
            share("the bare Java loop", engine / results.get(1).spread().median(), JAVA_GOAL))));
    }

    private static RunVerdict.Criterion share(final String floor, final double share, final double goal)
    {
        return new RunVerdict.Criterion("the engine's share of " + floor,
            String.format(Locale.ROOT, ">= %.0f %%", 100 * goal), String.format(Locale.ROOT, "%.1f %%", 100 * share),
            share >= goal);
    }

    /** @return each loop's rounds. */
    public Json json()
    {
        final Json all = new Json().put("benchmark", "tun").put("at", Instant.now().toString())
            .put("machine", HostInfo.json()).put("handshakes", handshakes).put("rounds", engine().perSecond().size());
        for (final TunResult result : results)
        {
            all.put(result.title(), new Json().put("per_second_median", result.spread().median())
                .put("min", result.spread().min()).put("max", result.spread().max())
                .put("per_second_mean", result.medianOfMeans()).put("rounds", result.perSecond()));
        }
        return all;
    }
}
