package io.fourtuple.bench.watched;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fourtuple.bench.cycle.Json;
import io.fourtuple.bench.cycle.Machine;
import io.fourtuple.bench.cycle.Spread;
import io.fourtuple.bench.results.Better;
import io.fourtuple.bench.results.Metric;
import io.fourtuple.bench.results.RunRecord;
import io.fourtuple.bench.results.RunVerdict;
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
 * Readers need CPU, and on a machine of few CPUs they take it from the engine: control takes the same, from the same
 * programs reading as many bytes, of a copy. What is left between watched and control is the reading itself.
 */
public final class WatchedBenchmark
{
    private static final Pattern RATE = Pattern.compile("established +([0-9,]+)/s");
    private static final int PATIENCE_S = 60;
    private static final double PERCENT = 100;

    private final WatchedOptions options;
    private final PrintWriter out;
    private final Map<Situation, List<Double>> rates = new EnumMap<>(Situation.class);
    private final List<Double> differences = new ArrayList<>();
    private int lists;

    /**
     * @param options how long.
     * @param out     gets a line for each turn, and what comes of it.
     */
    public WatchedBenchmark(final WatchedOptions options, final PrintWriter out)
    {
        this.options = options;
        this.out = out;
        for (final Situation situation : Situation.values())
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
        try (Child demo = Child.talking(List.of("demo", "--seconds", String.valueOf(options.engineSeconds()),
            "--telemetry", folder.toString())))
        {
            greet();
            measure(demo, options.warmUpSeconds());
            final Path file = TelemetryFile.list(folder).stream()
                .filter(path -> path.getFileName().toString().startsWith("demo-server-")).findFirst()
                .orElseThrow(() -> new IllegalStateException("demo has no telemetry file in " + folder));
            final Path copy = copy(file, folder.resolve("copy-of-server"));
            for (int turn = 0; turn < options.pairs(); turn++)
            {
                for (final Situation situation : Situation.order(turn))
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
            remove(folder);
        }
        conclude();
        return outcome() == Outcome.PASS;
    }

    /** What is kept of the run. */
    public void record(final RunRecord run)
    {
        run.title("an engine that stat and ss read, beside one that they do not");
        for (final Situation situation : Situation.values())
        {
            run.metric(Metric.of("handshakes, " + situation.label(), "1/s", Better.HIGHER, values(situation)));
        }
        run.metric(Metric.of("watched against control", "%", Better.HIGHER, differences()));
        final String measured = Spread.of(differences()).text(2) + " %";
        run.verdict(outcome() == Outcome.UNDECIDED ? RunVerdict.NONE : RunVerdict.of(List.of(
            new RunVerdict.Criterion("watched against control", "not slower in every turn", measured,
                outcome() == Outcome.PASS))));
        run.summary(summary());
    }

    /** As JSON. */
    public Json json()
    {
        final Json json = new Json();
        for (final Situation situation : Situation.values())
        {
            json.put(situation.label() + "_per_second", rates.get(situation));
        }
        return json
            .put("watched_against_control_percent", differences)
            .put("lists", lists)
            .put("outcome", outcome().name());
    }

    private void greet()
    {
        out.println(Machine.describe());
        out.println("One demo, " + options.pairs() + " turns; in each " + options.seconds() +
            " s alone (the floor), watched by stat and ss each second, and with the same readers on a copy (control).");
        out.printf(Locale.ROOT, "%-6s%14s%14s%14s%24s%n", "turn", "alone/s", "watched/s", "control/s",
            "watched - control");
        out.flush();
    }

    private double rate(final Situation situation, final Child demo, final Path file, final Path copy)
    {
        if (situation == Situation.ALONE)
        {
            return measure(demo, options.seconds());
        }
        try (Readers readers = new Readers((situation == Situation.WATCHED ? file : copy).toString()))
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
    private static double measure(final Child demo, final int seconds)
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
        final double watched = rates.get(Situation.WATCHED).get(turn);
        final double control = rates.get(Situation.CONTROL).get(turn);
        differences.add((watched - control) / control * PERCENT);
        out.printf(Locale.ROOT, "%-6d%,14.0f%,14.0f%,14.0f%,+17.0f %+5.1f %%%n", turn + 1,
            rates.get(Situation.ALONE).get(turn), watched, control, watched - control, differences.get(turn));
        out.flush();
    }

    private void conclude()
    {
        for (final Situation situation : Situation.values())
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
        final double alone = Spread.of(values(Situation.ALONE)).median();
        final double watched = Spread.of(values(Situation.WATCHED)).median();
        return String.format(Locale.ROOT, "watched against control: median %s %% over %d turns; the median of five lies " +
            "between the two ends in 94 of 100 cases. Against alone, with the readers' own CPU: %+.1f %%. ss listed all " +
            "connections %d times.", Spread.of(differences()).text(2), differences.size(),
            (watched - alone) / alone * PERCENT, lists);
    }

    private Outcome outcome()
    {
        return Outcome.of(differences());
    }

    private double[] values(final Situation situation)
    {
        return rates.get(situation).stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double[] differences()
    {
        return differences.stream().mapToDouble(Double::doubleValue).toArray();
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

    private static void remove(final Path folder)
    {
        try (Stream<Path> files = Files.walk(folder))
        {
            for (final Path path : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.deleteIfExists(path);
            }
        }
        catch (final IOException ignore)
        {
            // Nothing that a later run trips over.
        }
    }
}
