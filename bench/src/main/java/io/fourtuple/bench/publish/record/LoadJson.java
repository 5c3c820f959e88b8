package io.fourtuple.bench.publish.record;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fourtuple.telemetry.Latency;

/**
 * The {@code load.json} of {@code fourtuple load --out}, for a folder that has no {@code run.json}; its figures and
 * histograms are called as those of a recorded load, so that both can be compared.
 */
final class LoadJson
{
    /** Its name in the folder. */
    static final String FILE = "load.json";

    private static final String ENGINE_LOG = "engine.hlog";
    private static final double PERCENT = 100;
    /** A row that was cut short by the end says nothing of a rate. */
    private static final double WHOLE = 0.9;

    private final LooseJson root;
    private final LooseJson plan;

    LoadJson(final LooseJson root)
    {
        this.root = root;
        plan = root.object("plan");
    }

    /** @param folder with the histogram logs. */
    RunRecord run(final Path folder)
    {
        final LooseJson target = root.object("target");
        final String kind = root.text("tool", "load").replace("fourtuple ", "");
        final RunRecord run = new RunRecord(kind, parameters())
            .title(kind + ": " + target.text("description", "engine"))
            .command(target.text("command", ""))
            .durationS(root.number("elapsed_s"))
            .verdict(RunVerdict.of(root.object("verdict").criteria("criteria")))
            .at(root.at());
        final LooseJson totals = root.object("totals");
        run.summary(Stream.of("offered", "established", "failed", "broken")
            .filter(name -> Double.isFinite(totals.number(name)))
            .map(name -> String.format(Locale.ROOT, "%,.0f %s", totals.number(name), name))
            .collect(Collectors.joining(", ")));
        plan.texts().forEach(run::setting);
        target.texts().forEach((name, value) ->
        {
            if (!"command".equals(name))
            {
                run.setting(name, value);
            }
        });
        metrics(run, totals);
        histograms(run, folder);
        series(run);
        return run;
    }

    /** The parameters of the load, for its label: {@code open-rate-50000-duration-10s}. */
    private String parameters()
    {
        final List<String> parts = new ArrayList<>();
        final String mode = plan.text("mode", "");
        if (!mode.isEmpty())
        {
            parts.add(mode);
        }
        final double rate = plan.number("rate_per_second");
        final double seconds = plan.number("duration_s");
        if (rate > 0)
        {
            parts.add(String.format(Locale.ROOT, "rate-%.0f", rate));
        }
        if (seconds > 0)
        {
            parts.add(String.format(Locale.ROOT, "duration-%.0fs", seconds));
        }
        return String.join("_", parts);
    }

    private void metrics(final RunRecord run, final LooseJson totals)
    {
        final double[] perSecond = root.objects("rows").stream().filter(this::isWhole)
            .mapToDouble(row -> row.object("counts").number("established") / row.number("length_s"))
            .filter(Double::isFinite).toArray();
        if (perSecond.length > 0)
        {
            run.metric(Metric.of("open".equals(plan.text("mode", "open")) ? "established" : "established, closed loop",
                "1/s", Direction.HIGHER, perSecond));
        }
        final double established = totals.number("established");
        final double reached = established + totals.number("failed") - totals.number("failed_after_loss");
        if (Double.isFinite(reached))
        {
            run.metric(Metric.of("established of those that reached the target", "%", Direction.HIGHER,
                reached == 0 ? PERCENT : PERCENT * established / reached));
        }
    }

    private boolean isWhole(final LooseJson row)
    {
        final double interval = plan.number("interval_s");
        return !(row.number("length_s") < WHOLE * interval) &&
            !(row.number("t") > plan.number("duration_s") + interval / 2);
    }

    private void histograms(final RunRecord run, final Path folder)
    {
        log(run, folder, "established.hlog", "SYN to ESTABLISHED");
        log(run, folder, "synack.hlog", "SYN to SYN-ACK");
        if (Files.isRegularFile(folder.resolve(ENGINE_LOG)))
        {
            final List<String> tags = root.object("engine_latencies").names();
            Arrays.stream(Latency.values()).filter(latency -> tags.contains(latency.label())).forEach(latency ->
                run.histogram(new HistogramFile(ENGINE_LOG, latency.label(), "engine: " + latency.title(), "ns")));
        }
    }

    private static void log(final RunRecord run, final Path folder, final String file, final String name)
    {
        if (Files.isRegularFile(folder.resolve(file)))
        {
            run.histogram(new HistogramFile(file, null, name, "ns"));
        }
    }

    private void series(final RunRecord run)
    {
        final List<Double> seconds = new ArrayList<>();
        final List<Double> offered = new ArrayList<>();
        final List<Double> established = new ArrayList<>();
        final List<Double> open = new ArrayList<>();
        for (final LooseJson row : root.objects("rows"))
        {
            final double length = row.number("length_s");
            final LooseJson counts = row.object("counts");
            final double[] values = {row.number("t"), counts.number("offered") / length,
                counts.number("established") / length, row.number("open")};
            if (Arrays.stream(values).allMatch(Double::isFinite))
            {
                seconds.add(values[0]);
                offered.add(values[1]);
                established.add(values[2]);
                open.add(values[3]);
            }
        }
        run.series(new TimeSeries("offered per second", "1/s", seconds, offered))
            .series(new TimeSeries("established per second", "1/s", seconds, established))
            .series(new TimeSeries("open connections", "", seconds, open));
    }
}
