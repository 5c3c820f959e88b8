package io.fourtuple.bench.load.resilience;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.fourtuple.bench.base.Json;
import io.fourtuple.telemetry.Counter;

/**
 * Result of one rate of the flood: rates, percentiles and SYNs are those of the time of the flood alone; what has to
 * add up is of the whole load, the recovery included.
 *
 * @param step            what was to be done.
 * @param openedPerSecond real handshakes that were really begun each second.
 * @param halfOpen        connections at most that the target had half-open; negative if that cannot be known.
 * @param unseen          frames that a queue on the way lost, nobody knows whose; of the whole load.
 * @param cpu             what the machine left of it; of the whole load.
 * @param real            clients.
 * @param flood           beside them.
 * @param syns            what became of them by the end of the flood.
 * @param allSyns         the same of the whole load.
 * @param after           the target, after the load.
 * @param grown           its counters, those that have grown in the whole load.
 * @param slices          of the whole load.
 * @param mismatches      sums that are wrong.
 */
record FloodStepResult(
    FloodStep step, double openedPerSecond, long halfOpen, long unseen, CpuShares cpu, ClientOutcome real, FloodOutcome flood,
    SynOutcomes syns, SynOutcomes allSyns, TargetSnapshot after, Map<String, Long> grown, List<TimeSlice> slices,
    List<String> mismatches)
{
    /** A smaller share of the real handshakes that were intended means that the generator did not keep its rate. */
    private static final double KEPT = 0.99;

    /** Whether the generator began what was intended, so that the times are those of the target. */
    boolean isRateKept()
    {
        return openedPerSecond >= KEPT * step.realPerSecond();
    }

    /** Percent of the real handshakes that reached the target as a whole; at least so much, if losses were unseen. */
    String ofReached()
    {
        final double percent = real.percentOfReached();
        return (unseen > 0 && percent < 100 ? ">=" : "") + ClientOutcome.text(percent);
    }

    /** Whether the target completed all that reached it. */
    String isAllDone()
    {
        return real.percentOfReached() == 100 ? "yes" : unseen > 0 ? "cannot be told" : "no";
    }

    /** How often the application's accept queue was full: then it is not the flood's defence that fails. */
    long acceptQueueFull()
    {
        return grown.getOrDefault(Counter.LISTEN_OVERFLOWS.label(), 0L);
    }

    /** In a line while it goes on. */
    String line()
    {
        return String.format(Locale.ROOT,
            "x%-4s flood %,11.0f/s%s real %,9.0f/s%s completed %6s %% of those that reached it %6s %%, p99 %s ms",
            number(step.multiple()), flood.reachedPerSecond(), flood.isReached() ? " " : "*", openedPerSecond,
            isRateKept() ? " " : "*", ClientOutcome.text(real.percent()), ofReached(), ms(real.ms(99)));
    }

    static String number(final double value)
    {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.valueOf(value);
    }

    static String ms(final double value)
    {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,.3f", value);
    }

    /** SYNs that the target did something for, each second of the flood; also those of real clients. */
    double absorbedPerSecond()
    {
        return perSecond(syns.absorbed());
    }

    double perSecond(final long count)
    {
        return (double)count / step.floodSeconds();
    }

    Json json()
    {
        final Json counters = new Json();
        grown.forEach(counters::put);
        return new Json().put("multiple_of_ceiling", step.multiple())
            .put("real_per_second_intended", step.realPerSecond()).put("real_per_second_opened", openedPerSecond)
            .put("half_open", halfOpen).put("frames_lost_unseen", unseen).put("cpu_shares", cpu.json())
            .put("flood_seconds", step.floodSeconds())
            .put("after_seconds", step.afterSeconds())
            .put("slices_ms_intended_established_lost_p99us", slices.stream().map(TimeSlice::json).toList())
            .put("real", real.json()).put("flood", flood.json()).put("syns_in_flood", syns.json())
            .put("syns", allSyns.json()).put("memory_bytes", after.memoryBytes())
            .put("rss_bytes", after.rssBytes()).put("counters", counters).put("mismatches", mismatches);
    }
}
