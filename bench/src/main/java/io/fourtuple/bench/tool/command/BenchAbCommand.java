package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.measure.ab.AbBenchmark;
import io.fourtuple.bench.measure.ab.AbOptions;
import io.fourtuple.bench.publish.page.Report;
import io.fourtuple.bench.publish.record.BadRunException;
import io.fourtuple.bench.publish.record.Comparison;
import io.fourtuple.bench.publish.record.ComparisonTable;
import io.fourtuple.bench.publish.record.Limits;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.OutFolder;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.bench.tool.terminal.ProgressLine;
import io.fourtuple.bench.tool.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Two builds, or one under two settings, process by process. */
@Command(
    name = "ab",
    header = "Two builds, or two settings, against each other.",
    synopsisHeading = "Usage: ",
    customSynopsis = "fourtuple bench ab [OPTIONS] [A [B]] -- COMMAND...",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Runs COMMAND with build A and with build B in an order drawn by lot, each run a process of its own, with " +
        "this process's JVM and flags, and judges the processes' medians. Repetitions within one process share its " +
        "compiled code, and two processes of one build differ by more than those repetitions do.",
        "Prints for each figure the floor, both medians, the difference with its interval, the least difference that " +
        "so many runs could tell, and the verdict: faster, SLOWER, no difference found within x %%, or undecided.",
        "No distribution of the processes' figures is assumed: the intervals are of ranks (Mann and Whitney, Hodges and " +
        "Lehmann), wide enough that all of a comparison hold together in 95 %% of comparisons. In simulations, fewer " +
        "than 5 of 100 comparisons of equal sides show a difference. Where processes differ by 1 %% (standard " +
        "deviation), five a side find 5 %% always, and 3 %% in 75 of 100 comparisons; where they differ by 2 %%, " +
        "10 %% always, and 5 %% in 70, ten a side in 99. Three a side can tell nothing. For more than about six " +
        "independent figures five may be too few; seven are enough.",
        "--record keeps the comparison as a run: a sample a process, this table, a criterion for each figure that is " +
        "decided, and sides.html, which shows both sides."},
    footer = {
        "",
        "Examples:",
        "  cp bench/target/fourtuple.jar /tmp/old.jar             then change something, and:",
        "  fourtuple bench ab /tmp/old.jar -- cycle --idle 1m     the old build against this one",
        "  fourtuple bench ab --b-options '--latency all' -- cycle        what recording latencies costs",
        "  fourtuple bench ab old.jar . --runs 10 --record -- load --find-ceiling",
        "  fourtuple bench ab -- cycle                            how quiet is it: a build against itself",
        "  fourtuple compare runs/a runs/b                        judges again, after --out runs",
        "Exit status 0 if B is not worse, 1 if a figure is, or a run fails, 2 for what cannot be run."})
final class BenchAbCommand implements Callable<Integer>
{
    @Parameters(arity = "0..*", paramLabel = "[A [B]] -- COMMAND",
        description = "A and B are jars of fourtuple, or checkouts where one is built; . and nothing stand for this " +
            "build. COMMAND is a benchmark that takes --record, with its options: cycle, latency, scale, load ...")
    private List<String> words = List.of();

    @Option(names = "--runs", paramLabel = "N", defaultValue = "5",
        description = "Processes of each build; fewer than 4 can tell nothing. Default: 5.")
    private int runs;

    @Option(names = "--seed", paramLabel = "N",
        description = "Seed of the order, to repeat it. Default: another one each time.")
    private Long seed;

    @Option(names = "--a-options", paramLabel = "OPTIONS", defaultValue = "",
        description = "Options of COMMAND that only A gets, in one word: '--latency off'.")
    private String aOptions;

    @Option(names = "--b-options", paramLabel = "OPTIONS", defaultValue = "", description = "The same for B.")
    private String bOptions;

    @Option(names = "--threshold", paramLabel = "PERCENT", defaultValue = "2%",
        converter = CompareCommand.Percent.class, description = "Least difference that counts. Default: 2%%.")
    private double threshold;

