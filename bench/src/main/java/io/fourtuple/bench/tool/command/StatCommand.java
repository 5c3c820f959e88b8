package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.fourtuple.bench.base.Quantities;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineChoiceOptions;
import io.fourtuple.bench.tool.session.StopSignal;
import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.bench.tool.watch.Display;
import io.fourtuple.bench.tool.watch.EngineChoiceException;
import io.fourtuple.bench.tool.watch.EnginesSession;
import io.fourtuple.bench.tool.watch.IntervalSession;
import io.fourtuple.bench.tool.watch.LivingSession;
import io.fourtuple.bench.tool.watch.MetricsServer;
import io.fourtuple.bench.tool.watch.MetricsTextFormat;
import io.fourtuple.bench.tool.watch.OutputClosedException;
import io.fourtuple.bench.tool.watch.Scrape;
import io.fourtuple.bench.tool.watch.StatSession;
import io.fourtuple.bench.tool.watch.WatchedEngine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows an engine's counters, live, from another process. */
@Command(
    name = "stat",
    header = "An engine's counters and rates, live or after its death.",
    mixinStandardHelpOptions = true,
    description = "Shows an engine's counters and rates, while it runs and after it died, or all engines side by side. " +
        "Without ENGINE it goes on when all have ended, and waits for the next. " +
        "On a terminal a table is redrawn in place until Ctrl-C; a pipe gets a line an interval, for several " +
        "engines one each and one of their sum. The engine pays nothing for it. " +
        "\"loop busy\" is the share of cycles that found work, not a share of time: an idle cycle is shorter.",
    footer = {
        "",
        "Examples:",
        "  fourtuple stat                     the only engine that lives, or several; then the next",
        "  fourtuple stat demo-server         one of several, by name; or by process id, or path of its file",
        "  fourtuple stat 4711                the engines of a process, side by side",
        "  fourtuple stat --count 10 | tee f  ten intervals, a line each",
        "  fourtuple stat --nstat --all       all counters, as nstat -az prints them",
        "  fourtuple stat --json --count 1 | jq .per_second",
        "  fourtuple stat --listen :9464      for Prometheus: all engines, at http://127.0.0.1:9464/metrics",
        "  fourtuple stat --list              which engines there are",
        "  fourtuple stat --clean gateway     removes the file of that one, if it is dead; else of all dead",
        "",
        "Exit status: 0; 1 if there is no such engine, or one was killed (what it left is shown);",
        "2 for unusable options, or --nstat with several engines and none chosen."})
final class StatCommand implements Callable<Integer>
{
    private static final long MIN_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_INTERVAL_NS = TimeUnit.HOURS.toNanos(1);

    /** The forms of output and the other actions; at most one of these. */
    static final class Mode
    {
        @Option(names = "--nstat", description = "Prints counters once, as nstat of iproute2 does, with rates over one interval.")
        private boolean nstat;

        @Option(names = "--json", description = "Prints a JSON object a line, one for each interval.")
        private boolean json;

        @Option(
            names = "--prometheus",
            description = "Prometheus' text format (0.0.4), once: of ENGINE, or of all engines; as promtool check " +
                "metrics and node_exporter's textfile collector read it.")
        private boolean prometheus;

        @Option(names = "--openmetrics", description = "The same as OpenMetrics text (1.0.0).")
        private boolean openMetrics;

        @Option(
            names = "--listen",
            paramLabel = "[HOST]:PORT",
            description = "Serves either format over HTTP at /metrics, as the reader accepts, until Ctrl-C; of ENGINE, or " +
                "of all engines, found anew at each request. Without HOST only this machine can ask.")
        private String listen;

        @Option(names = "--list", description = "Lists all engines, or ENGINE.")
        private boolean list;

        @Option(names = "--clean", description = "Removes the files of engines that are dead: all, or ENGINE's.")
        private boolean clean;
    }

