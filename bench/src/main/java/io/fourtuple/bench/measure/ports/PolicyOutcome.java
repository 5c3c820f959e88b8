package io.fourtuple.bench.measure.ports;

import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.Json;

/**
 * What came of one policy.
 *
 * @param variant   the policy.
 * @param total     connections and times.
 * @param firstStop when no port was free for the first time; null: never.
 * @param laps      how often as many connections were opened as there are ports.
 * @param cost      of connect.
 * @param reuse     what became of 4-tuples that came round.
 * @param course    connections opened over time.
 */
record PolicyOutcome(
    Variant variant, Total total, Stop firstStop, Laps laps, ConnectCost cost, Reuse reuse, List<OpenedOverTime.Point> course)
{
    private static final double NS_PER_SECOND = 1e9;

    /**
     * @param opened    connections, and closed.
     * @param elapsedNs by the engines' clock.
     * @param workedNs  real time, nothing skipped.
     * @param isCut     whether the real time allowed was up before all were opened.
     */
    record Total(long opened, long elapsedNs, long workedNs, boolean isCut)
    {
    }

    /**
     * @param opened connections by then.
     * @param atNs   by the engines' clock, since the start.
     * @param what   the engine's own words, with the numbers.
     */
    record Stop(long opened, long atNs, String what)
    {
    }

    /**
     * @param count   of them.
     * @param ports   connections of each.
     * @param firstNs when the first had ended, by the engines' clock.
     * @param lastNs  when the last had.
     */
    record Laps(long count, int ports, long firstNs, long lastNs)
    {
    }

    /**
     * @param byConnect entries of TIME_WAIT that the client's connect took over.
     * @param bySyn     entries of TIME_WAIT that a SYN ended at the server.
     * @param seqOnly   of these, those that only the sequence number spoke for.
     * @param repeated  segments that either end had to send again.
     */
    record Reuse(long byConnect, long bySyn, long seqOnly, long repeated)
    {
    }

    /**
     * Connections a second by the engines' clock. Of all the run if there was a port for each; else from the end of the
     * first lap to that of the last: what the first one got for nothing does not count, nor does part of a lap.
     */
    double sustained()
    {
        if (firstStop == null || laps.count < 2)
        {
            return total.opened * NS_PER_SECOND / total.elapsedNs;
        }
        return (laps.count - 1) * laps.ports * NS_PER_SECOND / (laps.lastNs - laps.firstNs);
    }

    /** Connections a second of real time worked. */
    double worked()
    {
        return total.opened * NS_PER_SECOND / total.workedNs;
    }

    static String head()
    {
        return String.format(Locale.ROOT, "%-14s %-42s %12s %14s %10s %13s %12s %10s", "policy", "", "sustained/s",
            "first stop at", "after s", "opened", "clock s", "worked s");
    }

    String row()
    {
        return String.format(Locale.ROOT, "%-14s %-42s %,12.0f %14s %10s %,13d %,12.1f %,10.2f%s", variant.name(),
            variant.description(), sustained(),
            firstStop == null ? "never" : String.format(Locale.ROOT, "%,d", firstStop.opened),
            firstStop == null ? "-" : String.format(Locale.ROOT, "%.3f", firstStop.atNs / NS_PER_SECOND), total.opened,
            total.elapsedNs / NS_PER_SECOND, total.workedNs / NS_PER_SECOND, total.isCut ? "  cut short" : "");
    }

    Json json()
    {
        final Json json = new Json().put("policy", variant.name()).put("what", variant.description())
            .put("settings", variant.settings()).put("opened", total.opened).put("cut_short", total.isCut)
            .put("clock_ns", total.elapsedNs).put("worked_ns", total.workedNs)
            .put("sustained_per_second", sustained()).put("per_second_worked", worked())
            .put("stopped", firstStop != null);
        if (firstStop != null)
        {
            json.put("first_stop_after", firstStop.opened).put("first_stop_at_ns", firstStop.atNs)
                .put("first_stop", firstStop.what);
        }
        return json.put("tw_taken_by_connect", reuse.byConnect).put("tw_taken_by_syn", reuse.bySyn)
            .put("tw_taken_by_seq_only", reuse.seqOnly).put("segments_repeated", reuse.repeated)
            .put("connect", cost.json()).put("course_ns_opened", course);
    }
}
