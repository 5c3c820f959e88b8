package io.fourtuple.bench.stalls;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.fourtuple.bench.cycle.Json;
import io.fourtuple.bench.cycle.Machine;
import io.fourtuple.bench.latency.JitterProbe;
import io.fourtuple.bench.latency.LatencyTable;

/**
 * Goes through each situation once to warm up, then round by round, each time followed by the machine alone for twice
 * as long as the engine has worked; then says whether the machine explains the long cycles.
 */
public final class StallHarness
{
    private static final int LISTED = 10;
    private static final int JITTER_FACTOR = 2;

    private final StallOptions options;
    private final List<String> only;
    private final PrintWriter out;
    private final Json json = new Json();
    private boolean failed;

    /**
     * @param options what to do.
     * @param only    {@link #names()} of those situations that are gone through; empty for all.
     * @param out     for a person to read.
     */
    public StallHarness(final StallOptions options, final List<String> only, final PrintWriter out)
    {
        this.options = options;
        this.only = List.copyOf(only);
        this.out = out;
    }

    /**
     * @param pinning what is known of where this thread runs.
     * @return whether the machine explains every cycle over a millisecond.
     */
    public boolean run(final String pinning)
    {
        line("fourtuple bench stalls: the time of each cycle of the loop, batch %d, %d rounds", options.batch(),
            options.rounds());
        out.println(Machine.describe());
        line("%s", pinning);
        line("rule: FAIL if so many cycles over 1 ms, or 2, 4 ... 256 ms, have a probability below %.0f %% given how " +
            "many gaps the machine alone had", Verdict.LEAST_PROBABILITY * 100);
        json.put("benchmark", "stalls").put("at", Instant.now().toString()).put("machine", Machine.json())
            .put("pinning", pinning).put("held", options.held()).put("count", options.count())
            .put("batch", options.batch()).put("seconds", options.seconds()).put("rounds", options.rounds());
        for (final Situation situation : situations(options))
        {
            if (only.isEmpty() || only.contains(situation.name()))
            {
                measure(situation);
            }
        }
        json.put("failed", failed);
        return !failed;
    }

    private static List<Situation> situations(final StallOptions options)
    {
        return List.of(new Situation.Churn(options), new Expiry(options, false), new Expiry(options, true),
            new Situation.Growth(options), new HalfOpenExpiry(options, false), new HalfOpenExpiry(options, true),
            new CookieFlood(options));
    }

    /** What the situations are called. */
    public static List<String> names()
    {
        return situations(new StallOptions(0, 1, 1, 1, 1)).stream().map(Situation::name).toList();
    }

    /** The result of {@link #run}. */
    public Json json()
    {
        return json;
    }

    private void measure(final Situation situation)
    {
        line("%s: %s; warming up", situation.name(), situation.description());
        situation.run(new CycleTimes());
        final CycleTimes times = new CycleTimes();
        final JitterProbe jitter = new JitterProbe();
        new JitterProbe().run(TimeUnit.MILLISECONDS.toNanos(100), 0);
        long jitterNs = 0;
        for (int round = 1; round <= options.rounds(); round++)
        {
            final long before = times.totalNs();
            times.round(round);
            situation.run(times);
            final long workedNs = times.totalNs() - before;
            jitter.run(JITTER_FACTOR * workedNs, 0);
            jitterNs += JITTER_FACTOR * workedNs;
            line("  round %d: %,.0f ms of work in cycles, longest so far %,.3f ms; machine alone %,.3f ms", round,
                workedNs / 1e6, times.histogram().getMaxValue() / 1e6, jitter.gaps().getMaxValue() / 1e6);
        }
        print(situation, times, jitter, jitterNs);
    }

    private void print(
        final Situation situation, final CycleTimes times, final JitterProbe jitter, final long jitterNs)
    {
        final Verdict verdict = Verdict.of(times.histogram(), times.totalNs(), jitter.gaps(), jitterNs);
        failed |= !verdict.isExplained();
        line("%s", LatencyTable.HEAD);
        line("%s", LatencyTable.row("cycles", times.histogram()));
        line("%s", LatencyTable.row("machine alone, clock gaps", jitter.gaps()));
        line("  over 1 ms: %,d of %,d cycles in %.2f s of work; %s", times.stalls().size(),
            times.histogram().getTotalCount(), times.totalNs() / 1e9, times.stalls().isEmpty() ? "ok" :
            verdict.isExplained() ? "ok, the machine explains them" : "FAIL, the machine does not explain them");
        if (situation.remark() != null)
        {
            line("  last round: %s", situation.remark());
        }
        if (!times.stalls().isEmpty())
        {
            line("  over %d ms: %,d cycles in %.2f s, the machine alone %,d gaps in %.2f s: probability %.3g",
                verdict.thresholdNs() / 1_000_000, verdict.cycles(), times.totalNs() / 1e9, verdict.gaps(),
                jitterNs / 1e9, verdict.probability());
        }
        final List<CycleTimes.Stall> listed = times.stalls().stream().limit(LISTED).toList();
        for (final CycleTimes.Stall stall : listed)
        {
            line("    %,.3f ms in round %d: %d frames, %,d time-outs, %,d connections open then", stall.ns() / 1e6,
                stall.round(), stall.frames(), stall.timeOuts(), stall.open());
        }
        json.put(situation.name(), new Json().put("what", situation.description())
            .put("cycles", LatencyTable.json(times.histogram())).put("cycles_total_ns", times.totalNs())
            .put("machine_gaps", LatencyTable.json(jitter.gaps())).put("machine_total_ns", jitterNs)
            .put("threshold_ns", verdict.thresholdNs()).put("cycles_above", verdict.cycles())
            .put("gaps_above", verdict.gaps()).put("probability", verdict.probability())
            .put("explained", verdict.isExplained()).put("last_round", situation.figures())
            .put("longest", listed.stream().map(stall -> new Json().put("ns", stall.ns()).put("round", stall.round())
                .put("frames", stall.frames()).put("time_outs", stall.timeOuts()).put("open", stall.open())).toList()));
    }

    private void line(final String format, final Object... values)
    {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
