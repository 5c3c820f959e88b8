package io.fourtuple.bench.latency;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.HdrHistogram.Histogram;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyLogger;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;

/**
 * The latencies that engines record of themselves: taken each second by a thread of its own, shown in their telemetry files,
 * written to a log if wanted, and in the end a table of percentiles, and of counts beside the counters that they must be equal to.
 */
public final class EngineLatencies implements AutoCloseable
{
    private static final int POLL_MS = 10;

    private final List<Loop> loops;
    private final LatencyLogger logger;
    private final AgentRunner runner;
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
            runner.close();
        }
    }

    /**
     * @return lines for a person: percentiles and counts, loop by loop. After {@link #close()}.
     */
    public List<String> describe()
    {
        final List<String> lines = new ArrayList<>();
        for (final Loop loop : loops)
        {
            final String head = loop.name().isEmpty() ? "latencies" : "latencies, " + loop.name();
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
                final long count = logger.total(loop.recorders(), latency).getTotalCount();
                final long expected = latency.expectedCount(loop.telemetry().counters());
                lines.add(String.format(Locale.ROOT, "  %-78s %,14d %s %,14d  %s",
                    title(loop, latency) + " recorded = " + latency.countedBy(), count, count == expected ? " =" : "!=",
                    expected, count == expected ? "ok" : "FAILED"));
            }
        }
        return lines;
    }
}
