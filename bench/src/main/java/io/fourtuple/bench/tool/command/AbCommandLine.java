package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fourtuple.bench.base.process.FourtupleProcess;
import io.fourtuple.bench.measure.ab.AbOptions;
import io.fourtuple.bench.measure.ab.Build;
import io.fourtuple.bench.tool.option.CliException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The words of {@code bench ab}: which builds, and which command; all mistakes are found before anything runs. */
final class AbCommandLine
{
    private static final String END = "--";
    private static final String RECORD = "--record";
    private static final String BENCH = "bench";
    private static final String THIS = "this build";
    /** A part of a word: in quotes, or without; a quote that is not closed; or blanks between words. */
    private static final Pattern PART = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^'\"\\s]+)|(['\"])|\\s+");

    private final List<String> sides;
    private final List<String> command;

    private AbCommandLine(final List<String> sides, final List<String> command)
    {
        this.sides = sides;
        this.command = command;
    }

    /**
     * @param typed all words of the command line, since the parser does not say where the first {@code --} was.
     * @param words those that are no options, without that.
     */
    static AbCommandLine of(final List<String> typed, final List<String> words)
    {
        final int end = typed.indexOf(END);
        if (end < 0 || end == typed.size() - 1)
        {
            throw new CliException(CliException.USAGE,
                "the command to compare is missing behind --, as in: fourtuple bench ab old.jar -- cycle --idle 1m");
        }
        final List<String> command = typed.subList(end + 1, typed.size());
        final List<String> sides = words.subList(0, words.size() - command.size());
        if (sides.size() > 2)
        {
            throw new CliException(CliException.USAGE, "two builds are compared, A and B: " + String.join(" ", sides));
        }
        return new AbCommandLine(sides, command);
    }

    /**
     * @param ofA options that only A gets, as typed.
     * @param ofB the same of B.
     */
    AbOptions options(final String ofA, final String ofB, final int runs, final long seed)
    {
        final String first = sides.isEmpty() ? "." : sides.get(0);
        final String second = sides.size() < 2 ? "." : sides.get(1);
        final List<String> benchmark = benchmark();
        final int typed = command.getFirst().equals(BENCH) ? 2 : 1;
        final AbOptions options = new AbOptions(side(first, second, ofA), side(second, first, ofB), benchmark,
            command.subList(typed, command.size()), runs, seed);
        for (final Build side : List.of(options.a(), options.b()))
        {
            requireUnderstood(options, side);
        }
        return options;
    }

    private static Build side(final String typed, final String other, final String options)
    {
        final List<String> words = words(options);
        if (typed.equals("."))
        {
            return new Build(THIS, FourtupleProcess.MAIN_CLASS, System.getProperty("java.class.path"), words);
        }
        final Path path = Path.of(typed);
        final Path jar = (Files.isDirectory(path) ? path.resolve("bench/target/fourtuple.jar") : path)
            .toAbsolutePath().normalize();
        final String mainClass = mainClass(typed, jar);
        final String own = System.getenv("FOURTUPLE_CLASSPATH");
        final String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        final String otherName = String.valueOf(Path.of(other).toAbsolutePath().normalize().getFileName());
        // The folders of two jars of one name say which is which.
        final boolean isAlike = name.equals(otherName) && !typed.equals(other);
        return new Build(isAlike ? path.toAbsolutePath().normalize().getParent().getFileName() + "/" + name : name,
            mainClass, own == null ? jar.toString() : jar + System.getProperty("path.separator") + own, words);
    }

    /** As a shell splits them, but for backslashes and variables. */
    private static List<String> words(final String options)
    {
        final List<String> words = new ArrayList<>();
        StringBuilder word = null;
        for (final Matcher matcher = PART.matcher(options); matcher.find();)
        {
            if (matcher.group(4) != null)
            {
                throw new CliException(CliException.USAGE, "a quote is not closed: " + options);
            }
            final Optional<String> part =
                Stream.of(1, 2, 3).map(matcher::group).filter(text -> text != null).findFirst();
            if (part.isEmpty())
            {
                word = null;
                continue;
            }
            if (word != null)
            {
                words.removeLast();
            }
            word = (word == null ? new StringBuilder() : word).append(part.get());
            words.add(word.toString());
        }
        return words;
    }

    private static String mainClass(final String typed, final Path jar)
    {
        if (!Files.isRegularFile(jar))
        {
            throw new CliException(CliException.USAGE, "no such jar: " + typed +
                (Files.isDirectory(Path.of(typed)) ? " has no bench/target/fourtuple.jar" : ""));
        }
        try
        {
            return FourtupleProcess.mainClassOf(jar)
                .orElseThrow(() -> new CliException(CliException.USAGE, "no build of fourtuple: " + typed));
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, "cannot be read as a jar: " + typed);
        }
    }

    /** {@code bench cycle} of {@code cycle ...} and of {@code bench cycle ...}; {@code load} of {@code load ...}. */
    private List<String> benchmark()
    {
        final Map<String, CommandLine> all = new CommandLine(new Main()).getSubcommands();
        final Map<String, CommandLine> benchmarks = all.get(BENCH).getSubcommands();
        final boolean isFull = command.getFirst().equals(BENCH) && command.size() > 1;
        final String name = command.get(isFull ? 1 : 0);
        final boolean isBenchmark = isFull || !all.containsKey(name);
        final CommandLine found = isBenchmark ? benchmarks.get(name) : all.get(name);
        if (found == null || !canBeCompared(found.getCommandSpec()))
        {
            throw new CliException(CliException.USAGE,
                (found == null ? "no such command: " : "it records nothing that can be compared: ") + name +
                "; there are " + Stream.concat(benchmarks.values().stream(), all.values().stream())
                    .map(CommandLine::getCommandSpec).filter(AbCommandLine::canBeCompared)
                    .map(CommandSpec::name).collect(Collectors.joining(", ")));
        }
        if (command.stream().anyMatch(word -> word.equals(RECORD) || word.startsWith(RECORD + "=")))
        {
            throw new CliException(CliException.USAGE,
                "each run is recorded anyway: --record stands before --, where it keeps the comparison");
        }
        return isBenchmark ? List.of(BENCH, name) : List.of(name);
    }

    private static boolean canBeCompared(final CommandSpec command)
    {
        return command.findOption(RECORD) != null && !(command.userObject() instanceof BenchAbCommand);
    }

    /** Only this build knows its options; another build's first run reports its own unknown ones. */
    private static void requireUnderstood(final AbOptions options, final Build side)
    {
        if (!side.name().equals(THIS))
        {
            return;
        }
        try
        {
            final ParseResult parsed = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(options.words(side, List.of()).toArray(String[]::new));
            if (parsed.asCommandLineList().stream().anyMatch(command ->
                command.isUsageHelpRequested() || command.isVersionHelpRequested()))
            {
                throw new CliException(CliException.USAGE, "behind --: --help and --version measure nothing");
            }
        }
        catch (final ParameterException ex)
        {
            throw new CliException(CliException.USAGE, "behind --: " + ex.getMessage());
        }
    }
}
