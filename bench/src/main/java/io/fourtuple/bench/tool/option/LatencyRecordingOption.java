package io.fourtuple.bench.tool.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.agrona.ErrorHandler;

import io.fourtuple.bench.base.EngineLatencies;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorders;
import picocli.CommandLine.Option;

/** The latencies that an engine records, and the log that they are written to. */
public final class LatencyRecordingOption
{
    @Option(
        names = "--latency",
        paramLabel = "all|off|NAME,...",
        description = "Records latencies, and prints their percentiles at the end: syn-to-syn-ack, syn-to-established, " +
            "connect-to-established, fin-to-closed, data-to-handler, cycle. Default: off, or all with --hlog.")
    private String latency;

    @Option(
        names = "--hlog",
        paramLabel = "FILE",
        description = "Writes the latencies second by second as an HdrHistogram log, with a tag for each.")
    private Path hlog;

    /**
     * @return which are on.
     * @throws CliException if a name is none, or there would be nothing to write.
     */
    public Set<Latency> on()
    {
        final Set<Latency> on = latency == null && hlog != null ? EnumSet.allOf(Latency.class) :
            parse("--latency", latency);
        if (on.isEmpty() && hlog != null)
        {
            throw new CliException(CliException.USAGE, "--hlog has nothing to write with --latency off");
        }
        BenchOptions.requireFolder("--hlog", hlog);
        return on;
    }

    /** Reads the value of an option of this kind; null is off. */
    public static Set<Latency> parse(final String option, final String value)
    {
        return CliException.checked(option + ": ",
            () -> value == null ? EnumSet.noneOf(Latency.class) : LatencyRecorders.parse(value));
    }

    /**
     * @param comment of the log.
     * @return the thread that takes the loops' latencies, not started; null if none are recorded.
     */
    public EngineLatencies open(final String comment, final List<EngineLatencies.Loop> loops, final ErrorHandler errors)
    {
        if (on().isEmpty())
        {
            return null;
        }
        try
        {
            return new EngineLatencies(hlog, comment, loops, errors);
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, "--hlog: cannot write " + hlog + ": " + EngineSetupOptions.reason(ex));
        }
    }

    /** @return where {@code --hlog} wants the log; null if nowhere. */
    public Path hlog()
    {
        return hlog;
    }

    /** Refuses options that only an engine has. */
    void requireNone(final String who)
    {
        if (!on().isEmpty())
        {
            throw new CliException(
                CliException.USAGE, (hlog == null ? "--latency" : "--hlog") + " is for an engine, not for " + who);
        }
    }

    /** @return a line with the latencies recorded, or the way to record them. */
    public String describe()
    {
        return describe("second");
    }

    /**
     * @param interval that the log has a line for.
     * @return a line with the latencies recorded, or the way to record them.
     */
    public String describe(final String interval)
    {
        final Set<Latency> on = on();
        if (on.isEmpty())
        {
            return "Latencies: off (--latency all, --hlog FILE).";
        }
        final String names = on.size() == Latency.values().length ? "all" :
            on.stream().map(Latency::label).collect(Collectors.joining(", "));
        return "Latencies: " + names +
            (hlog == null ? "; --hlog FILE writes them" : ", each " + interval + " to " + hlog);
    }
}
