package io.fourtuple.bench.measure.cycle;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.fourtuple.bench.base.EngineLatencies;
import io.fourtuple.bench.base.Harness;
import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.measure.driver.CycleDriver;
import io.fourtuple.bench.measure.driver.EngineStack;
import io.fourtuple.bench.measure.driver.NullStack;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryFile;

/**
 * The whole engine, measured: floor, verification, idle connections, rounds; in this order, all on the calling thread.
 * <pre>
 *   floor    driver ── null link                      what the driver itself costs
 *   verify   driver ── engine, every checksum          counts must add up, or the run ends
 *   idle     driver ── engine, --idle connections      bytes for each of them
 *   rounds   driver ── the same engine                 ns a cycle, beside it less the smallest floor: noise flatters nobody
 * </pre>
 */
public final class CycleHarness extends Harness
{
    private static final int VERIFY_CYCLES = 200_000;
    private static final int VERIFY_IDLE = 20_000;
    private static final double FLOOR_SECONDS = 0.5;
    private static final double WARM_UP_SECONDS = 3;
    private static final long MANY = 1_000_000;
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(2);

    private final CycleOptions options;
    private Map<String, double[]> floorSamples = Map.of();
    private Map<String, double[]> samples = Map.of();
    private double bytesPerConnection;
    private boolean failed;

    public CycleHarness(final CycleOptions options, final PrintWriter out)
    {
        super(out);
        this.options = options;
    }

    /**
     * Does all of it; takes memory for the idle connections and some minutes at most.
     *
     * @param pinning what is known of where this thread runs.
     * @return whether nothing is wrong.
     * @throws WrongAnswerException if the engine's answers or counts are.
     */
    public boolean run(final String pinning)
    {
        line("fourtuple bench cycle: open and close by wire bytes in memory, %,d idle beside, batch %d, " +
            "%d rounds of %d s, one thread", options.idle(), options.batch(), options.rounds(), options.seconds());
        out.println(HostInfo.describe());
        line("%s", pinning);
        json.put("benchmark", "cycle").put("at", Instant.now().toString()).put("machine", HostInfo.json())
            .put("pinning", pinning).put("idle", options.idle()).put("batch", options.batch())
            .put("seconds", options.seconds()).put("rounds", options.rounds());
        final CycleRounds floor = floor();
        if (options.verify())
        {
            verify();
        }
        final long residentBefore = HostInfo.residentBytes();
        if (options.idle() >= MANY)
        {
            line("taking memory for %,d connections, and touching it", options.idle());
        }
        final LatencyRecorders recorders = LatencyRecorders.of(options.latencies());
        final EngineStack engine = new EngineStack(options.idle(), options.batch(), recorders, telemetry());
        final EngineLatencies latencies = latencies(engine, recorders);
        final CycleDriver driver = openIdle(engine, residentBefore);
        rounds(engine, driver, floor);
        if (latencies != null)
        {
            report(latencies);
        }
        return !failed;
    }

    /** Its file goes when this process ends. */
    private Telemetry telemetry()
    {
        json.put("telemetry", options.telemetry() ? "file" : "memory");
        if (!options.telemetry())
        {
            return Telemetry.inMemory();
        }
        final Telemetry telemetry = Telemetry.create(TelemetryFile.defaultDirectory(), "bench-cycle");
        line("the engine's records lie in %s: fourtuple stat and ss see them", telemetry.path().getFileName());
        return telemetry;
    }

