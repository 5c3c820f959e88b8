package io.fourtuple.bench.tool.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToIntFunction;

import io.fourtuple.bench.publish.record.Environment;
import io.fourtuple.bench.publish.record.IdleJitter;
import io.fourtuple.bench.publish.record.JitterSummary;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunRecorder;
import io.fourtuple.bench.publish.record.SourceRevision;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** {@code --record} keeps a run in a folder, with the machine's own jitter of the seconds before. */
public final class RecordOptions
{
    /** The default folder of runs. */
    public static final String DEFAULT_ROOT = "perf-results";

    private static final String NAME = "--record";
    private static final int IDLE_SECONDS = 3;
    /** A machine that is late by this for one time in a thousand has other work. */
    private static final double NOT_QUIET_NS = 1e6;
    /** Options that say where a result goes, and nothing of the measurement. */
    private static final Set<String> OUTPUTS =
        Set.of("--record", "--json", "--hlog", "--out", "--svg", "--pcap", "--lock", "--help", "--version");

    @Option(
        names = NAME,
        arity = "0..1",
        paramLabel = "DIR",
        fallbackValue = DEFAULT_ROOT,
        description = "Keeps the run in a folder of its own under DIR, with environment and histograms, and the " +
            "idle machine's jitter of the 3 s before; fourtuple publish adds it to the index. Default: " +
            DEFAULT_ROOT + ".")
    private Path root;

    /**
     * Runs a measurement, and keeps it if that is wanted: nothing is kept if it throws, or discards it.
     *
     * @param spec        of the command.
     * @param measurement gives the exit status.
     * @return the same.
     */
    public int run(final CommandSpec spec, final ToIntFunction<Recording> measurement)
    {
        requireOwnWord(spec);
        final RunRecord run = new RunRecord(spec.name(), parameters(spec));
        if (root == null)
        {
            return measurement.applyAsInt(new Recording(run, spec.commandLine().getOut(), null));
        }
        OutFolder.make("--record", root);
        run.origin(SourceRevision.find()).command(CommandText.of(spec.root().commandLine().getParseResult().originalArgs()));
        settings(spec).forEach(setting -> run.setting(setting[0], setting[1]));
        final PrintWriter err = spec.commandLine().getErr();
        try (RunRecorder recorder =
            RunRecorder.begin(root, Environment.now(PinnedThread.allowedCpus().size())))
        {
            watchIdle(recorder, err);
            final Recording recording =
                new Recording(run, recorder.copy(spec.commandLine().getOut()), recorder.folder());
            final int status = measurement.applyAsInt(recording);
            recording.out().flush();
            if (!recording.discarded().isEmpty())
            {
                err.println("not recorded: " + recording.discarded());
                return status;
            }
            final Path folder = recorder.finish(run);
            err.println("recorded: " + root.resolve(folder.getFileName()) + "; next: fourtuple publish " +
                CommandText.quoted(root.resolve(folder.getFileName()).toString()));
            return status;
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "--record: cannot write into " + root + ": " + ex);
        }
    }

    /** No positional parameter of a command, as a build to compare, is taken for the folder. */
    private static void requireOwnWord(final CommandSpec spec)
    {
        final List<String> typed = spec.root().commandLine().getParseResult().originalArgs();
        final int at = typed.indexOf(NAME);
        if (!spec.positionalParameters().isEmpty() && at >= 0 && at + 1 < typed.size() &&
            !typed.get(at + 1).startsWith("-"))
        {
            throw new CliException(CliException.USAGE, NAME + " " + typed.get(at + 1) + ": here a folder is given as " +
                NAME + "=DIR, since a word by itself is an argument of the command");
        }
    }

    /** On the CPU that a measurement takes if nothing else is said. */
    private static void watchIdle(final RunRecorder recorder, final PrintWriter err)
    {
        err.println("recording: watching the idle machine for " + IDLE_SECONDS + " s");
        err.flush();
        recorder.jitter(PinnedThread.call(PinnedThread.HIGHEST, pinning -> IdleJitter.watch(IDLE_SECONDS)));
        final JitterSummary jitter = recorder.environment().jitter();
        err.printf(Locale.ROOT, "recording: idle jitter %.1f us at p99.9, " +
            "%.0f us at most%s%n", jitter.p999() / 1e3, jitter.max() / 1e3, jitter.p999() < NOT_QUIET_NS ? "" :
                ": the machine is not quiet, and its other work shows in this run");
        err.flush();
    }

    /** The options that were typed, as {@code idle-1m_batch-64}. */
    private static String parameters(final CommandSpec spec)
    {
        final List<String> parts = new ArrayList<>();
        final ParseResult parsed = spec.commandLine().getParseResult();
        for (final ArgSpec arg : parsed.matchedArgs())
        {
            final String value = String.join("-", arg.originalStringValues());
            if (!(arg instanceof OptionSpec option))
            {
                parts.add(String.join("-", arg.originalStringValues().stream().map(CommandText::withoutPath).toList()));
            }
            else if (!OUTPUTS.contains(option.longestName()))
            {
                final String name = option.longestName().replaceFirst("^-+", "");
                parts.add(arg.typeInfo().isBoolean() ? name : name + "-" + value);
            }
        }
        // An array of positional parameters is told of once for each.
        return String.join("_", new LinkedHashSet<>(parts));
    }

    /** All options with their values, defaults included; no files. */
    private static List<String[]> settings(final CommandSpec spec)
    {
        final List<String[]> settings = new ArrayList<>();
        for (final OptionSpec option : spec.options())
        {
            final Object value = option.getValue();
            final boolean isSetting = !option.hidden() && !OUTPUTS.contains(option.longestName()) && value != null &&
                !(value instanceof Path) && !(value instanceof List<?> list && list.isEmpty()) &&
                !String.valueOf(value).startsWith("/");
            if (isSetting)
            {
                settings.add(new String[]{option.longestName().replaceFirst("^-+", ""),
                    value instanceof List<?> list ? String.join(",", list.stream().map(String::valueOf).toList()) :
                        String.valueOf(value)});
            }
        }
        for (final PositionalParamSpec positional : spec.positionalParameters())
        {
            settings.add(new String[]{"arguments", String.join(" ",
                positional.originalStringValues().stream().map(CommandText::withoutPath).toList())});
        }
        settings.sort(Comparator.comparing(setting -> setting[0]));
        return settings;
    }
}
