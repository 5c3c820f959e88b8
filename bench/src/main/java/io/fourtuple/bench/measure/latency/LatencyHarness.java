package io.fourtuple.bench.measure.latency;

import java.io.PrintWriter;
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
import io.fourtuple.bench.base.LatencyTable;
import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.HistogramFile;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.tun.CpuPinning;

/**
 * Finds the ceiling, then drives at half of it and at four fifths, with the machine's own jitter before and after each.
 * <pre>
 *   idle connections ── ceiling (closed loop) ── jitter ── 50 % ── jitter ── jitter ── 80 % ── jitter ── counts
 * </pre>
 */
public final class LatencyHarness extends Harness
{
    /** Name of the log within a record. */
    public static final String LOG = "latency.hlog";

    /** Tag of the times from SYN to SYN,ACK behind a load's percent, as in {@code 50%-SYN-ACK}. */
    private static final String SYN_ACK = "%-SYN-ACK";
    /** Likewise from SYN to ESTABLISHED. */
    private static final String ESTABLISHED = "%-ESTABLISHED";
    /** Likewise how late the machine alone saw the same times. */
    private static final String MACHINE = "%-MACHINE";

    private static final int[] LOAD_PERCENTS = {50, 80};
    private static final double TOLERANCE = 0.01;
    private static final int WARM_UP_SECONDS = 2;
    private static final long MANY = 1_000_000;
    private static final long IDLE_STEP = 250_000;
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(2);

    private final LatencyOptions options;
    private final List<Load> loads = new ArrayList<>();
    private double[] ceilings = {};
    private boolean failed;

    /**
     * A load that was driven.
     *
     * @param percent  of the ceiling.
     * @param intended connections a second.
     * @param offered  of these.
     */
    private record Load(int percent, double intended, double offered)
    {
        /** Whether the rate was not kept. */
        boolean isMissed()
        {
            return LatencyHarness.isMissed(offered, intended);
        }
    }

    public LatencyHarness(final LatencyOptions options, final PrintWriter out)
    {
        super(out);
        this.options = options;
    }

    /**
     * @param pinning what is known of where this thread runs.
     * @return whether every rate was kept.
     */
    public boolean run(final String pinning)
    {
        line("fourtuple bench latency: open loop in memory, %,d idle beside, %d s a load, %s", options.idle(),
            options.seconds(), options.threads() == 1 ? "generator and engine in turn on one thread" :
            "generator and engine on a thread each, rings between them");
        out.println(HostInfo.describe());
        line("%s%s", pinning, options.threads() == 1 ? "" : ", engine on CPU " + options.cpu());
        json.put("benchmark", "latency").put("at", Instant.now().toString()).put("machine", HostInfo.json())
            .put("pinning", pinning).put("idle", options.idle()).put("batch", options.batch())
            .put("threads", options.threads()).put("seconds", options.seconds());
        try (HistogramLog log = new HistogramLog(options.hlog(), "fourtuple bench latency, idle " + options.idle() +
            ", threads " + options.threads()))
        {
            loads(log);
        }
        json.put("failed", failed);
        return !failed;
    }

    /** Fills the record of what {@link #run} has measured, whose log is a file of that name. */
    public void record(final RunRecord run)
    {
        run.title(String.format(Locale.ROOT, "SYN to SYN,ACK and to ESTABLISHED at fixed rates, %,d idle beside",
                options.idle()))
            .metric(Metric.of("ceiling of a closed loop", "1/s", Direction.HIGHER, ceilings));
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        criteria.add(new RunVerdict.Criterion("answers and counts", "all right", "all right", true));
        for (final Load load : loads)
        {
            final String name = load.percent() + " % of the ceiling: ";
            criteria.add(new RunVerdict.Criterion(name + "rate kept",
                String.format(Locale.ROOT, "%,.0f/s less 1 %%", load.intended()),
                String.format(Locale.ROOT, "%,.0f/s", load.offered()), !load.isMissed()));
            run.histogram(histogram(load, ESTABLISHED, name + "SYN to ESTABLISHED"))
                .histogram(histogram(load, SYN_ACK, name + "SYN to SYN,ACK"))
                .histogram(histogram(load, MACHINE, name + "machine alone, same times"));
        }
        run.verdict(RunVerdict.of(criteria));
    }

    private static HistogramFile histogram(final Load load, final String tag, final String name)
    {
        return new HistogramFile(LOG, load.percent() + tag, name, "ns");
    }