    /** Started: it takes what was recorded each second, as it would beside any engine. */
    private EngineLatencies latencies(final EngineStack engine, final LatencyRecorders recorders)
    {
        final String labels = options.latencies().stream().map(Latency::label).collect(Collectors.joining(","));
        json.put("latencies", labels.isEmpty() ? "off" : labels);
        if (recorders.isOff())
        {
            return null;
        }
        line("the engine records: %s", labels);
        try
        {
            final EngineLatencies latencies = new EngineLatencies(null, null,
                List.of(new EngineLatencies.Loop("", recorders, engine.telemetry())),
                Throwable::printStackTrace);
            latencies.start();
            return latencies;
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private void report(final EngineLatencies latencies)
    {
        latencies.close();
        latencies.describe().forEach(out::println);
        final List<String> checks = latencies.checks();
        checks.forEach(out::println);
        failed |= !checks.stream().allMatch(check -> check.endsWith("ok"));
    }

    /** Each round's figures, as {@code ns_per_cycle}; with those of {@link #floorSamples} in them. */
    public Map<String, double[]> samples()
    {
        return samples;
    }

    /** The same of the driver alone. */
    public Map<String, double[]> floorSamples()
    {
        return floorSamples;
    }

    /** Memory of the engine. */
    public double bytesPerConnection()
    {
        return bytesPerConnection;
    }

    private CycleRounds floor()
    {
        final CycleDriver driver = new CycleDriver(new NullStack(options.batch()), options.batch(), false);
        final CycleRounds rounds = new CycleRounds(options.rounds());
        new CycleRounds(1).measure(0, driver, Math.min(options.seconds(), 2 * FLOOR_SECONDS));
        for (int i = 0; i < options.rounds(); i++)
        {
            rounds.measure(i, driver, FLOOR_SECONDS);
        }
        line("floor: the driver against a link of fixed answers");
        print("  ns a cycle", rounds.totalNs(), null);
        print("  ns handshake", rounds.handshakeNs(), null);
        print("  ns close", rounds.closeNs(), null);
        json.put("floor", rounds.json());
        floorSamples = rounds.samples();
        return rounds;
    }

    private void verify()
    {
        final long idle = Math.min(options.idle(), VERIFY_IDLE);
        final EngineStack engine = new EngineStack(idle, options.batch());
        final CycleDriver driver = new CycleDriver(engine, options.batch(), true);
        driver.openIdle(idle);
        driver.run(VERIFY_CYCLES, Long.MAX_VALUE);
        engine.check(idle);
        line("verified: %,d idle connections and %,d cycles; checksums, numbers and timestamps of %,d answers right; " +
            "counts add up", idle, driver.cycles(), driver.replies());
        json.put("verified_replies", driver.replies());
    }

    private CycleDriver openIdle(final EngineStack engine, final long residentBefore)
    {
        line("engine: %,.1f MiB off-heap for %,d IPv4 connections, taken and touched: %.1f bytes each",
            engine.memoryBytes() / 1_048_576.0, engine.capacity(),
            engine.memoryBytes() / (double)engine.capacity());
        final CycleDriver builder = new CycleDriver(engine, options.batch(), options.verify());
        final long startNs = System.nanoTime();
        final long step = Math.max(options.batch(), Math.min(250_000, options.idle()));
        long progressNs = startNs;
        long done = 0;
        while (done < options.idle())
        {
            final long count = Math.min(step, options.idle() - done);
            builder.openIdle(count);
            done += count;
            final long nowNs = System.nanoTime();
            if (nowNs - progressNs > Math.max(PROGRESS_NS, (nowNs - startNs) / 8))
            {
                progressNs = nowNs;
                line("  idle connections: %,d of %,d, %,.0f/s, %,d MiB resident", done, options.idle(),
                    done * 1e9 / (nowNs - startNs), HostInfo.residentBytes() >> 20);
            }
        }
        memory(engine, residentBefore, System.nanoTime() - startNs);
        return new CycleDriver(engine, options.batch(), false).after(builder);
    }

    private void memory(final EngineStack engine, final long residentBefore, final long elapsedNs)
    {
        engine.check(options.idle());
        bytesPerConnection = engine.memoryBytes() / (double)engine.capacity();
        final Json memory = new Json()
            .put("engine_bytes", engine.memoryBytes())
            .put("capacity", engine.capacity())
            .put("engine_bytes_per_connection", bytesPerConnection);
        if (options.idle() > 0)
        {
            final double grown = (HostInfo.residentBytes() - residentBefore) / (double)options.idle();
            line("idle: %,d, opened at %,.0f/s; the process grew by %.1f bytes a connection (compiler and heap included)",
                options.idle(), options.idle() * 1e9 / elapsedNs, grown);
            memory.put("resident_bytes_per_idle", grown).put("opened_per_second", options.idle() * 1e9 / elapsedNs);
        }
        json.put("memory", memory);
    }

    private void rounds(final EngineStack engine, final CycleDriver driver, final CycleRounds floor)
    {
        final CycleRounds rounds = new CycleRounds(options.rounds());
        new CycleRounds(1).measure(0, driver, Math.min(options.seconds(), WARM_UP_SECONDS));
        for (int i = 0; i < options.rounds(); i++)
        {
            rounds.measure(i, driver, options.seconds());
            line("  round %d: %,.1f ns a cycle", i + 1, rounds.totalNs(i));
        }
        engine.check(options.idle());
        samples = rounds.samples();
        line("%,d idle: median [min..max] of %d rounds; on the right the median less the smallest floor", options.idle(),
            options.rounds());
        print("  ns a cycle", rounds.totalNs(), floor.totalNs());
        print("  ns handshake", rounds.handshakeNs(), floor.handshakeNs());
        print("  ns close", rounds.closeNs(), floor.closeNs());
        final double engineNs = rounds.totalNs().median() - floor.totalNs().min();
        line("  %-14s %34s   %,.0f", "cycles/s", rounds.perSecond().text(0), 1e9 / engineNs);
        final double allocated = rounds.allocatedBytes().median();
        failed = rounds.isAllocating();
        line("  allocated: %.4f bytes a cycle%s", allocated, failed ? ": FAIL, it must be 0" : "");
        json.put("engine", rounds.json()).put("ns_per_cycle_without_floor", engineNs).put("failed", failed);
    }

    private void print(final String what, final Spread spread, final Spread floor)
    {
        line("%-16s %34s%s", what, spread.text(1),
            floor == null ? "" : String.format(Locale.ROOT, "   %,.1f", spread.median() - floor.min()));
    }
}