    @Parameters(
        arity = "0..1",
        paramLabel = "ENGINE",
        description = "Name, process id or telemetry file of an engine. Default: all that live.")
    private String engine;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "1s", description = "Time between two rows, as 200ms. Default: 1s.")
    private String interval;

    @Option(names = "--count", paramLabel = "N", description = "Ends after so many intervals. Default: never, with " +
        "--nstat 1; 0 shows what there is, without rates.")
    private Integer count;

    @Option(names = "--all", description = "Shows counters that are 0, too.")
    private boolean all;

    @ArgGroup
    private Mode mode = new Mode();

    @Mixin
    private EngineChoiceOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final long intervalNs = intervalNs();
        if (count != null && count < 0)
        {
            throw new CliException(CliException.USAGE, "--count must be 0 or more: --count=" + count);
        }
        if (mode.list || mode.clean)
        {
            return mode.list ? list(out) : clean(out);
        }
        if (mode.prometheus || mode.openMetrics || mode.listen != null)
        {
            final Scrape scrape =
                new Scrape(options.directory(), engine, System::nanoTime, System::currentTimeMillis);
            return mode.listen == null ? print(out, err, scrape) : serve(out, scrape);
        }
        try
        {
            return mode.nstat ? follow(out, err, intervalNs) : engine == null ? followLiving(out, err, intervalNs) :
                options.directory().isUnclear(engine) ? followAll(out, err, intervalNs) :
                follow(out, err, intervalNs);
        }
        catch (final OutputClosedException ex)
        {
            return 0;
        }
    }

    private long intervalNs()
    {
        final long intervalNs = CliException.checked("--interval: ", () -> Quantities.durationNs(interval));
        if (intervalNs < MIN_INTERVAL_NS || intervalNs > MAX_INTERVAL_NS)
        {
            throw new CliException(
                CliException.USAGE, "--interval: must be 10ms to 60min: --interval=" + interval);
        }
        return intervalNs;
    }

    private int follow(final PrintWriter out, final PrintWriter err, final long intervalNs)
    {
        final StatSession.Form form = mode.nstat ? StatSession.Form.NSTAT : mode.json ? StatSession.Form.JSON :
            StatSession.Form.TABLE;
        try (WatchedEngine watched = options.choose(engine, err))
        {
            try (StatSession session = new StatSession(watched, form, all, view(out)))
            {
                follow(session, intervalNs);
            }
            return options.verdict(watched, err);
        }
    }

    /** Shows the engines that live, one after another too; if none does, the state that the last one left. */
    private int followLiving(final PrintWriter out, final PrintWriter err, final long intervalNs)
    {
        options.awaitMade();
        try (LivingSession session = new LivingSession(
            options.directory(), mode.json, all, view(out), note -> tell(err, List.of(note)),
            StopSignal.installed().ending()))
        {
            if (follow(session, intervalNs))
            {
                // Its table goes first, then the messages about it.
                session.close();
                tell(err, session.troubles());
                return session.isAnyDead() ? CliException.FAILURE : 0;
            }
        }
        return follow(out, err, intervalNs);
    }

    private int followAll(final PrintWriter out, final PrintWriter err, final long intervalNs)
    {
        final List<String> troubles;
        final boolean isAnyDead;
        try (EnginesSession session = new EnginesSession(options.directory(), engine, mode.json, view(out)))
        {
            if (!follow(session, intervalNs) && session.isEmpty())
            {
                // All have ended since they were looked for.
                return follow(out, err, intervalNs);
            }
            troubles = session.troubles();
            isAnyDead = session.isAnyDead();
        }
        tell(err, troubles);
        return isAnyDead ? CliException.FAILURE : 0;
    }

    private Display view(final PrintWriter out)
    {
        return new Display(out, options.times(), System::nanoTime, System::currentTimeMillis);
    }

    private static void tell(final PrintWriter err, final List<String> lines)
    {
        lines.forEach(line -> err.println("fourtuple: " + line));
        err.flush();
    }

    /** Returns whether there was anything that went on at first. */
    private boolean follow(final IntervalSession session, final long intervalNs)
    {
        final long intervals = count != null ? count : mode.nstat ? 1 : Long.MAX_VALUE;
        final StopSignal stop = StopSignal.installed();
        final long startNs = System.nanoTime();
        final boolean wentOn = session.begin(intervals == 0);
        boolean goesOn = wentOn;
        for (long i = 1; goesOn && i <= intervals; i++)
        {
            // By the clock, so that the time that drawing takes does not add up.
            final long leftNs = startNs + i * intervalNs - System.nanoTime();
            goesOn = !stop.await(Math.max(leftNs, MIN_INTERVAL_NS)) && session.next();
        }
        return wentOn;
    }

    private int list(final PrintWriter out)
    {
        final List<String> lines = options.directory().table(engine);
        lines.forEach(out::println);
        if (lines.isEmpty())
        {
            throw new CliException(CliException.FAILURE, options.directory().noneText(engine));
        }
        return 0;
    }

    private int clean(final PrintWriter out)
    {
        try
        {
            final List<Path> removed = options.directory().clean(engine);
            removed.forEach(path -> out.println(StyledText.of("removed " + path)));
            if (removed.isEmpty())
            {
                out.println(StyledText.of("nothing to remove in " + options.path() +
                    (engine == null ? "" : ": no dead engine is named " + engine)));
            }
            return 0;
        }
        catch (final EngineChoiceException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
    }

    private int print(final PrintWriter out, final PrintWriter err, final Scrape scrape)
    {
        if (engine != null)
        {
            // Only to say so if it is not there.
            options.choose(engine, err).close();
        }
        out.print(scrape.text(mode.openMetrics ? MetricsTextFormat.OPEN_METRICS : MetricsTextFormat.PROMETHEUS));
        out.flush();
        return 0;
    }

    private int serve(final PrintWriter out, final Scrape scrape)
    {
        final InetSocketAddress address = CliException.checked("--listen: ", () -> MetricsServer.address(mode.listen));
        final StopSignal stop = StopSignal.installed();
        try (MetricsServer server = new MetricsServer(address, scrape))
        {
            out.println("engines of " + options.path() + " at " + server.url() + "; " + stop.ending() + " ends it");
            stop.await(Long.MAX_VALUE);
            return 0;
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "cannot listen at " + mode.listen + ": " + ex.getMessage());
        }
    }
}
