package io.fourtuple.bench.measure.stalls;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.HistogramLog;
import io.fourtuple.bench.base.Harness;
import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.JitterProbe;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Latencies;
import io.fourtuple.bench.base.LatencyTable;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.HistogramFile;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/**
 * Goes through each situation once to warm up, then round by round, each time followed by the machine alone for twice
 * as long as the engine has worked; then says whether the machine explains the long cycles.
 */
public final class StallHarness extends Harness
{
    private static final int LISTED = 10;
    private static final int JITTER_FACTOR = 2;
    private static final int SECOND_LOOK_S = 10;
    private static final String MACHINE = HistogramFile.OF_MACHINE;

    private final StallOptions options;
    private final List<String> only;
    private final List<Measured> measured = new ArrayList<>();
    private boolean failed;

    private record Measured(String name, CycleTimes times, List<JitterProbe> machine, StallVerdict verdict, long startMs)
    {
    }

    /**
     * @param options what to do.
     * @param only    {@link #names()} of those situations that are gone through; empty for all.
     * @param out     for a person to read.
     */
    public StallHarness(final StallOptions options, final List<String> only, final PrintWriter out)
    {
        super(out);
        this.options = options;
        this.only = List.copyOf(only);
    }

    /**
     * @param pinning what is known of where this thread runs.
     * @return whether the machine explains every cycle over a millisecond.
     */
    public boolean run(final String pinning)
    {
        line("fourtuple bench stalls: the time of each cycle of the loop, batch %d, %d rounds", options.batch(),
            options.rounds());
        out.println(HostInfo.describe());
        line("%s", pinning);
        line("rule: FAIL if so many cycles over 1 ms, or 2, 4 ... 256 ms, have a probability below %.0f %% given how " +
            "many gaps the machine alone had,", StallVerdict.LEAST_PROBABILITY * 100);
        line("or if the longest has, given the machine's longest gap (1 ms at least, gaps rarer with the square of " +
            "their length): from %.1f times that on", leastTimes());
        json.put("benchmark", "stalls").put("at", Instant.now().toString()).put("machine", HostInfo.json())
            .put("pinning", pinning).put("idle", options.idle()).put("count", options.count())
            .put("batch", options.batch()).put("seconds", options.seconds()).put("rounds", options.rounds());
        for (final StallSituation situation : situations(options))
        {
            if (only.isEmpty() || only.contains(situation.name()))
            {
                measure(situation);
            }
        }
        json.put("failed", failed);
        return !failed;
    }

    /** How many times as long as the machine's longest gap a cycle is that fails. */
    private static double leastTimes()
    {
        return Math.sqrt((1 / StallVerdict.LEAST_PROBABILITY - 1) / JITTER_FACTOR);
    }

    private static List<StallSituation> situations(final StallOptions options)
    {
        return List.of(new StallSituation.Churn(options), new Expiry(options, false), new Expiry(options, true),
            new StallSituation.Growth(options), new HalfOpenExpiry(options, false), new HalfOpenExpiry(options, true),
            new CookieFlood(options));
    }

    /** Names of the situations. */
    public static List<String> names()
    {
        return situations(new StallOptions(0, 1, 1, 1, 1)).stream().map(StallSituation::name).toList();
    }

    /**
     * Tells a run what was measured.
     *
     * @param folder where {@code cycles.hlog} goes: the engine's cycles and the machine's gaps, an interval each round.
     */
    public void record(final RunRecord run, final Path folder)
    {
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        try (HistogramLog log = new HistogramLog(folder.resolve("cycles.hlog"), "fourtuple bench stalls, batch " +
            options.batch()))
        {
            for (final Measured one : measured)
            {
                run.metric(Metric.of(one.name() + ": longest cycle", "ns", Direction.LOWER, one.times().rounds().stream()
                    .mapToDouble(round -> round.getMaxValue()).toArray()));
                criteria.add(new RunVerdict.Criterion(one.name() + ": the machine explains cycles over 1 ms",
                    String.format(Locale.ROOT, "probability >= %.2f", StallVerdict.LEAST_PROBABILITY),
                    String.format(Locale.ROOT, "%.3g, %d such cycles", one.verdict().probability(),
                        one.times().stalls().size()), one.verdict().isNumberExplained()));
                criteria.add(new RunVerdict.Criterion(one.name() + ": the machine explains the longest cycle",
                    String.format(Locale.ROOT, "probability >= %.2f", StallVerdict.LEAST_PROBABILITY),
                    length(one.verdict().length()), one.verdict().length().isExplained()));
                write(log, one);
                run.histogram(new HistogramFile("cycles.hlog", one.name(), one.name() + ": cycles", "ns"));
                run.histogram(new HistogramFile(
                    "cycles.hlog", one.name() + MACHINE, one.name() + ": machine alone, clock gaps", "ns"));
            }
        }
        run.title("longest cycles of the loop").verdict(RunVerdict.of(criteria));
    }

