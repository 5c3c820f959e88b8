package io.fourtuple.bench.measure.ports;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.fourtuple.bench.base.Harness;
import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.TextTable;
import io.fourtuple.bench.publish.plot.Axis;
import io.fourtuple.bench.publish.plot.LinePlot;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.bench.publish.record.TimeSeries;

/** Floor, then each policy, then the table and the plot; all on the calling thread. */
public final class ExhaustionHarness extends Harness
{
    private static final long WARM_UP = 1_000_000;
    private static final long FLOOR = 2_000_000;

    private final ExhaustionOptions options;
    private final LongSupplier real;
    private final List<PolicyOutcome> outcomes = new ArrayList<>();
    private double floorPerSecond;

    public ExhaustionHarness(final ExhaustionOptions options, final PrintWriter out)
    {
        this(options, out, System::nanoTime);
    }

    ExhaustionHarness(final ExhaustionOptions options, final PrintWriter out, final LongSupplier real)
    {
        super(out);
        this.options = options;
        this.real = real;
    }

    /**
     * @param pinning what is known of where this thread runs.
     * @throws io.fourtuple.bench.base.WrongAnswerException if a connection did not end as it must.
     */
    public void run(final String pinning)
    {
        line("fourtuple bench exhaustion: %,d connections to one address and port from %,d local ports, " +
            "%s closes first, at most %,d at a time", options.connections(), options.ports(), closer(),
            options.concurrency());
        out.println(HostInfo.describe());
        line("%s", pinning);
        line("clock: the real one, but what would only be waited is skipped; client and server share one thread");
        json.put("benchmark", "exhaustion").put("at", Instant.now().toString()).put("machine", HostInfo.json())
            .put("pinning", pinning).put("connections", options.connections()).put("ports", options.ports())
            .put("concurrency", options.concurrency()).put("close_first", closer())
            .put("clock", "real while there is work, skips what would only be waited");
        measure(Variant.floor(), Math.min(WARM_UP, options.connections()));
        final PolicyOutcome floor = measure(Variant.floor(), Math.min(FLOOR, options.connections()));
        line("floor: %,.0f/s with no 4-tuple used twice and no TIME_WAIT: what client, server and this harness can do",
            floor.sustained());
        json.put("floor", floor.json());
        floorPerSecond = floor.sustained();
        for (final Variant variant : options.policies())
        {
            final PolicyOutcome outcome = measure(variant, options.connections());
            outcomes.add(outcome);
            line("  %-14s %,d in %,.2f s worked, %,.1f s by the clock%s", variant.name(), outcome.total().opened(),
                outcome.total().workedNs() / 1e9, outcome.total().elapsedNs() / 1e9, outcome.firstStop() == null ? "" :
                "; first " + outcome.firstStop().what());
        }
        report();
        json.put("results", outcomes.stream().map(PolicyOutcome::json).toList());
    }

    private String closer()
    {
        return options.serverFirst() ? "server" : "client";
    }

    private PolicyOutcome measure(final Variant variant, final long connections)
    {
        return new ExhaustionRun(options, variant, real).run(connections, (clock, opened) ->
            line("    %s: %,d of %,d opened, %,.1f s by the clock", variant.name(), opened, connections,
                clock.elapsedNs() / 1e9));
    }

    private void report()
    {
        line("");
        line("sustained/s: by the clock, the first connection of each port left out; first stop: no port was free");
        final TextTable policies = PolicyOutcome.table();
        final TextTable costs = ConnectCost.table();
        outcomes.forEach(outcome ->
        {
            policies.row(outcome.row());
            costs.row(outcome.cost().row(outcome.variant().name()));
        });
        policies.plain().forEach(out::println);
        line("");
        costs.plain().forEach(out::println);
        line("");
        line("4-tuples that came round: taken from TIME_WAIT by connect / by a SYN at the server / of these by the " +
            "sequence rule only / segments repeated");
        outcomes.forEach(outcome -> line("%-14s %,12d %,12d %,12d %,12d", outcome.variant().name(),
            outcome.reuse().byConnect(), outcome.reuse().bySyn(), outcome.reuse().seqOnly(),
            outcome.reuse().repeated()));
        outcomes.stream().filter(outcome -> outcome.total().isCut()).forEach(outcome -> line(
            "%s was cut short after %d s of real time: --seconds allows more", outcome.variant().name(),
            options.seconds()));
    }

    /** Tells a run what was measured: one sample each, as the clock skips what would only be waited. */
    public void record(final RunRecord run)
    {
        run.title("connections a second to one address and port, " + closer() + " closes first");
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        for (final PolicyOutcome outcome : outcomes)
        {
            final String name = outcome.variant().name();
            run.metric(Metric.withFloor(name + ": sustained", "1/s", Direction.HIGHER, floorPerSecond,
                outcome.sustained()));
            run.series(new TimeSeries(name + ": opened", "connections",
                outcome.course().stream().map(point -> point.atNs() / 1e9).toList(),
                outcome.course().stream().map(point -> (double)point.opened()).toList()));
            criteria.add(new RunVerdict.Criterion(name + ": every connection ended as it must, counts add up", "all",
                String.format(Locale.ROOT, "%,d opened%s", outcome.total().opened(),
                    outcome.total().isCut() ? ", cut short by --seconds" : ""), true));
        }
        run.verdict(RunVerdict.of(criteria));
    }

    /** Draws connections opened over time, a line for each policy. */
    public void plot(final Path svg) throws IOException
    {
        final LinePlot plot = new LinePlot(String.format(Locale.ROOT,
            "%,d connections to one address and port, %,d local ports, %s closes first", options.connections(),
            options.ports(), closer()), Axis.log("seconds"), Axis.log("connections opened"));
        for (final PolicyOutcome outcome : outcomes)
        {
            plot.line(String.format(Locale.ROOT, "%s: %,.0f/s", outcome.variant().name(), outcome.sustained()),
                outcome.course().stream().map(point -> new double[]{point.atNs() / 1e9, point.opened()}).toList());
        }
        Files.writeString(svg, plot.svg());
    }
}
