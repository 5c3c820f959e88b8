package io.fourtuple.bench.measure.peers;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.process.ChildFailedException;
import io.fourtuple.bench.base.process.ProcessRunner;
import io.fourtuple.bench.publish.record.RunRecord;

/**
 * The comparison: everything is built and verified, then measured in turns, so that what else the machine does falls on
 * all alike. A stack that cannot run is left out, and the table says why.
 */
public final class PeersBenchmark
{
    private final PeersOptions options;
    private final PrintWriter out;
    private final PrintWriter progress;
    private final Results results = new Results();
    private final List<TcpStack> ready = new ArrayList<>();

    public PeersBenchmark(final PeersOptions options, final PrintWriter out, final PrintWriter progress)
    {
        this.options = options;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Does all of it; takes minutes.
     *
     * @return whether nothing failed; a stack that was left out is no failure.
     * @throws ChildFailedException if the harnesses' sources are not there.
     */
    public boolean run()
    {
        final Checkout checkout = Checkout.find();
        out.println(HostInfo.describe());
        out.flush();
        try (ProcessRunner children = new ProcessRunner())
        {
            final CHarness harness = new CHarness(checkout, children, options);
            prepare(new HarnessBuilder(checkout, children, options.install(), this::step), harness);
            final FourtupleChild fourtuple = new FourtupleChild(checkout, children, options);
            for (int round = 1; round <= options.rounds(); round++)
            {
                churn(round, harness, fourtuple);
                if (options.flood())
                {
                    flood(round, harness);
                }
            }
        }
        out.println();
        out.print(new PeersTable(results, options).text());
        out.flush();
        return !results.hasFailures();
    }

    /** The result of {@link #run}. */
    public Json json()
    {
        final Json json = new Json()
            .put("benchmark", "peers")
            .put("at", Instant.now().toString())
            .put("machine", HostInfo.json())
            .put("cpu", options.cpu())
            .put("rounds", options.rounds())
            .put("seconds", options.seconds());
        results.describe(json);
        return json;
    }

    /** Tells a run what was measured. */
    public void record(final RunRecord run)
    {
        run.title("open and close, and SYN floods, beside other TCP stacks");
        results.record(run);
    }

    private void prepare(final HarnessBuilder workshop, final CHarness harness)
    {
        for (final TcpStack stack : options.stacks())
        {
            try
            {
                results.version(stack, workshop.prepare(stack));
                if (stack != TcpStack.DRIVER && stack != TcpStack.FOURTUPLE)
                {
                    step(String.format(Locale.ROOT, "verified %s: checksums and numbers of %,d answers right",
                        results.name(stack), harness.verify(stack)));
                }
                ready.add(stack);
            }
            catch (final ChildFailedException ex)
            {
                results.leaveOut(stack, ex.getMessage());
                step("left out: " + stack.label() + ": " + ex.getMessage());
            }
        }
    }

    private void churn(final int round, final CHarness harness, final FourtupleChild fourtuple)
    {
        if (ready.contains(TcpStack.DRIVER))
        {
            measure(round, TcpStack.DRIVER, 0, () -> harness.churn(TcpStack.DRIVER, 0, results));
        }
        for (final long idle : options.idle())
        {
            for (final TcpStack stack : ready)
            {
                if (stack == TcpStack.FOURTUPLE)
                {
                    measure(round, stack, idle, () -> fourtuple.churn(idle, round == 1, results));
                }
                else if (stack != TcpStack.DRIVER)
                {
                    measure(round, stack, idle, () -> harness.churn(stack, idle, results));
                }
            }
        }
    }

    private void measure(final int round, final TcpStack stack, final long idle, final Runnable measurement)
    {
        final Results.Cell cell = results.cell(stack, idle);
        if (!cell.failure().isEmpty())
        {
            return;
        }
        begin(String.format(Locale.ROOT, "round %d of %d, %4s idle, %s:", round, options.rounds(),
            PeersTable.count(idle), stack.label()));
        try
        {
            requireMemory(stack.estimatedBytes(idle));
            measurement.run();
            final List<Sample> best = cell.best();
            end(best.isEmpty() ? "nothing measured" :
                String.format(Locale.ROOT, "%,.0f ns a cycle", best.get(best.size() - 1).cycleNs()));
        }
        catch (final ChildFailedException ex)
        {
            results.fail(stack, idle, ex.getMessage());
            end("failed: " + ex.getMessage());
        }
    }

    private static void requireMemory(final long bytes)
    {
        final long available = HarnessBuilder.availableBytes();
        if (bytes > available - available / 8)
        {
            throw new ChildFailedException(String.format(Locale.ROOT, "needs about %,d MiB of memory, and %,d are free",
                bytes >> 20, available >> 20));
        }
    }

    private void flood(final int round, final CHarness harness)
    {
        for (final Flood flood : Flood.values())
        {
            if (ready.contains(flood.stack()) && !results.floodFailures().containsKey(flood))
            {
                begin(String.format(Locale.ROOT, "round %d of %d, flood, %s, %s:", round, options.rounds(),
                    flood.stack().label(), flood.label()));
                try
                {
                    harness.flood(flood, results);
                    final List<FloodSample> samples = results.floods().getOrDefault(flood, List.of());
                    end(samples.isEmpty() ? "nothing measured" :
                        String.format(Locale.ROOT, "%,.0f ns a SYN", samples.get(samples.size() - 1).synNs()));
                }
                catch (final ChildFailedException ex)
                {
                    results.fail(flood, ex.getMessage());
                    end("failed: " + ex.getMessage());
                }
            }
        }
    }

    private void step(final String text)
    {
        progress.println(text);
        progress.flush();
    }

    /** The line is there while the measurement runs, which may take half a minute. */
    private void begin(final String text)
    {
        progress.print(text + " ");
        progress.flush();
    }

    private void end(final String text)
    {
        progress.println(text);
        progress.flush();
    }
}
