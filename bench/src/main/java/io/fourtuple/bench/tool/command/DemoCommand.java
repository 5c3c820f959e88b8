package io.fourtuple.bench.tool.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.DemoOptions;
import io.fourtuple.bench.tool.option.MemoryShortage;
import io.fourtuple.bench.tool.option.TelemetryOption;
import io.fourtuple.bench.tool.session.DemoClient;
import io.fourtuple.bench.tool.session.DemoEngines;
import io.fourtuple.bench.tool.session.ErrorPrinter;
import io.fourtuple.bench.tool.session.StopSignal;
import io.fourtuple.config.Settings;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.PcapWriter;
import io.fourtuple.telemetry.Counter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The whole life of connections, as fast as two engines in one process go; then the sums that must come out. */
@Command(
    name = "demo",
    header = "Two engines joined in memory: no root, no network.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "A client and a server engine on two threads, joined in memory: connections open, exchange data and close. " +
        "Needs no root and no network.",
        "Each packet is built, checksummed, checked and answered as on a wire; no system call is in the way, so " +
        "these are the engine's own figures, not a network's."},
    footer = {
        "",
        "Examples:",
        "  fourtuple demo",
        "  fourtuple demo --latency all --hlog demo.hlog    each latency of both engines, second by second",
        "  fourtuple demo --seconds 30 --concurrency 1000 --bytes 4096 --ipv6",
        "  fourtuple demo --seconds 3 --concurrency 16 --fault drop=0.01,reorder=0.01,seed=7",
        "  fourtuple demo --seconds 1 --concurrency 1 --pcap /tmp/demo.pcap",
        "Exit status 1 if a sum at the end does not come out."})
