package io.fourtuple.telemetry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Takes the values of one or several loops' recorders each second, adds them up and writes them as a histogram log. This is an
 * Agrona agent for a thread of its own, which sleeps nearly all of the time; the loops never wait for it.
 * <pre>
 *   loop: LatencyRecorders ──┐ each interval                     ┌──> log: a line for each latency, empty or not, with the
 *   loop: LatencyRecorders ──┴─────────────> takeInterval, add ──┤         tag [prefix.]label
 *                                                                └──> totals
 * </pre>
 * Intervals follow each other without a gap: each ends, and the next begins, when it is taken. The last one ends when the agent
 * is closed; close it after the loops have ended. The log of a killed process has all whole intervals.
 * <pre>
 *   LatencyLogger logger = new LatencyLogger(errorHandler).logTo(path, "comment").add("", recorders);
 *   AgentRunner runner = new AgentRunner(new SleepingMillisIdleStrategy(10), errorHandler, null, logger);
 * </pre>
 */
public final class LatencyLogger implements Agent
{
    private static final double NS_PER_MS = 1e6;
    private static final LatencyPublisher UNSEEN = new LatencyPublisher(0, null);
    /** The log's resolution, its shortest interval. */
    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private final double originMs;
    private final List<Entry> entries = new ArrayList<>();
    private HistogramLogFile log;
    private long intervalNs = TimeUnit.SECONDS.toNanos(1);
    private long lastNs;
    private long dueNs;
    private boolean isClosed;

    /** One latency of one loop. */
    private static final class Entry
    {
        final LatencyRecorders recorders;
        final Latency latency;
        final String tag;
        final LatencyPublisher board;
        final Histogram total = LatencyRecorder.newHistogram();
        Histogram interval;

        Entry(final LatencyRecorders recorders, final Latency latency, final String tag, final LatencyPublisher board)
        {
            this.board = board;
            this.recorders = recorders;
            this.latency = latency;
            this.tag = tag;
        }
    }

    /** @param errorHandler told once if the log can no longer be written; totals go on. */
    public LatencyLogger(final ErrorHandler errorHandler)
    {
        this(errorHandler, SystemNanoClock.INSTANCE, SystemEpochClock.INSTANCE);
    }

    /**
     * @param errorHandler told once if the log can no longer be written; totals go on.
     * @param clock        of the intervals.
     * @param epochClock   read once: the first interval begins now.
     */
    public LatencyLogger(final ErrorHandler errorHandler, final NanoClock clock, final EpochClock epochClock)
    {
        this.errorHandler = errorHandler;
        this.clock = clock;
        lastNs = clock.nanoTime();
        dueNs = lastNs + intervalNs;
        originMs = epochClock.time() - lastNs / NS_PER_MS;
    }

    /** The length of an interval in nanoseconds, above 0; a second if not set. */
    public LatencyLogger interval(final long ns)
    {
        if (ns <= 0)
        {
            throw new IllegalArgumentException("an interval must be longer than 0: ns=" + ns);
        }
        intervalNs = ns;
        dueNs = lastNs + ns;
        return this;
    }

    /**
     * Writes a log too; to be called before loops are added.
     *
     * @param path    written anew.
     * @param comment for its first line; null for none.
     * @throws IOException if it cannot be written.
     */
    public LatencyLogger logTo(final Path path, final String comment) throws IOException
    {
        log = new HistogramLogFile(path, ms(lastNs), comment);
        return this;
    }

    /**
     * Adds a loop, before this agent is started.
     *
     * @param prefix    of its tags, with a point behind; empty for none. Without commas, spaces and control characters.
     * @param recorders of the loop.
     */
    public LatencyLogger add(final String prefix, final LatencyRecorders recorders)
    {
        return add(prefix, recorders, UNSEEN);
    }

    /**
     * Adds a loop, before this agent is started.
     *
     * @param prefix    of its tags, with a point behind; empty for none. Without commas, spaces and control characters.
     * @param recorders of the loop.
     * @param board     that publishes its latencies: {@link Telemetry#latencies()} of its engine.
     */
    public LatencyLogger add(final String prefix, final LatencyRecorders recorders, final LatencyPublisher board)
    {
        if (!prefix.matches("[^,\\s\\p{Cntrl}]*"))
        {
            throw new IllegalArgumentException("a tag must not have commas, spaces or control characters: prefix=" + prefix);
        }
        for (final Latency latency : recorders.on())
        {
            final String tag = prefix.isEmpty() ? latency.label() : prefix + '.' + latency.label();
            entries.add(new Entry(recorders, latency, tag, board));
            if (log != null)
            {
                log.comment(tag + ": " + latency.title() + ", as many as " + latency.countedBy());
            }
        }
        return this;
    }

    /** Writes the log's head. */
    @Override
    public void onStart()
    {
        if (log != null)
        {
            write();
        }
    }

    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        if (nowNs - dueNs < 0)
        {
            return 0;
        }
        take(nowNs);
        // The interval just taken includes missed ones, as when the process was stopped.
        dueNs += intervalNs * (1 + (nowNs - dueNs) / intervalNs);
        return 1;
    }

    private void take(final long nowNs)
    {
        for (final Entry entry : entries)
        {
            entry.interval = entry.recorders.get(entry.latency).takeInterval(entry.interval);
            entry.total.add(entry.interval);
            entry.board.show(entry.latency, (long)ms(lastNs), (long)ms(nowNs), entry.interval, entry.total);
            if (log != null)
            {
                log.add(entry.tag, ms(lastNs), ms(nowNs), entry.interval);
            }
        }
        lastNs = nowNs;
        if (log != null)
        {
            write();
        }
    }

    private void write()
    {
        try
        {
            log.flush();
        }
        catch (final IOException ex)
        {
            log = null;
            tell(ex);
        }
    }

    /** Totals go on and the recorders are emptied, even if the error handler throws. */
    private void tell(final IOException ex)
    {
        try
        {
            errorHandler.onError(ex);
        }
        catch (final Throwable ignored)
        {
            // The error handler has been told; there is no other to tell.
        }
    }

    private double ms(final long ns)
    {
        return originMs + ns / NS_PER_MS;
    }

    /** Takes the values since the last interval, and closes the log. */
    @Override
    public void onClose()
    {
        if (isClosed)
        {
            return;
        }
        isClosed = true;
        final long nowNs = clock.nanoTime();
        take(nowNs - lastNs < SHORTEST_NS ? lastNs + SHORTEST_NS : nowNs);
        if (log != null)
        {
            try
            {
                log.close();
            }
            catch (final IOException ex)
            {
                tell(ex);
            }
        }
    }

    /**
     * @param recorders that were added.
     * @param latency   that is on.
     * @return all values of all intervals so far; of this agent's thread, or of any once it has ended.
     */
    public Histogram total(final LatencyRecorders recorders, final Latency latency)
    {
        for (final Entry entry : entries)
        {
            if (entry.recorders == recorders && entry.latency == latency)
            {
                return entry.total;
            }
        }
        throw new IllegalArgumentException("not recorded: " + latency);
    }

    @Override
    public String roleName()
    {
        return "latency-logger";
    }
}
