package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.scenario.FailedCodeException;
import io.fourtuple.bench.tool.scenario.LadderSvg;
import io.fourtuple.bench.tool.scenario.LadderText;
import io.fourtuple.bench.tool.scenario.PolicyChoice;
import io.fourtuple.bench.tool.scenario.PolicyTable;
import io.fourtuple.bench.tool.scenario.Scenario;
import io.fourtuple.bench.tool.scenario.ScenarioOptions;
import io.fourtuple.bench.tool.scenario.ScenarioRun;
import io.fourtuple.bench.tool.scenario.Scenarios;
import io.fourtuple.bench.tool.scenario.UnusableSettingsException;
import io.fourtuple.bench.tool.session.ErrorPrinter;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.PcapWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays scenarios for a person to watch: ladders, captures, drawings, and the table of all policies. */
@Command(
    name = "scenario",
    header = "A piece of TCP's life, as a ladder of segments.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Plays a piece of TCP's life between real engines in virtual time, and shows it as a ladder of segments with " +
        "the states of both ends. Needs no root and no network; the same seed plays the same, byte for byte.",
        "Numbers are counted from the last SYN of each direction: older ones are negative. " +
        "\"...\" is a segment that is still in the network, \"X\" one that is lost."},
    footer = {
        "",
        "Examples:",
        "  fourtuple scenario --list",
        "  fourtuple scenario four-way",
        "  fourtuple scenario delayed-segment              ends in corrupted data; then with each policy",
        "  fourtuple scenario delayed-segment --time-wait rfc6191 --set tcp_timestamps=1",
        "  fourtuple scenario lost-last-ack --time-wait linux --sysctl tcp_tw_reuse=1 --pcap /tmp/a.pcap",
        "  fourtuple scenario simultaneous-close --svg /tmp/ladder.svg",
        "  fourtuple scenario --all                        every scenario with every policy, as a table",
        "Exit status 0 for a scenario that was played, whatever its outcome; 2 for unusable options."})
final class ScenarioCommand implements Callable<Integer>
{
    private static final int WIDTH = 110;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name of a scenario; --list has them.")
    private String name;

    @Option(names = "--list", description = "Names the scenarios, a line each.")
    private boolean list;

    @Option(names = "--all", description = "Plays every scenario with every policy and prints the outcomes as a table.")
    private boolean all;

    @Option(
        names = "--time-wait",
        paramLabel = "POLICY",
        description = "TIME_WAIT policy of both ends: ${COMPLETION-CANDIDATES}, or a class. Default: the one that " +
            "shows best what the scenario is about.",
        completionCandidates = PolicyNames.class)
    private String timeWait;

    @Option(
        names = {"--set", "--sysctl"},
        paramLabel = "NAME=VALUE",
        description = "Changes a setting of both ends, as in tcp_timestamps=0; repeatable.")
    private List<String> assignments = new ArrayList<>();

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Seed of the engines' secrets: initial sequence numbers, timestamps, ports. Default: 1.")
    private long seed;

    @Option(names = "--raw", description = "Prints sequence numbers and timestamps as they are on the wire.")
    private boolean raw;

    @Option(names = "--full", description = "Prints every segment. Without it repeated ones share a line.")
    private boolean full;

    @Option(
        names = "--pcap",
        paramLabel = "FILE",
        description = "Writes the right side's packets to a capture, stamped with virtual time.")
    private Path pcap;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draws the ladder.")
    private Path svg;

    @Spec
    private CommandSpec spec;

    /** Values of {@code --time-wait}. */
    static final class PolicyNames implements Iterable<String>
    {
        @Override
        public java.util.Iterator<String> iterator()
        {
            return PolicyChoice.names().iterator();
        }
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        validate();
        try
        {
            run(out);
        }
        catch (final UnusableSettingsException ex)
        {
            throw new CliException(CliException.USAGE, "these settings make no engine: " + ex.getMessage());
        }
        catch (final FailedCodeException ex)
        {
            if (timeWait == null || PolicyChoice.names().contains(timeWait))
            {
                throw ex;
            }
            throw new CliException(CliException.FAILURE, "the policy " + timeWait + " has failed: " + ex.getCause() +
                (ex.getCause().getStackTrace().length == 0 ? "" : " at " + ex.getCause().getStackTrace()[0]));
        }
        return 0;
    }

    private void run(final PrintWriter out)
    {
        if (list)
        {
            Scenarios.all().forEach(scenario -> out.printf("%-20s %s%n", scenario.name(), scenario.summary()));
        }
        else if (all)
        {
            playAll(out);
        }
        else
        {
            play(out, Scenarios.named(name).orElseThrow(() -> new CliException(CliException.USAGE,
                "no such scenario: " + name + "; " + Scenarios.similarTo(name))));
        }
    }

