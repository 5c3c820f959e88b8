package io.fourtuple.bench.load.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.fourtuple.bench.base.HistogramLog;
import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.LatencyTable;

/**
 * The files of a run, in a folder of their own: {@code load.json} with all that is known of it, {@code synack.hlog} and
 * {@code established.hlog} with the histogram of each row.
 */
public final class LoadReport implements AutoCloseable
{
    private final Path folder;
    private final HistogramLog synAcks;
    private final HistogramLog established;
    private final List<Json> rows = new ArrayList<>();
    private long startMs = -1;

    /**
     * Makes the folder and the logs.
     *
     * @param folder may exist already, without an earlier run's files.
     * @throws IllegalArgumentException if that cannot be.
     */
    public LoadReport(final Path folder, final String comment)
    {
        this.folder = folder;
        try
        {
            Files.createDirectories(folder);
        }
        catch (final IOException ex)
        {
            throw new IllegalArgumentException("--out: cannot make the folder " + folder + ": " + ex.getMessage());
        }
        synAcks = new HistogramLog(folder.resolve("synack.hlog"), "SYN to SYN-ACK, " + comment);
        established = new HistogramLog(folder.resolve("established.hlog"), "SYN to ESTABLISHED, " + comment);
    }

    /** Notes a row, whose histograms are still there. */
    public void row(final LoadRow row)
    {
        if (startMs < 0)
        {
            startMs = System.currentTimeMillis() - row.endNs() / 1_000_000;
        }
        final long fromMs = startMs + (row.endNs() - row.lengthNs()) / 1_000_000;
        final long toMs = startMs + row.endNs() / 1_000_000;
        // Without a tag: the usual tools leave out what has one, and each file is of one kind.
        synAcks.write(null, fromMs, toMs, row.synAcks());
        established.write(null, fromMs, toMs, row.established());
        rows.add(new Json().put("t", row.endNs() / 1e9).put("length_s", row.lengthNs() / 1e9)
            .put("open", row.openNow()).put("counts", row.counts().json()).put("target", row.target().json())
            .put("syn_to_syn_ack", LatencyTable.json(row.synAcks()))
            .put("syn_to_established", LatencyTable.json(row.established())));
    }

    /**
     * Writes {@code load.json}.
     *
     * @param target what it was, and what was set there.
     * @param engine latencies that it recorded itself; null if it did not.
     */
    public void write(final LoadResult result, final LoadVerdict verdict, final Json target, final Json engine)
        throws IOException
    {
        final Json json = new Json().put("tool", "fourtuple " + (result.plan().flood().isFlood() ? "flood" : "load"))
            .put("at", Instant.now().toString()).put("machine", HostInfo.json()).put("target", target)
            .put("plan", result.plan().json()).put("verdict", verdict.json())
            .put("elapsed_s", result.elapsedNs() / 1e9).put("stopped", result.wasStopped())
            .put("generator_cpu_share", result.generatorCpu()).put("target_cpu_share", result.targetCpu())
            .put("totals", result.totals().json()).put("target_totals", result.target().json())
            .put("syn_to_syn_ack", LatencyTable.json(result.synAcks()))
            .put("syn_to_established", LatencyTable.json(result.established()))
            .put("phases", result.phases().stream().map(LoadReport::json).toList())
            .put("rows", rows);
        if (engine != null)
        {
            json.put("engine_latencies", engine);
        }
        json.write(folder.resolve("load.json"));
    }

    private static Json json(final PhaseResult phase)
    {
        return new Json().put("start_s", phase.startNs() / 1e9).put("duration_s", phase.durationNs() / 1e9)
            .put("flood_per_second", phase.floodPerSecond()).put("counts", phase.counts().json())
            .put("target", phase.target().json()).put("syn_to_syn_ack", LatencyTable.json(phase.synAcks()))
            .put("syn_to_established", LatencyTable.json(phase.established()));
    }

    @Override
    public void close()
    {
        synAcks.close();
        established.close();
    }
}
