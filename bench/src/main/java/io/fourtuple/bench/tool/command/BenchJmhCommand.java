package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import io.fourtuple.bench.publish.record.JmhResults;
import io.fourtuple.bench.publish.record.RunFolder;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The parts, by JMH, so that their results are recorded as all others are. */
@Command(
    name = "jmh",
    header = "JMH's benchmarks of the engine's parts.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Runs JMH's benchmarks of the engine's parts (checksum, parse, table, timers, TIME_WAIT, SYN defences). " +
        "JMH's own options stand behind --. Each has a floor, a benchmark of that name.",
        "The forks have the flags of this process, as every other benchmark here (serial collector, 512 MiB of heap)."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench jmh -- -l                        lists them",
        "  fourtuple bench jmh TableLookup --record",
        "  fourtuple bench jmh 'parts.*' --record -- -f 3 -prof gc -p entries=10000",
        "  fourtuple compare perf-results/RUN1 perf-results/RUN2",
        "Exit status 1 if one of them fails."})
final class BenchJmhCommand implements Callable<Integer>
{
    @Parameters(paramLabel = "PATTERN", arity = "0..*",
        description = "Regular expressions of names; behind -- JMH's own options.")
    private List<String> words = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes JMH's result, too.")
    private Path jsonFile;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        BenchOptions.requireFolder("--json", jsonFile);
        final CommandLineOptions options;
        try
        {
            options = new CommandLineOptions(words.toArray(String[]::new));
            if (options.shouldList())
            {
                new Runner(options).list();
                return 0;
            }
            if (options.shouldHelp())
            {
                options.showHelp();
                return 0;
            }
        }
        catch (final CommandLineOptionException | IOException ex)
        {
            throw new CliException(CliException.USAGE, "behind --: " + ex.getMessage());
        }
        return record.run(spec, recording -> measure(options, recording));
    }

    private int measure(final CommandLineOptions options, final Recording recording)
    {
        final Path file = recording.fileOr(RunFolder.JMH, jsonFile);
        final OptionsBuilder builder = new OptionsBuilder();
        builder.parent(options).shouldFailOnError(true);
        if (file != null)
        {
            builder.result(file.toString()).resultFormat(ResultFormatType.JSON);
        }
        try (PrintStream printed = new PrintStream(new Copy(recording.out()), true, StandardCharsets.UTF_8))
        {
            new Runner(builder.build(), OutputFormatFactory.createFormatInstance(printed,
                options.verbosity().orElse(VerboseMode.NORMAL))).run();
            if (recording.isOn())
            {
                JmhResults.record(recording.run(), file);
                recording.copyTo(RunFolder.JMH, jsonFile);
                Files.writeString(file, JmhResults.withoutPaths(Files.readString(file)));
            }
            return 0;
        }
        catch (final NoBenchmarksException ex)
        {
            throw new CliException(CliException.USAGE, "no benchmark matches: " + String.join(" ", words) +
                "; fourtuple bench jmh -- -l lists them");
        }
        catch (final RunnerException ex)
        {
            throw new CliException(CliException.FAILURE, "JMH: " + ex.getMessage());
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "cannot write the result: " + ex);
        }
    }

    /** Takes the text that JMH prints. JMH prints whole strings, so no character is cut in two. */
    private static final class Copy extends OutputStream
    {
        private final PrintWriter out;

        Copy(final PrintWriter out)
        {
            this.out = out;
        }

        @Override
        public void write(final int b)
        {
            out.write(b);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length)
        {
            out.write(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void flush()
        {
            out.flush();
        }
    }
}
