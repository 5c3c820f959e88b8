package io.fourtuple.bench.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.fourtuple.bench.terminal.ProgressLine;
import io.fourtuple.bench.terminal.Terminal;
import io.fourtuple.bench.watch.ConnectionReport;
import io.fourtuple.bench.watch.FilterException;
import io.fourtuple.bench.watch.FilterParser;
import io.fourtuple.bench.watch.OutputClosedException;
import io.fourtuple.bench.watch.WatchedEngine;
import io.fourtuple.telemetry.TelemetryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists an engine's connections as {@code ss -tan} lists the kernel's. */
@Command(
    name = "ss",
    header = "An engine's connections, as iproute2's ss lists them.",
    mixinStandardHelpOptions = true,
    description = "Lists an engine's connections and listeners, as ss -tan of iproute2 lists the kernel's, while it " +
        "runs and after it died.",
    footer = {
        "",
        "FILTER as in ss(8): [state STATE]... [exclude STATE]... then terms with and, or, not, parentheses, read from",
        "left to right:",
        "  dst 198.18.0.0/16   src [2001:db8::2]:80   dport = :80   sport ge :1024",
        "  STATE: established syn-sent syn-recv fin-wait-1 fin-wait-2 time-wait close-wait last-ack closing listening,",
        "         all connected synchronized bucket big",
        "",
        "Examples:",
        "  fourtuple ss                                    all, of the only engine that lives",
        "  fourtuple ss -s                                 how many in each state",
        "  fourtuple ss -o state time-wait | head          with the time that is left",
        "  fourtuple ss demo-server dst 198.18.0.0/16 and not dport = :80",
        "  fourtuple ss --count state bucket",
        "",
        "Exit status: 0; 1 if there is no such engine, or it was killed (what it left is shown); 2 for unusable",
        "options."})
final class SsCommand implements Callable<Integer>
{
    @Parameters(
        arity = "0..*",
        paramLabel = "[ENGINE] FILTER",
        description = "Name, process id or telemetry file of an engine (default: the only one that lives), then a " +
            "filter.")
    private List<String> words = new ArrayList<>();

    @Option(names = "-t", description = "For those used to it: there is only TCP.")
    private boolean tcp;

    @Option(names = "-a", description = "For those used to it: all states are shown anyway.")
    private boolean all;

    @Option(names = "-n", description = "For those used to it: nothing is ever looked up.")
    private boolean numeric;

    @Option(names = "-l", description = "Only listeners.")
    private boolean listening;

    @Option(names = "-4", description = "Only IPv4.")
    private boolean ipv4;

    @Option(names = "-6", description = "Only IPv6.")
    private boolean ipv6;

    @Option(names = "-o", description = "With each connection's timer.")
    private boolean timers;

    @Option(names = "-H", description = "Without the columns' names.")
    private boolean noHeader;

    @Option(names = "-s", description = "How many there are, by state and family.")
    private boolean summary;

    @Option(names = "--json", description = "A JSON object a line.")
    private boolean json;

    @Option(names = "--count", description = "How many there are, and nothing else.")
    private boolean count;

    @Mixin
    private EngineOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final boolean hasEngine = !words.isEmpty() && !FilterParser.isFilter(words.get(0));
        final ConnectionReport report = report(String.join(" ", words.subList(hasEngine ? 1 : 0, words.size())), out);
        try (WatchedEngine engine = options.choose(hasEngine ? words.get(0) : null, err);
            ProgressLine progress = new ProgressLine(progressTerminal(out, err), System::nanoTime))
        {
            final long omitted = report.print(engine, progress);
            progress.close();
            if (omitted > 0)
            {
                err.printf(Locale.ROOT, "fourtuple: %,d left out: they changed with every look%n", omitted);
            }
            return options.verdict(engine, err);
        }
        catch (final TelemetryException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
        catch (final OutputClosedException ex)
        {
            return 0;
        }
    }

    private ConnectionReport report(final String filter, final PrintWriter out)
    {
        if ((summary ? 1 : 0) + (json ? 1 : 0) + (count ? 1 : 0) > 1)
        {
            throw new CliException(CliException.USAGE, "-s, --json and --count are three different things: choose one");
        }
        final ConnectionReport.Form form = summary ? ConnectionReport.Form.SUMMARY : json ? ConnectionReport.Form.JSON :
            count ? ConnectionReport.Form.COUNT : timers ? ConnectionReport.Form.TABLE_WITH_TIMERS :
            ConnectionReport.Form.TABLE;
        final ConnectionReport.Family family = ipv4 == ipv6 ? ConnectionReport.Family.ALL :
            ipv4 ? ConnectionReport.Family.IPV4 : ConnectionReport.Family.IPV6;
        try
        {
            return new ConnectionReport(form, !noHeader, filter, family, listening, out);
        }
        catch (final FilterException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
    }

    /** Where rows go to the terminal themselves they are progress enough. */
    private Terminal progressTerminal(final PrintWriter out, final PrintWriter err)
    {
        final boolean isRowsOnTerminal = Terminal.of(out).isInteractive() && !summary && !count;
        return isRowsOnTerminal ? Terminal.of(new PrintWriter(PrintWriter.nullWriter())) : Terminal.of(err);
    }
}
