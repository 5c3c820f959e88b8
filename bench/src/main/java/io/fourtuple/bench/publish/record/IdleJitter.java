package io.fourtuple.bench.publish.record;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.HistogramLog;
import io.fourtuple.bench.base.JitterProbe;
import io.fourtuple.bench.base.Latencies;

/**
 * The machine alone, watched by one spinning thread for some seconds just before a run. Of two histograms the lateness
 * of times 10 us apart is the one to hold against an engine's latencies: a stall counts for all the times that it held
 * up, as it would for a load of 100,000 a second. The gaps count each stall once, among millions of gaps of 20 ns.
 */
public final class IdleJitter
{
    /** The log's name in a run's folder. */
    public static final String FILE = "jitter.hlog";
    /** Tag of how late the times were seen, in nanoseconds. */
    public static final String LATENESS = "LATENESS";
    /** Tag of the gaps between two looks at the clock, in nanoseconds. */
    public static final String GAPS = "GAPS";
    /** Between two times. */
    public static final long PERIOD_NS = 10_000;

    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<JitterProbe> seconds = new ArrayList<>();
    private final List<Long> startsMs = new ArrayList<>();

    /** Spins on the calling thread for so many seconds, 1 or more. */
    public static IdleJitter watch(final int seconds)
    {
        final IdleJitter jitter = new IdleJitter();
        new JitterProbe().run(WARM_UP_NS, PERIOD_NS);
        for (int i = 0; i < seconds; i++)
        {
            final JitterProbe probe = new JitterProbe();
            jitter.startsMs.add(System.currentTimeMillis());
            probe.run(TimeUnit.SECONDS.toNanos(1), PERIOD_NS);
            jitter.seconds.add(probe);
        }
        return jitter;
    }

    /** All seconds taken together. */
    public JitterSummary summary()
    {
        final Histogram lateness = Latencies.newHistogram();
        final Histogram gaps = Latencies.newHistogram();
        seconds.forEach(probe ->
        {
            lateness.add(probe.lateness());
            gaps.add(probe.gaps());
        });
        return JitterSummary.of(seconds.size(), lateness, gaps);
    }

    /** Writes both histograms of each second. */
    public void write(final Path file)
    {
        try (HistogramLog log = new HistogramLog(file, "the idle machine just before the run"))
        {
            for (int i = 0; i < seconds.size(); i++)
            {
                final long startMs = startsMs.get(i);
                log.write(LATENESS, startMs, startMs + 1_000, seconds.get(i).lateness());
                log.write(GAPS, startMs, startMs + 1_000, seconds.get(i).gaps());
            }
        }
    }
}