    /** As in {@code 8.003 ms, the machine's longest gap 0.912 ms: probability 0.00775}. */
    private static String length(final StallVerdict.Length length)
    {
        return String.format(Locale.ROOT, "%,.3f ms, the machine's longest gap %,.3f ms: probability %.3g",
            length.cycleNs() / 1e6, length.gapNs() / 1e6, length.probability());
    }

    /** A round is taken for a second: its own length differs between engine and machine. */
    private static void write(final HistogramLog log, final Measured one)
    {
        for (int i = 0; i < one.times().rounds().size(); i++)
        {
            final long fromMs = one.startMs() + i * 1_000L;
            log.write(one.name(), fromMs, fromMs + 1_000, one.times().rounds().get(i));
            log.write(one.name() + MACHINE, fromMs, fromMs + 1_000, one.machine().get(i).gaps());
        }
    }

    private void measure(final StallSituation situation)
    {
        line("%s: %s; warming up", situation.name(), situation.description());
        situation.run(new CycleTimes());
        final CycleTimes times = new CycleTimes();
        final Histogram gaps = Latencies.newHistogram();
        final List<JitterProbe> machine = new ArrayList<>();
        final long startMs = System.currentTimeMillis();
        new JitterProbe().run(TimeUnit.MILLISECONDS.toNanos(100), 0);
        long jitterNs = 0;
        for (int round = 1; round <= options.rounds(); round++)
        {
            final long before = times.totalNs();
            times.round(round);
            situation.run(times);
            final long workedNs = times.totalNs() - before;
            final JitterProbe jitter = new JitterProbe();
            jitter.run(JITTER_FACTOR * workedNs, 0);
            gaps.add(jitter.gaps());
            machine.add(jitter);
            jitterNs += JITTER_FACTOR * workedNs;
            line("  round %d: %,.0f ms of work in cycles, longest so far %,.3f ms; machine alone %,.3f ms", round,
                workedNs / 1e6, times.histogram().getMaxValue() / 1e6, gaps.getMaxValue() / 1e6);
        }
        final StallVerdict verdict = StallVerdict.of(times.histogram(), times.totalNs(), gaps, jitterNs);
        measured.add(new Measured(
            situation.name(), times, machine, verdict.length().isExplained() ? verdict : lookAgain(verdict), startMs));
        print(situation, times, gaps, jitterNs);
    }

    private StallVerdict lookAgain(final StallVerdict verdict)
    {
        line("  %s; watching the machine alone for %d s more", length(verdict.length()), SECOND_LOOK_S);
        final JitterProbe machine = new JitterProbe();
        machine.run(TimeUnit.SECONDS.toNanos(SECOND_LOOK_S), 0);
        return verdict.lookedAgain(machine.gaps());
    }

    private void print(
        final StallSituation situation, final CycleTimes times, final Histogram gaps, final long jitterNs)
    {
        final StallVerdict verdict = measured.getLast().verdict();
        failed |= !verdict.isExplained();
        line("%s", LatencyTable.HEAD);
        line("%s", LatencyTable.row("cycles", times.histogram()));
        line("%s", LatencyTable.row("machine alone, clock gaps", gaps));
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
            line("  the longest: %s", length(verdict.length()));
        }
        final List<CycleTimes.Stall> listed = times.stalls().stream().limit(LISTED).toList();
        for (final CycleTimes.Stall stall : listed)
        {
            line("    %,.3f ms in round %d: %d frames, %,d time-outs, %,d connections open then", stall.ns() / 1e6,
                stall.round(), stall.frames(), stall.timeOuts(), stall.open());
        }
        json.put(situation.name(), new Json().put("what", situation.description())
            .put("cycles", LatencyTable.json(times.histogram())).put("cycles_total_ns", times.totalNs())
            .put("machine_gaps", LatencyTable.json(gaps)).put("machine_total_ns", jitterNs)
            .put("threshold_ns", verdict.thresholdNs()).put("cycles_above", verdict.cycles())
            .put("gaps_above", verdict.gaps()).put("probability", verdict.probability())
            .put("longest_gap_ns", verdict.length().gapNs()).put("length_probability", verdict.length().probability())
            .put("explained", verdict.isExplained()).put("last_round", situation.figures())
            .put("longest", listed.stream().map(stall -> new Json().put("ns", stall.ns()).put("round", stall.round())
                .put("frames", stall.frames()).put("time_outs", stall.timeOuts()).put("open", stall.open())).toList()));
    }
}
