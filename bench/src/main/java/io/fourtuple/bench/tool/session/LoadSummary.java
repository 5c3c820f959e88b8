package io.fourtuple.bench.tool.session;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

import io.fourtuple.bench.base.LatencyTable;
import io.fourtuple.bench.base.Quantities;
import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.load.client.LoadCounts;
import io.fourtuple.bench.load.client.LoadResult;
import io.fourtuple.bench.load.client.PhaseResult;

/** Prints a load's totals once it is over. */
final class LoadSummary
{
    private static final int SKIPPED_ROWS = 1;
    private static final double ENOUGH_CPU = 0.95;

    private final PrintWriter out;
    private final boolean knowsLosses;

    /** @param knowsLosses whether the generator itself sees each frame that the link loses. */
    LoadSummary(final PrintWriter out, final boolean knowsLosses)
    {
        this.out = out;
        this.knowsLosses = knowsLosses;
    }

    /** The whole of it. */
    void print(final LoadResult result)
    {
        final LoadCounts totals = result.totals();
        if (result.phases().size() > 1)
        {
            result.phases().forEach(this::phase);
        }
        line("offered %,d  opened %,d  established %,d  failed %,d (timeout %,d, refused %,d, reset %,d)  " +
            "finished %,d  broken %,d", totals.get(OFFERED), totals.get(OPENED), totals.get(ESTABLISHED),
            totals.failed(), totals.get(TIMED_OUT), totals.get(REFUSED), totals.get(RESET), totals.get(FINISHED), totals.get(BROKEN));
        if (totals.pending() > 0)
        {
            line("under way when the run ended: %,d, neither established nor failed, and in no share below",
                totals.pending());
        }
        if (knowsLosses)
        {
            line("lost at the link: %,d of the clients' frames, %,d of the target's; %,d failed connections had " +
                "lost one; of the handshakes that reached the target %s were established", totals.get(FRAMES_LOST),
                result.target().framesLost(), totals.get(FAILED_AFTER_LOSS), share(totals));
        }
        else
        {
            line("lost in the kernel's full queues: %,d frames, of which connections is unknown",
                result.target().framesLost());
        }
        line("sent again: %,d SYNs, %,d requests and FINs; wrong frames %,d", totals.get(SYN_RETRANSMITS),
            totals.get(RETRANSMITS), totals.get(WRONG_FRAMES));
        if (totals.get(FLOOD_DUE) > 0)
        {
            line("flood: %,d frames due, %,d sent, %,d lost at the link, %,d not sent in time; %,d answers",
                totals.get(FLOOD_DUE), totals.get(FLOOD_SENT), totals.get(FLOOD_LOST),
                totals.get(FLOOD_DUE) - totals.get(FLOOD_SENT) - totals.get(FLOOD_LOST), totals.get(BACKSCATTER));
        }
        if (!result.plan().isOpenLoop())
        {
            line("ceiling: %,.0f connections/s opened and closed, %d under way", ceiling(result),
                result.plan().inFlight());
        }
        line("%s", LatencyTable.HEAD);
        line("%s", LatencyTable.row("SYN to SYN-ACK", result.synAcks()));
        line("%s", LatencyTable.row("SYN to ESTABLISHED", result.established()));
        cpus(result);
        if (result.wasStopped())
        {
            line("FAIL  stopped before its time");
        }
    }

    /** Both threads spin: the machine ran other work in the time that they did not run. */
    private void cpus(final LoadResult result)
    {
        final double least = Double.isNaN(result.targetCpu()) ? result.generatorCpu() :
            Math.min(result.generatorCpu(), result.targetCpu());
        line("CPU: the generator's thread ran %.0f %% of the time, the target's %.0f %%%s", 100 * result.generatorCpu(),
            100 * result.targetCpu(), least < ENOUGH_CPU ?
                ": the machine ran other work meanwhile, to which a part of these latencies and losses is due" : "");
    }

    private void phase(final PhaseResult phase)
    {
        line("flood %7s/s from %5.1f s: %s of %,d established, p50 %s p99 %s; flood sent %s/s, " +
            "lost at the link %s/s; SYNs taken %s/s", Quantities.shortCount(phase.floodPerSecond()), phase.startNs() / 1e9,
            share(phase.counts().establishedShare()), phase.counts().get(OFFERED),
            micros(phase, 50), micros(phase, 99),
            Quantities.shortCount(phase.perSecond(phase.counts().get(FLOOD_SENT))),
            Quantities.shortCount(phase.perSecond(phase.counts().get(FLOOD_LOST))),
            Quantities.shortCount(phase.perSecond(phase.target().syns())));
    }

    private static String micros(final PhaseResult phase, final double percentile)
    {
        if (phase.established().getTotalCount() == 0)
        {
            return "-";
        }
        final String text = Quantities.shortMicros(phase.established().getValueAtPercentile(percentile));
        return text.endsWith("s") ? text : text + " us";
    }

    private static String share(final LoadCounts counts)
    {
        return share(counts.establishedShareOfReached());
    }

    /** Never rounded up to 100 %. */
    private static String share(final double value)
    {
        return String.format(Locale.ROOT, "%.3f %%", Math.floor(value * 1e5) / 1e3);
    }

    /** The median of the full rows, the first one (in which the JVM compiles) aside. */
    static double ceiling(final LoadResult result)
    {
        return ceiling(result.establishedPerSecond(), result.intervals().stream()
            .mapToDouble(row -> row.perSecond(row.counts().get(ESTABLISHED))).toArray());
    }

    /** @param whole of the whole run: the answer where there is no row but the first. */
    static double ceiling(final double whole, final double... rows)
    {
        return rows.length <= SKIPPED_ROWS ? whole :
            Spread.of(Arrays.copyOfRange(rows, SKIPPED_ROWS, rows.length)).median();
    }

    private void line(final String format, final Object... values)
    {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