    /** Refuses unusable options before anything is begun. */
    private void validate()
    {
        final int modes = (name == null ? 0 : 1) + (list ? 1 : 0) + (all ? 1 : 0);
        if (modes != 1)
        {
            throw new CliException(CliException.USAGE, modes == 0 ?
                "give the name of a scenario, --list or --all; there are " + String.join(", ",
                    Scenarios.all().stream().map(Scenario::name).toList()) : "give one of NAME, --list and --all");
        }
        if (name == null && (pcap != null || svg != null))
        {
            throw new CliException(CliException.USAGE, "--pcap and --svg are for one scenario: give its name");
        }
        assignments = assignments.stream().map(EngineSetupOptions::withoutPrefix).toList();
        takePolicyFrom(EngineSetupOptions.with(Settings.defaults(), assignments));
        policy(Scenarios.all().get(0));
    }

    /** {@code --set time_wait=linux} says the same as {@code --time-wait linux}. */
    private void takePolicyFrom(final Settings settings)
    {
        final String prefix = Setting.TIME_WAIT.key() + "=";
        if (assignments.stream().noneMatch(assignment -> assignment.startsWith(prefix)))
        {
            return;
        }
        if (timeWait != null)
        {
            throw new CliException(CliException.USAGE, "give --time-wait or --set time_wait, not both");
        }
        timeWait = settings.name(Setting.TIME_WAIT);
        assignments = assignments.stream().filter(assignment -> !assignment.startsWith(prefix)).toList();
    }

    private PolicyChoice policy(final Scenario scenario)
    {
        return CliException.checked("--time-wait: ",
            () -> timeWait == null ? scenario.shownWith() : PolicyChoice.named(timeWait));
    }

    private void play(final PrintWriter out, final Scenario scenario)
    {
        final PolicyChoice policy = policy(scenario);
        final ErrorPrinter errors = new ErrorPrinter(spec.commandLine().getErr());
        final FileChannel capture = pcap == null ? null : open("--pcap", pcap);
        final FileChannel drawing = svg == null ? null : open("--svg", svg);
        final ScenarioRun played = scenario.play(new ScenarioOptions(policy, assignments, seed,
            capture == null ? null : clock -> new PcapWriter(capture, clock, errors)));
        out.println(scenario.name() + ": " + scenario.summary());
        scenario.about(WIDTH).forEach(out::println);
        out.println();
        out.println("TIME_WAIT policy " + policy.label() + ", seed " + seed + settingsText(scenario) +
            "; virtual time, in memory");
        if (policy.unsafeBecause() != null)
        {
            out.println("This policy is unsafe: " + policy.unsafeBecause());
        }
        out.println();
        new LadderText(played, raw, full).lines().forEach(out::println);
        out.println();
        played.connections().forEach(out::println);
        played.counters().forEach(line -> out.println("counters of " + line));
        out.println("outcome: " + played.outcome());
        if (drawing != null)
        {
            draw(drawing, new LadderSvg(played, raw).toString());
        }
        compare(out, scenario);
    }

    private String settingsText(final Scenario scenario)
    {
        final Map<String, String> changed = new LinkedHashMap<>();
        Stream.concat(scenario.settings().stream(), assignments.stream())
            .forEach(assignment -> changed.put(assignment.split("=")[0].trim(), assignment));
        return changed.isEmpty() ? "" : ", " + String.join(" ", changed.values());
    }

    /** Plays the scenario with each policy, unless the user has chosen one. */
    private void compare(final PrintWriter out, final Scenario scenario)
    {
        if (timeWait == null && scenario.isAboutPolicy())
        {
            out.println();
            out.println("The same with each policy (--time-wait POLICY shows it):");
            table(out, List.of(scenario));
        }
    }

    private void playAll(final PrintWriter out)
    {
        out.println("Each scenario with each TIME_WAIT policy, seed " + seed +
            ": connections delivered, refused, corrupted.");
        out.println();
        table(out, Scenarios.all());
    }

    /** Prints each row as soon as it is played. */
    private void table(final PrintWriter out, final List<Scenario> scenarios)
    {
        final Map<String, Scenario> rows = new LinkedHashMap<>();
        final Map<String, List<String>> settings = new LinkedHashMap<>();
        for (final Scenario scenario : scenarios)
        {
            rows.put(scenario.name(), scenario);
            settings.put(scenario.name(), assignments);
            for (final String variant : scenario.variants())
            {
                final String label = scenario.name() + " " + variant;
                rows.put(label, scenario);
                settings.put(label, Stream.concat(Stream.of(variant), assignments.stream()).toList());
            }
        }
        final PolicyTable table = new PolicyTable(
            timeWait == null ? PolicyChoice.all() : List.of(policy(scenarios.get(0))), List.copyOf(rows.keySet()));
        out.println(table.head());
        for (final Map.Entry<String, Scenario> row : rows.entrySet())
        {
            out.println(table.play(row.getKey(), row.getValue(), settings.get(row.getKey()), seed));
            out.flush();
        }
        table.differences().forEach(out::println);
    }

    private static FileChannel open(final String option, final Path file)
    {
        try
        {
            return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        }
        catch (final IOException ex)
        {
            throw new CliException(
                CliException.USAGE, option + ": cannot write " + file + ": " + EngineSetupOptions.reason(ex));
        }
    }

    private void draw(final FileChannel drawing, final String text)
    {
        try (drawing)
        {
            final ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining())
            {
                drawing.write(bytes);
            }
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "--svg: cannot write " + svg + ": " + ex.getMessage());
        }
    }
}
