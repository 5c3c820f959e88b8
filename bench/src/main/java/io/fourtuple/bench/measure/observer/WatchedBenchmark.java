package io.fourtuple.bench.measure.observer;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.base.process.FourtupleProcess;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunRecorder;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.telemetry.TelemetryFile;

/**
 * Whether an engine is slower because somebody reads its file. One demo runs in a process of its own from beginning to
 * end, and the situations take turns beside it: what the JVM has compiled, and what else the machine does, falls on all
 * alike. Each begins with a second that is not counted.
 * <pre>
 *   turn 1   alone    watched  control        established a second, by demo's own lines
 *   turn 2   watched  control  alone
 *   turn 3   control  alone    watched ...
 * </pre>
 * Readers need CPU, which is not the engine's to give: they have the last CPU of the machine for themselves, and the engine
 * has the others, also while it is alone. What is left between watched and alone is what it costs to be read. Control has the
 * same programs read as many bytes of a copy: what they take of caches and memory that all CPUs share.
 */
public final class WatchedBenchmark
{
    private static final Pattern RATE = Pattern.compile("established +([0-9,]+)/s");
    private static final int PATIENCE_S = 60;
    private static final double PERCENT = 100;

    private final WatchedOptions options;
    private final PrintWriter out;
    private final Map<ObserverKind, List<Double>> rates = new EnumMap<>(ObserverKind.class);
    private final List<Double> differences = new ArrayList<>();
    private final List<Double> fromControl = new ArrayList<>();
    private final CpuParts cpus = CpuParts.ofThisProcess();
    private int lists;

    public WatchedBenchmark(final WatchedOptions options, final PrintWriter out)
    {
        this.options = options;
        this.out = out;
        for (final ObserverKind situation : ObserverKind.values())
        {
            rates.put(situation, new ArrayList<>());
        }
    }

    /**
     * Does all of it; takes minutes.
     *
     * @return whether watched is no slower than control, and the turns are alike enough to tell.
     * @throws IllegalStateException if the demo or a reader fails.
     */
    public boolean run()
    {
        final Path folder = makeFolder();
        try (FourtupleProcess demo = FourtupleProcess.talking(List.of("demo", "--seconds", String.valueOf(options.engineSeconds()),
            "--telemetry", folder.toString()), cpus.engine()))
        {
            greet();
            measure(demo, options.warmUpSeconds());
            final Path file = TelemetryFile.list(folder).stream()
                .filter(path -> path.getFileName().toString().startsWith("demo-server-")).findFirst()
                .orElseThrow(() -> new IllegalStateException("demo has no telemetry file in " + folder));
            final Path copy = copy(file, folder.resolve("copy-of-server"));
            for (int turn = 0; turn < options.pairs(); turn++)
            {
                for (final ObserverKind situation : ObserverKind.order(turn))
                {
                    rates.get(situation).add(rate(situation, demo, file, copy));
                }
                print(turn);
            }
            if (demo.stop() != 0)
            {
                throw new IllegalStateException("demo's sums do not come out: " + demo.last());
            }
        }
        finally
        {
            // A folder that cannot be removed is nothing that a later run trips over.
            RunRecorder.delete(folder);
        }
        conclude();
        return outcome() == ObserverEffect.PASS;
    }

    /** Records the run. */
    public void record(final RunRecord run)
    {
        run.title("an engine that stat and ss read, beside one that they do not");
        for (final ObserverKind situation : ObserverKind.values())
        {
            run.metric(Metric.of("handshakes, " + situation.label(), "1/s", Direction.HIGHER, values(situation)));
        }
        run.metric(Metric.of("watched against alone", "%", Direction.HIGHER, array(differences)));
        run.metric(Metric.of("watched against control", "%", Direction.HIGHER, array(fromControl)));
        run.verdict(outcome() == ObserverEffect.UNDECIDED ? RunVerdict.NONE : RunVerdict.of(List.of(
            new RunVerdict.Criterion("median difference of watched from alone",
                String.format(Locale.ROOT, "less than the noise, %.2f %%", noise()),
                Spread.of(array(differences)).text(2) + " %", outcome() == ObserverEffect.PASS))));
        run.summary(summary());
    }