final class DemoCommand implements Callable<Integer>
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    // With packets lost, the last connections need a few retransmissions; and other work may keep the threads waiting.
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    @Mixin
    private DemoOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final ErrorPrinter errors = new ErrorPrinter(spec.commandLine().getErr());
        options.validate();
        final Settings settings = options.settings(options.clientClosesFirst());
        final FaultPlan plan = options.link().faultPlan();
        options.link().timeWaitPolicy(settings);
        options.link().synDefence(settings);
        final PcapWriter capture = options.link().openCapture(errors);
        final StopSignal stop = StopSignal.installed();
        try (DemoEngines pair = newPair(plan, capture, errors))
        {
            greet(out, settings, plan, pair.memoryBytes());
            out.println(TelemetryOption.describe(pair.telemetry(options.clientClosesFirst())));
            out.println();
            out.flush();
            pair.start();
            pair.awaitStart(PATIENCE_NS);
            final Histogram handshakes = new Histogram(3);
            final long[] rates = new long[options.seconds()];
            final long elapsedNs = run(out, pair, stop, handshakes, rates);
            pair.client().stop();
            pair.awaitEnd(PATIENCE_NS);
            return report(out, pair, handshakes, rates, elapsedNs);
        }
    }

    private DemoEngines newPair(final FaultPlan plan, final PcapWriter capture, final ErrorPrinter errors)
    {
        try
        {
            return new DemoEngines(options, plan, capture, errors);
        }
        catch (final OutOfMemoryError ex)
        {
            if (capture != null)
            {
                capture.close();
            }
            throw MemoryShortage.of(ex, "--connections 20k --set send_memory_bytes=2m --set " +
                "receive_memory_bytes=2m --set max_transfers=16k --set tcp_max_syn_backlog=16k");
        }
    }

    private void greet(
        final PrintWriter out, final Settings settings, final FaultPlan plan, final long memoryBytes)
    {
        out.println("fourtuple demo: two engines in one process, " + options.concurrency() +
            " connections at a time, " + options.bytes() + " bytes each way, " + (options.isIpv6() ? "IPv6" : "IPv4") +
            ", " + options.seconds() + " s");
        out.println("The " + (options.clientClosesFirst() ? "client" : "server") +
            " closes first, so it has TIME_WAIT (--time-wait-seconds changes its length; Linux has 60 s).");
        out.println(options.link().describeTimeWait(settings));
        out.println(options.link().describeDefence(settings));
        out.println("Loops: idle strategy " + options.idle().name().toLowerCase(java.util.Locale.ROOT) + ", " +
            Runtime.getRuntime().availableProcessors() + " CPUs, Java " + Runtime.version() +
            ". In memory: no system call, no network.");
        if (plan != null)
        {
            out.println("Faults on the client's link: " + plan);
        }
        out.println("Memory of both engines: " + (memoryBytes >> 20) + " MiB. Settings of the side that closes first:");
        out.print(settings.describe(false));
        out.println(options.latency().describe());
        out.println("Handshake: from connect() to onEstablished, on the client's thread, queueing included.");
    }

    private long run(
        final PrintWriter out,
        final DemoEngines pair,
        final StopSignal stop,
        final Histogram total,
        final long[] rates)
    {
        final DemoClient client = pair.client();
        final long startNs = System.nanoTime();
        long lastNs = startNs;
        long opened = 0;
        long established = 0;
        long closed = 0;
        Histogram interval = null;
        for (int second = 1; second <= options.seconds() && !stop.isRaised(); second++)
        {
            stop.await(Math.max(0, startNs + second * SECOND_NS - System.nanoTime()));
            final long nowNs = System.nanoTime();
            final double seconds = (nowNs - lastNs) / (double)SECOND_NS;
            final long openedNow = client.opened();
            final long establishedNow = client.established();
            final long closedNow = client.finished() + client.failed();
            interval = client.handshakes().getIntervalHistogram(interval);
            total.add(interval);
            rates[second - 1] = (long)((establishedNow - established) / seconds);
            out.printf("%4d s  opened %,9.0f/s  established %,9.0f/s  closed %,9.0f/s  handshake us p50 %,.1f" +
                "  p99 %,.1f  max %,.1f  TIME_WAIT %,d%n", second, (openedNow - opened) / seconds,
                (establishedNow - established) / seconds, (closedNow - closed) / seconds,
                interval.getValueAtPercentile(50) / 1e3, interval.getValueAtPercentile(99) / 1e3,
                interval.getMaxValue() / 1e3, pair.serverCounters().get(Counter.CURR_TIME_WAIT) +
                pair.clientCounters().get(Counter.CURR_TIME_WAIT));
            out.flush();
            lastNs = nowNs;
            opened = openedNow;
            established = establishedNow;
            closed = closedNow;
        }
        return System.nanoTime() - startNs;
    }

    /** The median of the second half of the rates. */
    static double settled(final long... rates)
    {
        return Spread.of(Arrays.stream(rates, rates.length / 2, rates.length).asDoubleStream().toArray()).median();
    }

    private static int report(
        final PrintWriter out,
        final DemoEngines pair,
        final Histogram handshakes,
        final long[] rates,
        final long elapsedNs)
    {
        final DemoClient client = pair.client();
        final long recorded = handshakes.getTotalCount();
        handshakes.add(client.handshakes().getIntervalHistogram());
        out.println();
        out.printf("%,d handshakes in %.2f s: %,.0f a second; %,d connections finished, %,d failed, " +
            "%,d connects put off%n", recorded, elapsedNs / 1e9, recorded * 1e9 / elapsedNs, client.finished(),
            client.failed(), client.refused());
        out.printf("median of the second half's seconds, when the JVM has compiled the hot code: %,.0f a second%n",
            settled(rates));
        out.printf("handshake us: p50 %,.1f  p90 %,.1f  p99 %,.1f  p99.9 %,.1f  p99.99 %,.1f  max %,.1f%n",
            handshakes.getValueAtPercentile(50) / 1e3, handshakes.getValueAtPercentile(90) / 1e3,
            handshakes.getValueAtPercentile(99) / 1e3, handshakes.getValueAtPercentile(99.9) / 1e3,
            handshakes.getValueAtPercentile(99.99) / 1e3, handshakes.getMaxValue() / 1e3);
        out.println();
        out.println("client's counters");
        out.print(pair.clientCounters().describe());
        out.println();
        out.println("server's counters");
        out.print(pair.serverCounters().describe());
        if (pair.faults() != null)
        {
            out.println();
            out.print(pair.faults().describe());
        }
        out.println();
        out.println("sums");
        final List<String> checks = new ArrayList<>(pair.checks());
        if (pair.latencies() != null)
        {
            pair.close();
            checks.addAll(pair.latencies().checks());
        }
        checks.forEach(out::println);
        if (pair.latencies() != null)
        {
            out.println();
            pair.latencies().describe().forEach(out::println);
            out.println();
        }
        final boolean passed = checks.stream().allMatch(line -> line.endsWith("ok"));
        out.println(passed ? "All sums come out." : "SUMS DO NOT COME OUT: a mistake in fourtuple.");
        return passed ? 0 : CliException.FAILURE;
    }
}
