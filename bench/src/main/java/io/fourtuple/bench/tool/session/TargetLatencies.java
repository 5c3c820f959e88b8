package io.fourtuple.bench.tool.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.HdrHistogram.Histogram;
import org.agrona.ErrorHandler;

import io.fourtuple.bench.base.EngineLatencies;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.LatencyTable;
import io.fourtuple.bench.load.client.LoadVerdict;
import io.fourtuple.bench.publish.record.HistogramFile;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.LatencyRecordingOption;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;

/**
 * Latencies that the engine under a load records itself, beside those that its clients measure: the log and the table are
 * of the run alone, the counts of the engine's whole life, as its counters are.
 * <pre>
 *   engine opened ── warm-up, ceiling ── begin ── the run ── engine closed ── end
 *        └── taken, and only counted ──────┴── taken each interval, to the log ──┘
 * </pre>
 * Does nothing if nothing is to be recorded.
 */
public final class TargetLatencies implements AutoCloseable
{
    /** The log in a run's folder. */
    static final String LOG = "engine.hlog";

    private static final List<String> DIFFERENCE = List.of(
        "The clients' times begin when a SYN was due, the engine's when its loop took the SYN from the link: the",
        "difference is what a segment waited for the generator's turn and in the link, on its way there and back.");

    private final Set<Latency> on;
    private final LatencyRecorders recorders;
    private final ErrorHandler errors;
    private EngineLatencies before;
    private EngineLatencies measured;

    /**
     * @param errors told if the log can no longer be written.
     * @throws CliException if no latency asked for can be recorded: a target is connected to, and never connects.
     */
    public TargetLatencies(final LatencyRecordingOption option, final ErrorHandler errors)
    {
        on = option.on();
        this.errors = errors;
        if (on.remove(Latency.CONNECT_TO_ESTABLISHED) && on.isEmpty())
        {
            throw new CliException(CliException.USAGE, "--latency: the engine is connected to, it has no " +
                Latency.CONNECT_TO_ESTABLISHED.label() + "; demo and connect have");
        }
        recorders = LatencyRecorders.of(on);
    }

    boolean isOff()
    {
        return on.isEmpty();
    }

    /** For the engine that is measured. */
    public LatencyRecorders recorders()
    {
        return recorders;
    }

    /** For an engine that is thrown away: it is to cost as much as the measured one. */
    LatencyRecorders thrownAway()
    {
        return LatencyRecorders.of(on);
    }

    /** The engine is there: begins to take its latencies. */
    public void open(final Telemetry telemetry)
    {
        if (!isOff())
        {
            before = latencies(null, telemetry);
            before.start();
        }
    }

    /**
     * The run that is measured begins.
     *
     * @param log        written anew; null for none.
     * @param intervalNs of the log.
     * @param telemetry  of the engine, as before.
     */
    public void begin(final Path log, final long intervalNs, final Telemetry telemetry)
    {
        if (!isOff())
        {
            final EngineLatencies next = latencies(log, telemetry).interval(intervalNs).after(before);
            before.close();
            next.start();
            measured = next;
        }
    }

    private EngineLatencies latencies(final Path log, final Telemetry telemetry)
    {
        try
        {
            return new EngineLatencies(log, "the engine under load, by itself",
                List.of(new EngineLatencies.Loop("", recorders, telemetry)), errors);
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, "--hlog: cannot write " + log + ": " + EngineSetupOptions.reason(ex));
        }
    }

    /** Takes the rest; after the engine was closed. */
    @Override
    public void close()
    {
        for (final EngineLatencies latencies : Arrays.asList(before, measured))
        {
            if (latencies != null)
            {
                latencies.close();
            }
        }
    }

    /** @return lines: percentiles, their difference from the clients', counts. After {@link #close()}. */
    public List<String> describe()
    {
        final List<String> lines = new ArrayList<>();
        if (!isOff())
        {
            lines.add("");
            lines.addAll(measured.describe("of the engine itself"));
            lines.addAll(DIFFERENCE);
            lines.add("counts of the engine's whole life, a warm-up on it too");
            lines.addAll(measured.checks());
        }
        return lines;
    }

    /** Adds whether all counts were those of the counters. */
    void judge(final LoadVerdict verdict)
    {
        if (!isOff())
        {
            final long right = measured.checks().stream().filter(line -> line.endsWith("ok")).count();
            verdict.and(new LoadVerdict.Line(
                "latencies=counters", right + " of " + on.size() + " counts are equal", right == on.size()));
        }
    }

    /** Tells a run of the log in its folder. */
    public void record(final RunRecord run)
    {
        if (!isOff())
        {
            on.forEach(latency -> run.histogram(
                new HistogramFile(LOG, latency.label(), "engine: " + latency.title(), "ns")));
            run.setting("engine's latencies", String.join(" ", DIFFERENCE));
        }
    }

    /** @return percentiles for a result file; null if nothing was recorded. */
    public Json json()
    {
        if (isOff())
        {
            return null;
        }
        final Json json = new Json();
        for (final Map.Entry<String, Histogram> total : measured.totals().entrySet())
        {
            json.put(total.getKey(), LatencyTable.json(total.getValue()));
        }
        return json;
    }
}
