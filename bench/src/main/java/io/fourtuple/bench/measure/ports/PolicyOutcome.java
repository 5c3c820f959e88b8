package io.fourtuple.bench.measure.ports;

import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.TextTable;

/**
 * Outcome of one policy.
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

    static TextTable table()
    {
        return new TextTable().left("policy").left("").right("sustained/s").right("first stop at").right("after s")
            .right("opened").right("clock s").right("worked s").left("");
    }

    String[] row()
    {
        return new String[]{variant.name(), variant.description(), text("%,.0f", sustained()),
            firstStop == null ? "never" : text("%,d", firstStop.opened),
            firstStop == null ? "-" : text("%.3f", firstStop.atNs / NS_PER_SECOND), text("%,d", total.opened),
            text("%,.1f", total.elapsedNs / NS_PER_SECOND), text("%,.2f", total.workedNs / NS_PER_SECOND),
            total.isCut ? "cut short" : ""};
    }

    private static String text(final String format, final Object value)
    {
        return String.format(Locale.ROOT, format, value);
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
