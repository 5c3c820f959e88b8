package io.fourtuple.bench.tool.command;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;

import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.MemoryShortage;
import io.fourtuple.bench.tool.session.MemoryNotice;
import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.bench.tool.terminal.Terminal;
import io.fourtuple.bench.tool.terminal.TerminalWriter;
import io.fourtuple.telemetry.MemoryProgress;
import io.fourtuple.telemetry.TelemetryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's way in: finds the command, and makes one line of every mistake. */
@Command(
    name = "fourtuple",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A TCP endpoint in Java, on a TUN device or in memory.",
    subcommands = {
        DemoCommand.class,
        ServeCommand.class,
        ConnectCommand.class,
        ScenarioCommand.class,
        LoadCommand.class,
        FloodCommand.class,
        ResilienceCommand.class,
        StatCommand.class,
        SsCommand.class,
        ErrorsCommand.class,
        BenchCommand.class,
        ReportCommand.class,
        PublishCommand.class,
        CompareCommand.class,
        SettingsCommand.class},
    footer = {
        "",
        "Examples:",
        "  fourtuple scenario four-way             watch a connection close, segment by segment",
        "  fourtuple demo                          no root needed: two engines joined in memory",
        "  sudo fourtuple serve                    then: curl http://198.18.0.2/",
        "  sudo fourtuple connect 198.18.0.1 8000  like nc, to a server of this machine",
        "  fourtuple load --find-ceiling           how many connections a second an engine takes",
        "  fourtuple flood                         the same with a SYN flood beside the real clients",
        "  fourtuple stat                          in a second terminal: an engine's counters, live",
        "  fourtuple resilience --quick            real clients under a SYN flood, defence by defence",
        "  fourtuple bench cycle --record          measures, and keeps the run in perf-results",
        "  fourtuple report run1 run2              one page of recorded runs, for a browser",
        "  fourtuple publish                       the index of all recorded runs",
        "  fourtuple compare RUN1 RUN2             faster, slower, no difference, undecided",
        "",
        "fourtuple COMMAND --help says more. Exit status: 0 success, 1 failure, 2 unusable options."})
public final class Main implements Runnable
{
    @Spec
    private CommandSpec spec;

    /** Reads the version from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            final String version = Main.class.getPackage().getImplementationVersion();
            return new String[]{"fourtuple " + (version == null ? "(from class files)" : version) + ", Java " +
                Runtime.version()};
        }
    }

    /** Runs one command and ends the process with its status. */
    public static void main(final String[] args)
    {
        final TerminalWriter err = TerminalWriter.standardError();
        MemoryProgress.listener(new MemoryNotice(Terminal.of(err), System::nanoTime));
        final int exitStatus = run(args, TerminalWriter.standardOutput(), err);
        System.exit(exitStatus);
    }

    /** Runs one command, as typed; returns the exit status. */
    public static int run(final String[] args, final PrintWriter out, final PrintWriter err)
    {
        int exitStatus;
        try
        {
            exitStatus = execute(args, out, err);
        }
        catch (final InternalError ex)
        {
            // The JVM throws this when a page of a mapped file is gone.
            err.println("fourtuple: a file that was being read has become shorter: " + oneLine(ex.getMessage()));
            exitStatus = CliException.FAILURE;
        }
        catch (final OutOfMemoryError ex)
        {
            err.println("fourtuple: " + oneLine(MemoryShortage.text(ex, "fewer connections")));
            exitStatus = CliException.FAILURE;
        }
        out.flush();
        err.flush();
        return exitStatus;
    }

    private static int execute(final String[] args, final PrintWriter out, final PrintWriter err)
    {
        return new CommandLine(new Main())
            .setOut(out)
            .setErr(err)
            // Plain text: it reads the same in a pipe, a log and a terminal without colours.
            .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
            .setUsageHelpWidth(100)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((ex, ignored) -> mistake(ex, err))
            .setExecutionExceptionHandler((ex, command, ignored) -> failure(ex, err))
            .execute(args);
    }

    @Override
    public void run()
    {
        throw new ParameterException(
            spec.commandLine(),
            "a command is missing: " + String.join(", ", spec.subcommands().keySet()) + "; fourtuple --help says more");
    }

    private static int mistake(final ParameterException ex, final PrintWriter err)
    {
        final String message = ex instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption() ?
            unmatched(unmatched) : ex.getMessage().replaceFirst("^Error: ", "");
        err.println("fourtuple: " + oneLine(message));
        return CliException.USAGE;
    }

    /** In place of the parser's own words, which have an index. */
    private static String unmatched(final UnmatchedArgumentException ex)
    {
        final CommandSpec command = ex.getCommandLine().getCommandSpec();
        return (command.subcommands().isEmpty() ? "one argument too many: '" : "no such command: '") +
            ex.getUnmatched().getFirst() + "'; " + command.qualifiedName() + " --help says more";
    }

    private static int failure(final Exception ex, final PrintWriter err)
    {
        if (ex instanceof CliException cliException)
        {
            err.println("fourtuple: " + oneLine(ex.getMessage()));
            return cliException.exitStatus();
        }
        if (ex instanceof TelemetryException)
        {
            err.println("fourtuple: " + oneLine(ex.getMessage()));
            return CliException.FAILURE;
        }
        if (ex instanceof InvalidPathException)
        {
            err.println("fourtuple: no such name can be written here, in this locale (LC_ALL=C.UTF-8 has all): " +
                oneLine(ex.getMessage()));
            return CliException.USAGE;
        }
        err.println("fourtuple: a mistake in fourtuple; please report it");
        ex.printStackTrace(err);
        return CliException.FAILURE;
    }

    /** A message may have another user's file names in it: they must not command the terminal. */
    private static String oneLine(final String message)
    {
        return StyledText.of(String.valueOf(message).replaceAll("\\s*\\R\\s*", "; ")).toString();
    }
}