    private void loads(final HistogramLog log)
    {
        if (options.idle() >= MANY)
        {
            line("taking memory for %,d connections", options.idle());
        }
        final LatencyRun run = new LatencyRun(options);
        openIdle(run);
        line("finding the ceiling by a closed loop: 6 s");
        ceilings = run.ceiling();
        final double ceiling = Spread.of(ceilings).median();
        run.check();
        line("ceiling: %,.0f cycles/s of open and close", ceiling);
        json.put("ceiling_per_second", ceiling);
        for (final int percent : LOAD_PERCENTS)
        {
            load(run, percent, ceiling * percent / 100, log);
            run.check();
        }
        json.put("answers_sent_twice", run.repeats());
        if (run.repeats() > 0)
        {
            line("%,d answers were sent twice: the machine stood still for longer than the engine's time-out",
                run.repeats());
        }
        line("counts add up: every connection opened, answered and closed");
    }

    private void openIdle(final LatencyRun run)
    {
        long progressNs = System.nanoTime();
        for (long done = 0; done < options.idle();)
        {
            final long count = Math.min(IDLE_STEP, options.idle() - done);
            run.openIdle(count);
            done += count;
            if (System.nanoTime() - progressNs > PROGRESS_NS || done == options.idle())
            {
                progressNs = System.nanoTime();
                line("idle connections: %,d of %,d", done, options.idle());
            }
        }
    }

    private void load(final LatencyRun run, final int percent, final double perSecond, final HistogramLog log)
    {
        line("driving at %d %%: %d s to warm up, %d s of load, %d s of the machine alone", percent, WARM_UP_SECONDS,
            options.seconds(), 2 * jitterSeconds());
        run.load(perSecond, WARM_UP_SECONDS);
        final double periodNs = 1e9 / perSecond;
        final JitterProbe jitter = new JitterProbe();
        final JitterProbe engineJitter = new JitterProbe();
        jitter(jitter, engineJitter, periodNs);
        final long startMs = System.currentTimeMillis();
        final double offered = run.load(perSecond, options.seconds());
        jitter(jitter, engineJitter, periodNs);
        final boolean isMissed = isMissed(offered, perSecond);
        failed |= isMissed;
        loads.add(new Load(percent, perSecond, offered));
        log.write(percent + SYN_ACK, startMs, run.synAcks());
        log.write(percent + ESTABLISHED, startMs, run.established());
        log.write(percent + MACHINE, startMs, System.currentTimeMillis(), jitter.lateness());
        print(run, percent, perSecond, offered, isMissed, jitter, engineJitter);
    }

    static boolean isMissed(final double offered, final double intended)
    {
        return offered < intended * (1 - TOLERANCE);
    }

    private void print(
        final LatencyRun run,
        final int percent,
        final double perSecond,
        final double offered,
        final boolean isMissed,
        final JitterProbe jitter,
        final JitterProbe engineJitter)
    {
        final Histogram synAcks = run.synAcks().total();
        final Histogram established = run.established().total();
        line("%d %%: %,.0f/s intended, %,.0f/s offered%s", percent, perSecond, offered,
            isMissed ? ": FAIL, the rate was missed by more than 1 %" : "");
        line("%s", LatencyTable.HEAD);
        line("%s", LatencyTable.row("SYN to SYN,ACK", synAcks));
        line("%s", LatencyTable.row("SYN to ESTABLISHED", established));
        line("%s", LatencyTable.row("machine alone, same times", jitter.lateness()));
        line("%s", LatencyTable.row("machine alone, clock gaps", jitter.gaps()));
        final Json load = new Json().put("intended_per_second", perSecond).put("offered_per_second", offered)
            .put("missed", isMissed).put("syn_to_syn_ack", LatencyTable.json(synAcks))
            .put("syn_to_established", LatencyTable.json(established))
            .put("machine_same_times", LatencyTable.json(jitter.lateness()))
            .put("machine_gaps", LatencyTable.json(jitter.gaps()));
        if (options.threads() > 1)
        {
            line("%s", LatencyTable.row("the engine's CPU, same times", engineJitter.lateness()));
            line("%s", LatencyTable.row("the engine's CPU, clock gaps", engineJitter.gaps()));
            load.put("engine_cpu_same_times", LatencyTable.json(engineJitter.lateness()))
                .put("engine_cpu_gaps", LatencyTable.json(engineJitter.gaps()));
        }
        json.put("load_" + percent + "_percent", load);
    }

    /** On this thread's CPU, and on the engine's at the same time if it has one. */
    private void jitter(final JitterProbe probe, final JitterProbe engineProbe, final double periodNs)
    {
        final long durationNs = TimeUnit.SECONDS.toNanos(jitterSeconds());
        Thread other = null;
        if (options.threads() > 1)
        {
            other = new Thread(() ->
            {
                if (options.cpu() >= 0)
                {
                    CpuPinning.pin(options.cpu());
                }
                engineProbe.run(durationNs, periodNs);
            }, "engine-jitter");
            other.start();
        }
        probe.run(durationNs, periodNs);
        try
        {
            if (other != null)
            {
                other.join();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private int jitterSeconds()
    {
        return Math.max(1, options.seconds() / 2);
    }
}
