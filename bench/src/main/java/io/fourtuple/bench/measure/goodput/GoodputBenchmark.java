package io.fourtuple.bench.measure.goodput;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

import io.fourtuple.app.Endpoint;
import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.TextTable;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.link.NetworkPlan;
import io.fourtuple.link.PathRelay;

/**
 * Measures every network of a grid, each pairing in turn within a repetition, with the same seed.
 * <pre>
 *   a measurement:  ends made ── connect ── relay and engine run for so many seconds ── bytes received ── ends closed by RST
 * </pre>
 * Goodput is what the receiving application has got until then, from the SYN on: slow start is in it.
 */
public final class GoodputBenchmark
{
    private static final String SENDER = "198.18.0.1";
    private static final String RECEIVER = "198.18.0.2";
    private static final double NS_PER_S = 1e9;
    private static final double WARM_UP_S = 1;
    private static final long STILL_NS = 1_000_000;

    private final GoodputOptions options;
    private final PrintWriter out;
    private final Consumer<String> progress;
    private final BooleanSupplier isStopped;
    private final Endpoint receiver = Endpoint.of(RECEIVER, FlowEnd.PORT);
    private final IdleStrategy idle = new YieldingIdleStrategy();
    private final GoodputResults results;
    private long runNs;
    private long stillNs;

    /**
     * @param options   of the grid.
     * @param out       for the table, a row as soon as it is measured.
     * @param progress  told what is being measured.
     * @param isStopped asked all the time; true ends the run in order, without the rest of the grid.
     */
    public GoodputBenchmark(
        final GoodputOptions options, final PrintWriter out, final Consumer<String> progress, final BooleanSupplier isStopped)
    {
        this.options = options;
        this.out = out;
        this.progress = progress;
        this.isStopped = isStopped;
        results = new GoodputResults(options);
    }

    /**
     * Runs on the calling thread, which the relay and the engine keep busy.
     *
     * @return what was measured; not all of it if it was stopped.
     * @throws io.fourtuple.tun.TunException without root, or without TUN devices.
     * @throws IllegalStateException         if Linux has no such congestion control.
     */
    public GoodputResults run()
    {
        try (LinuxHost sending = new LinuxHost(SENDER); LinuxHost receiving = new LinuxHost(RECEIVER))
        {
            StreamSocket.create(options.congestion()).close();
            printHead();
            warmUp(sending, receiving);
            for (final NetworkCell cell : options.grid().cells())
            {
                final CellGoodput goodput = new CellGoodput(cell);
                if (!measure(goodput, sending, receiving))
                {
                    break;
                }
                results.add(goodput);
                line("%s", GoodputResults.table().line(GoodputResults.row(goodput)));
                goodput.failures().forEach(failure -> line("  %s", failure));
            }
        }
        printVerdict();
        return results;
    }

    private void printHead()
    {
        line("%s", HostInfo.describe());
        line("goodput of one flow in Mbit/s: median [min..max] of %d repetitions of %s s; %s Mbit/s, a queue of one " +
            "bandwidth-delay product, each way alike; Linux's congestion control: %s; about %.0f min",
            options.repeats(), number(options.seconds()), number(options.rate() / 1e6), options.congestion(),
            Math.ceil(options.durationS() / 60));
        final TextTable table = GoodputResults.table();
        line("%s", table.head());
    }

    private static String number(final double value)
    {
        return value == Math.rint(value) ? Long.toString((long)value) : Double.toString(value);
    }

    private void warmUp(final LinuxHost sending, final LinuxHost receiving)
    {
        progress.accept("warming up");
        final NetworkPlan plan = new NetworkCell(0, 1, 0).plan(options.rate(), 0, options.seed());
        for (final Pairing pairing : Pairing.values())
        {
            flow(pairing, plan, Math.min(WARM_UP_S, options.seconds()), new LinuxHost[]{sending, receiving});
        }
    }

    /** @return false if it was stopped. */
    private boolean measure(final CellGoodput goodput, final LinuxHost... hosts)
    {
        for (int repeat = 0; repeat < options.repeats(); repeat++)
        {
            final NetworkPlan plan =
                goodput.cell().plan(options.rate(), options.reorderNs(), options.seed() + repeat);
            for (final Pairing pairing : Pairing.values())
            {
                progress.accept(String.format(Locale.ROOT, "cell %d of %d (%s), %s, repetition %d of %d; about %.0f min left",
                    results.size() + 1, options.grid().cells().size(), goodput.cell(), pairing.title(), repeat + 1,
                    options.repeats(), Math.ceil(options.cellS() * (options.grid().cells().size() - results.size()) / 60)));
                final Flow flow = flow(pairing, plan, options.seconds(), hosts);
                if (isStopped.getAsBoolean())
                {
                    return false;
                }
                goodput.add(pairing, flow.bytes * Byte.SIZE / options.seconds() / 1e6, flow.failure);
            }
        }
        return true;
    }

    private record Flow(long bytes, String failure)
    {
    }

    private Flow flow(final Pairing pairing, final NetworkPlan plan, final double seconds, final LinuxHost... hosts)
    {
        try (FlowEnd to = end(pairing.isEngineReceiver(), RECEIVER, hosts[1]);
            FlowEnd from = end(pairing.isEngineSender(), SENDER, hosts[0]))
        {
            final PathRelay relay = new PathRelay(from.link(), to.link(), plan, System::nanoTime);
            to.receive();
            from.send();
            run(relay, from, to, (long)(seconds * NS_PER_S));
            return new Flow(to.received(), from.failure() != null ? from.failure() : to.failure());
        }
    }

    private void run(final PathRelay relay, final FlowEnd from, final FlowEnd to, final long durationNs)
    {
        final long startNs = System.nanoTime();
        long nowNs = startNs;
        while (nowNs - startNs < durationNs && !isStopped.getAsBoolean())
        {
            idle.idle(relay.doWork() + from.work() + to.work());
            final long beforeNs = nowNs;
            nowNs = System.nanoTime();
            stillNs += nowNs - beforeNs > STILL_NS ? nowNs - beforeNs : 0;
        }
        runNs += nowNs - startNs;
    }

    private FlowEnd end(final boolean isEngine, final String address, final LinuxHost host)
    {
        return isEngine ? new GoodputEngine(address, receiver, options.settings()) :
            new LinuxEnd(host, receiver, options.congestion());
    }

    private void printVerdict()
    {
        line("");
        line("the relay stood still for more than 1 ms at a time during %.1f %% of the run%s", 100.0 * stillNs / Math.max(1, runNs),
            stillNs > runNs / 100 ? ": the machine has other work, and each flow is slower for it" : "");
        if (!results.isComplete())
        {
            line("stopped after %d of %d cells: no verdict", results.size(), options.grid().cells().size());
            return;
        }
        final RunVerdict verdict = results.verdict();
        for (final RunVerdict.Criterion criterion : verdict.criteria())
        {
            line("%s: %s (%s): %s", criterion.name(), criterion.measured(), criterion.expected(),
                criterion.holds() ? "holds" : "MISSED");
        }
        line("%s", verdict.result());
    }

    private void line(final String format, final Object... values)
    {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
