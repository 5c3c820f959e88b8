package io.fourtuple.bench.tool.command;

import java.io.PrintWriter;
import java.util.Locale;

import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the settings, or the counters. */
@Command(
    name = "settings",
    header = "Settings and counters, with their meanings.",
    mixinStandardHelpOptions = true,
    description = "Lists the settings that --set takes, with their defaults, ranges and meanings; or the counters.",
    footer = {
        "",
        "Examples:",
        "  fourtuple settings              all of them",
        "  fourtuple settings syn          those with this in name or meaning",
        "  fourtuple settings --counters cookie"})
final class SettingsCommand implements Runnable
{
    private static final int WIDTH = 120;
    private static final String INDENT = "    ";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Lists only those that have this in name or meaning.")
    private String text = "";

    @Option(names = "--counters", description = "Lists the counters instead.")
    private boolean counters;

    @Override
    public void run()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final int listed = counters ? listCounters(out) : listSettings(out);
        if (listed == 0)
        {
            throw new CliException(CliException.FAILURE,
                "no " + (counters ? "counter" : "setting") + " has this in name or meaning: " + text);
        }
    }

    private int listSettings(final PrintWriter out)
    {
        int listed = 0;
        for (final Setting setting : Setting.values())
        {
            if (isWanted(setting.key(), setting.meaning()))
            {
                final String range = setting.names().isEmpty() ? setting.min() + " to " + setting.max() :
                    String.join(", ", setting.names());
                print(out, setting.key() + "=" + setting.text(setting.defaultValue()) + "  (" + range + ")",
                    setting.meaning());
                listed++;
            }
        }
        return listed;
    }

    private int listCounters(final PrintWriter out)
    {
        int listed = 0;
        for (final Counter counter : Counter.values())
        {
            if (isWanted(counter.label(), counter.meaning()))
            {
                print(out, counter.label() + "  (" + counter.kind().name().toLowerCase(Locale.ROOT) + ")",
                    counter.meaning());
                listed++;
            }
        }
        return listed;
    }

    private boolean isWanted(final String name, final String meaning)
    {
        final String wanted = text.toLowerCase(Locale.ROOT);
        return name.toLowerCase(Locale.ROOT).contains(wanted) || meaning.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static void print(final PrintWriter out, final String head, final String meaning)
    {
        out.println(head);
        StringBuilder line = new StringBuilder(INDENT);
        for (final String word : meaning.split(" "))
        {
            if (line.length() + word.length() > WIDTH)
            {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(INDENT);
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }
}
