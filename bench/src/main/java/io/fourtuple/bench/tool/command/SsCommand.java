package io.fourtuple.bench.tool.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineChoiceOptions;
import io.fourtuple.bench.tool.terminal.ProgressLine;
import io.fourtuple.bench.tool.terminal.Terminal;
import io.fourtuple.bench.tool.watch.ConnectionReport;
import io.fourtuple.bench.tool.watch.FilterException;
import io.fourtuple.bench.tool.watch.FilterParser;
import io.fourtuple.bench.tool.watch.OutputClosedException;
import io.fourtuple.bench.tool.watch.SocketRowExtras;
import io.fourtuple.bench.tool.watch.WatchedEngine;
import io.fourtuple.telemetry.TelemetryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists engines' connections as {@code ss -tan} lists the kernel's. */
@Command(
    name = "ss",
    header = "An engine's connections, as iproute2's ss lists them.",
    mixinStandardHelpOptions = true,
    description = "Lists an engine's connections and listeners, as ss -tan of iproute2 lists the kernel's, while it " +
        "runs and after it died; of several engines one after the other. Short options can be combined, as in -tlnp.",
    footer = {
        "",
        "FILTER as in ss(8): [state STATE]... [exclude STATE]... then terms with and, or, not, parentheses, read from",
        "left to right:",
        "  dst 198.18.0.0/16   src [2001:db8::2]:80   dport = :80   sport ge :1024",
        "  STATE: established syn-sent syn-recv fin-wait-1 fin-wait-2 time-wait close-wait last-ack closing listening,",
        "         all connected synchronized bucket big",
        "",
        "Examples:",
        "  fourtuple ss                                    all, of all engines that live",
        "  fourtuple ss -tlnp                              listeners, and which engine's they are",
        "  fourtuple ss 4711 -ti state established         of a process, with time-outs, round trips, windows",
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
        description = "Name, process id or telemetry file of an engine (default: all that live), then a filter.")
    private List<String> words = new ArrayList<>();

    @Option(names = {"-t", "--tcp"}, description = "Accepted as in iproute2: there is only TCP.")
    private boolean tcp;

    @Option(names = {"-u", "--udp", "-w", "--raw", "-x", "--unix"},
        description = "Accepted as in iproute2: there are none, so that without -t nothing is listed.")
    private boolean others;

    @Option(names = {"-a", "--all"}, description = "Accepted as in iproute2: all states are shown anyway.")
    private boolean all;

    @Option(names = {"-n", "--numeric", "-r", "--resolve"},
        description = "Accepted as in iproute2: nothing is ever looked up.")
    private boolean numeric;

    @Option(names = {"-l", "--listening"}, description = "Only listeners.")
    private boolean listening;

    @Option(names = {"-4", "--ipv4"}, description = "Only IPv4.")
    private boolean ipv4;

    @Option(names = {"-6", "--ipv6"}, description = "Only IPv6.")
    private boolean ipv6;

    @Option(names = {"-o", "--options", "-e", "--extended"}, description = "With each connection's timer.")
    private boolean timers;

    @Option(names = {"-p", "--processes"}, description = "With the engine's name and process.")
    private boolean processes;

    @Option(names = {"-i", "--info"}, description = "With the connection's knowledge of its path: rto and rtt " +
        "(smoothed, and its variation; while one is kept) in ms, mss and pmtu in bytes, cwnd, ssthresh and what is in flight " +
        "in segments, retransmissions since the last progress, bytes " +
        "not yet sent, and both windows in bytes.")
    private boolean info;

    @Option(names = {"-m", "--memory"}, description = "With its memory in bytes: of data (skmem: r to be taken, w to " +
        "be acknowledged), of its record, and of what it needs while it sends.")
    private boolean memory;

    @Option(names = {"-O", "--oneline"}, description = "With -i and -m in the connection's own line.")
    private boolean oneLine;

    @Option(names = {"-H", "--no-header"}, description = "Without the columns' names.")
    private boolean noHeader;

    @Option(names = {"-s", "--summary"}, description = "How many there are, by state and family.")
    private boolean summary;

    @Option(names = "--json", description = "A JSON object a line.")
    private boolean json;

    @Option(names = "--count", description = "How many there are, and nothing else.")
    private boolean count;

    @Mixin
    private EngineChoiceOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final boolean hasEngine = !words.isEmpty() && !FilterParser.isFilter(words.get(0));
        checkForm();
        final String filter = String.join(" ", words.subList(hasEngine ? 1 : 0, words.size()));
        // Checked before an engine is looked for.
        report(filter, false, out);
        final List<WatchedEngine> engines = options.chooseAll(hasEngine ? words.get(0) : null, err);
        try (ProgressLine progress = new ProgressLine(progressTerminal(out, err), System::nanoTime))
        {
            return print(report(filter, engines.size() > 1, out), engines, progress, err);
        }
        catch (final OutputClosedException ex)
        {
            return 0;
        }
        finally
        {
            engines.forEach(WatchedEngine::close);
        }
    }

    private int print(
        final ConnectionReport report,
        final List<WatchedEngine> engines,
        final ProgressLine progress,
        final PrintWriter err)
    {
        final List<String> unreadable = new ArrayList<>();
        long omitted = 0;
        for (final WatchedEngine engine : tcp || !others ? engines : List.<WatchedEngine>of())
        {
            try
            {
                omitted += report.print(engine, progress);
            }
            catch (final TelemetryException ex)
            {
                unreadable.add(ex.getMessage());
            }
        }
        if (unreadable.size() < engines.size())
        {
            report.end();
        }
        progress.close();
        if (omitted > 0)
        {
            err.printf(Locale.ROOT, "fourtuple: %,d connections left out: they changed at each reading%n", omitted);
        }
        int status = 0;
        for (final WatchedEngine engine : engines)
        {
            status = Math.max(status, options.verdict(engine, err));
        }
        if (!unreadable.isEmpty())
        {
            throw new CliException(CliException.FAILURE, String.join("; ", unreadable));
        }
        return status;
    }

    private void checkForm()
    {
        if ((summary ? 1 : 0) + (json ? 1 : 0) + (count ? 1 : 0) > 1)
        {
            throw new CliException(CliException.USAGE, "-s, --json and --count are three different things: choose one");
        }
    }

    /** @param isOfSeveral whether JSON has to say whose each connection is. */
    private ConnectionReport report(final String filter, final boolean isOfSeveral, final PrintWriter out)
    {
        final ConnectionReport.Form form = summary ? ConnectionReport.Form.SUMMARY : json ? ConnectionReport.Form.JSON :
            count ? ConnectionReport.Form.COUNT : ConnectionReport.Form.TABLE;
        final SocketRowExtras extras = new SocketRowExtras(timers, processes || json && isOfSeveral, info, memory, oneLine);
        final ConnectionReport.Family family = ipv4 == ipv6 ? ConnectionReport.Family.ALL :
            ipv4 ? ConnectionReport.Family.IPV4 : ConnectionReport.Family.IPV6;
        try
        {
            return new ConnectionReport(form, extras, !noHeader, filter, family, listening, out);
        }
        catch (final FilterException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
    }

    /** Rows on a terminal are progress enough. */
    private Terminal progressTerminal(final PrintWriter out, final PrintWriter err)
    {
        final boolean isRowsOnTerminal = Terminal.of(out).isInteractive() && !summary && !count;
        return isRowsOnTerminal ? Terminal.of(new PrintWriter(PrintWriter.nullWriter())) : Terminal.of(err);
    }
}