    @Option(names = "--out", paramLabel = "DIR",
        description = "Keeps all runs in DIR/a and DIR/b, for compare and report. Default: they are removed.")
    private Path kept;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON, too.")
    private Path json;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final AbOptions options = CliException.checked(() ->
            AbCommandLine.of(spec.root().commandLine().getParseResult().originalArgs(), words)
                .options(aOptions, bOptions, runs, seed == null ? System.nanoTime() : seed));
        BenchOptions.requireFolder("--json", json);
        // Older runs there would be taken for this comparison's.
        OutFolder.requireNew(kept);
        return record.run(spec, recording -> measure(options, recording));
    }

    private int measure(final AbOptions options, final Recording recording)
    {
        final Path folder = folder();
        final AtomicBoolean isKept = new AtomicBoolean(kept != null);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> removeUnless(isKept, folder), "remove-runs"));
        try (ProgressLine progress =
            new ProgressLine(Terminal.of(spec.commandLine().getErr()), System::nanoTime))
        {
            return compare(options, recording, folder, isKept, progress);
        }
        catch (final IllegalStateException | BadRunException | UncheckedIOException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
        finally
        {
            removeUnless(isKept, folder);
        }
    }

    private static void removeUnless(final AtomicBoolean isKept, final Path folder)
    {
        if (!isKept.get())
        {
            remove(folder);
        }
    }

    private int compare(
        final AbOptions options,
        final Recording recording,
        final Path folder,
        final AtomicBoolean isKept,
        final ProgressLine progress)
    {
        final AbBenchmark benchmark = new AbBenchmark(options, folder, recording.out(), line ->
        {
            if (progress.isDue())
            {
                progress.show(line);
            }
        }, progress::close);
        try
        {
            benchmark.run();
        }
        catch (final ChildFailedException ex)
        {
            // Those before it may have taken an hour.
            isKept.set(isKept.get() || benchmark.hasRuns());
            throw new CliException(ex.exitStatus() == CliException.USAGE ? CliException.USAGE : CliException.FAILURE,
                ex.of("a run has failed").getMessage().replaceFirst(": fourtuple: ", ": ") +
                (benchmark.hasRuns() ? "; those before it are kept: " + benchmark.a() + ", " + benchmark.b() : ""));
        }
        final Comparison comparison = Comparison.of(benchmark.a(), options.a().toString(),
            benchmark.b(), options.b().toString(), new Limits(threshold, Limits.DEFAULT.processSpread()));
        comparison.text(ComparisonTable.A, ComparisonTable.B).forEach(recording.out()::println);
        recording.out().flush();
        final RunRecord run = recording.run().title("A: " + options.a() + "; B: " + options.b());
        comparison.into(run, ComparisonTable.A, ComparisonTable.B);
        if (options.isSameTwice())
        {
            run.summary(run.summary() + ". " + AbBenchmark.SAME);
        }
        write(comparison, recording, folder);
        return comparison.isRegression() ? CliException.FAILURE : 0;
    }

    private void write(final Comparison comparison, final Recording recording, final Path folder)
    {
        try
        {
            if (json != null)
            {
                Files.writeString(json, comparison.json());
            }
            if (recording.isOn())
            {
                Files.writeString(recording.folder().resolve(ComparisonTable.FILE), comparison.json());
                final List<Path> sides = comparison.sides(
                    folder.resolve("sides"), ComparisonTable.A, ComparisonTable.B);
                Report.of(sides, Optional.empty(), Optional.of(recording.run().title()))
                    .write(recording.folder().resolve(ComparisonTable.SIDES));
                remove(folder.resolve("sides"));
            }
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "cannot write the result: " + EngineSetupOptions.reason(ex));
        }
    }

    private Path folder()
    {
        try
        {
            return kept == null ? Files.createTempDirectory("fourtuple-ab-") : Files.createDirectories(kept);
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, "no folder for the runs can be made: " + EngineSetupOptions.reason(ex));
        }
    }

    private static void remove(final Path folder)
    {
        if (!Files.exists(folder))
        {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder))
        {
            for (final Path path : paths.sorted(Comparator.reverseOrder()).toList())
            {
                Files.deleteIfExists(path);
            }
        }
        catch (final IOException | UncheckedIOException ignore)
        {
            // A run that is being ended removes its own at the same time; what is left is where such things go.
        }
    }
}