    /** As JSON. */
    public Json json()
    {
        final Json json = new Json();
        for (final ObserverKind situation : ObserverKind.values())
        {
            json.put(situation.label() + "_per_second", rates.get(situation));
        }
        return json
            .put("watched_against_alone_percent", differences)
            .put("watched_against_control_percent", fromControl)
            .put("noise_percent", noise())
            .put("cpus", cpus.toString())
            .put("lists", lists)
            .put("outcome", outcome().name());
    }

    private void greet()
    {
        out.println(HostInfo.describe());
        out.println("One demo, " + options.pairs() + " turns; in each " + options.seconds() +
            " s alone (the floor), watched by stat and ss each second, and with the same readers on a copy (control).");
        out.println(cpus);
        out.printf(Locale.ROOT, "%-6s%14s%14s%14s%20s%22s%n", "turn", "alone/s", "watched/s", "control/s",
            "watched to alone", "watched to control");
        out.flush();
    }

    private double rate(final ObserverKind situation, final FourtupleProcess demo, final Path file, final Path copy)
    {
        if (situation == ObserverKind.ALONE)
        {
            return measure(demo, options.seconds());
        }
        try (Readers readers = new Readers((situation == ObserverKind.WATCHED ? file : copy).toString(), cpus.readers()))
        {
            final double rate = measure(demo, options.seconds());
            lists += readers.lists();
            if (!readers.problem().isEmpty())
            {
                throw new IllegalStateException(situation.label() + ": " + readers.problem());
            }
            return rate;
        }
    }

    /** Established a second, on the average of so many seconds after the first. */
    private static double measure(final FourtupleProcess demo, final int seconds)
    {
        double sum = 0;
        for (int second = 0; second <= seconds; )
        {
            final Matcher matcher = RATE.matcher(demo.line(PATIENCE_S));
            if (matcher.find())
            {
                sum += second == 0 ? 0 : Double.parseDouble(matcher.group(1).replace(",", ""));
                second++;
            }
        }
        return sum / seconds;
    }

    private void print(final int turn)
    {
        final double alone = rates.get(ObserverKind.ALONE).get(turn);
        final double watched = rates.get(ObserverKind.WATCHED).get(turn);
        final double control = rates.get(ObserverKind.CONTROL).get(turn);
        differences.add((watched - alone) / alone * PERCENT);
        fromControl.add((watched - control) / control * PERCENT);
        out.printf(Locale.ROOT, "%-6d%,14.0f%,14.0f%,14.0f%+18.1f %%%+20.1f %%%n",
            turn + 1, alone, watched, control, differences.get(turn), fromControl.get(turn));
        out.flush();
    }

    private void conclude()
    {
        for (final ObserverKind situation : ObserverKind.values())
        {
            out.println(String.format(Locale.ROOT, "%-10s median %s handshakes a second", situation.label(),
                Spread.of(values(situation)).text(0)));
        }
        out.println(summary());
        out.println(outcome().text());
        out.flush();
    }

    private String summary()
    {
        return String.format(Locale.ROOT, "watched against alone: median %s %% over %d turns, where the rate alone differs by " +
            "%.2f %% (all but the lowest and the highest turn); against control %s %%. ss listed all connections %d times. %s",
            Spread.of(array(differences)).text(2), differences.size(), noise(), Spread.of(array(fromControl)).text(2), lists,
            cpus);
    }

    /** By how much the turns alone differ, the lowest and the highest left out, in percent of their median. */
    private double noise()
    {
        return ObserverEffect.noise(values(ObserverKind.ALONE));
    }

    private ObserverEffect outcome()
    {
        return ObserverEffect.of(noise(), array(differences));
    }

    private double[] values(final ObserverKind situation)
    {
        return rates.get(situation).stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] array(final List<Double> list)
    {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Path makeFolder()
    {
        try
        {
            // Where telemetry files are in earnest: that is memory, not a disk.
            return Files.createTempDirectory(TelemetryFile.defaultDirectory().toAbsolutePath().getParent(), "ft-watched");
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("no folder for telemetry files", ex);
        }
    }

    private static Path copy(final Path file, final Path folder)
    {
        try
        {
            return Files.copy(file, Files.createDirectory(folder).resolve(file.getFileName()));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot copy " + file, ex);
        }
    }
}
