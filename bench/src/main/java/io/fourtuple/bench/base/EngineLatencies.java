package io.fourtuple.bench.base;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.HdrHistogram.Histogram;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyLogger;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;

/**
 * Collects the latencies that engines record. A thread of its own takes them each second, shows them in the telemetry
 * files and writes a log if one is wanted. At the end come a table of percentiles, and each count beside the counter that
 * it must equal.
 */
public final class EngineLatencies implements AutoCloseable
{
    private static final int POLL_MS = 10;

    private final List<Loop> loops;
    private final LatencyLogger logger;
    private final AgentRunner runner;
    private EngineLatencies earlier;
    private boolean isStarted;

    /**
     * A loop that records.
     *
     * @param name      in front of its tags and of its lines; empty for the only one.
     * @param recorders of its engine.
     * @param telemetry of its engine: has the counters, and shows the latencies to other processes.
     */
    public record Loop(String name, LatencyRecorders recorders, Telemetry telemetry)
    {
    }

    /**
     * @param log          written anew; null for none.
     * @param comment      what the log is of.
     * @param loops        with their recorders.
     * @param errorHandler told if the log can no longer be written.
     * @throws IOException if it cannot be written at all.
     */
    public EngineLatencies(
        final Path log, final String comment, final List<Loop> loops, final ErrorHandler errorHandler) throws IOException
    {
        this.loops = List.copyOf(loops);
        logger = new LatencyLogger(errorHandler);
        if (log != null)
        {
            logger.logTo(log, comment);
        }
        loops.forEach(loop -> logger.add(loop.name(), loop.recorders(), loop.telemetry().latencies()));
        runner = new AgentRunner(new SleepingMillisIdleStrategy(POLL_MS), errorHandler, null, logger);
    }

    /** How long an interval is, in nanoseconds; a second if not set. Before {@link #start()}. */
    public EngineLatencies interval(final long ns)
    {
        logger.interval(ns);
        return this;
    }

    /**
     * Names the closed collector that took the same loops' earlier latencies, as those of a warm-up. Log and table leave
     * these out; the counts include them, as the engines' counters do.
     */
    public EngineLatencies after(final EngineLatencies value)
    {
        earlier = value;
        return this;
    }

    public void start()
    {
        isStarted = true;
        AgentRunner.startOnThread(runner);
    }

    /** Takes the rest; after the engines have ended, or their loops stand still. */
    @Override
    public void close()
    {
        if (isStarted)
        {
            isStarted = false;
            runner.close();
        }
    }

    /** @return lines for a person: percentiles and counts, loop by loop. After {@link #close()}. */
    public List<String> describe()
    {
        return describe("latencies");
    }

    /**
     * @param what of which the lines are, in a few words.
     * @return the same under another head.
     */
    public List<String> describe(final String what)
    {
        final List<String> lines = new ArrayList<>();
        for (final Loop loop : loops)
        {
            final String head = loop.name().isEmpty() ? what : what + ", " + loop.name();
            lines.add(head + LatencyTable.HEAD.substring(head.length()) + String.format(" %14s", "count"));
            for (final Latency latency : loop.recorders().on())
            {
                final Histogram total = logger.total(loop.recorders(), latency);
                lines.add(LatencyTable.row(latency.title(), total) +
                    String.format(Locale.ROOT, "     %,14d", total.getTotalCount()));
            }
        }
        return lines;
    }

    /**
     * @return all that was recorded, by the {@linkplain Latency#label() label}, in front of which comes the loop's name
     *         with a point, if it has one. After {@link #close()}.
     */
    public Map<String, Histogram> totals()
    {
        final Map<String, Histogram> totals = new LinkedHashMap<>();
        for (final Loop loop : loops)
        {
            final String prefix = loop.name().isEmpty() ? "" : loop.name() + '.';
            loop.recorders().on().forEach(
                latency -> totals.put(prefix + latency.label(), logger.total(loop.recorders(), latency)));
        }
        return totals;
    }

    private long count(final Loop loop, final Latency latency)
    {
        return logger.total(loop.recorders(), latency).getTotalCount() +
            (earlier == null ? 0 : earlier.count(loop, latency));
    }

    private static String title(final Loop loop, final Latency latency)
    {
        return loop.name().isEmpty() ? latency.title() : loop.name() + ": " + latency.title();
    }

    /**
     * @return a line for each latency: its count beside the counters, "ok" or "FAILED" at its end. After {@link #close()}.
     */
    public List<String> checks()
    {
        final List<String> lines = new ArrayList<>();
        for (final Loop loop : loops)
        {
            for (final Latency latency : loop.recorders().on())
            {
                final long count = count(loop, latency);
                final long expected = latency.expectedCount(loop.telemetry().counters());
                lines.add(String.format(Locale.ROOT, "  %-78s %,14d %s %,14d  %s",
                    title(loop, latency) + " recorded = " + latency.countedBy(), count, count == expected ? " =" : "!=",
                    expected, count == expected ? "ok" : "FAILED"));
            }
        }
        return lines;
    }
}
