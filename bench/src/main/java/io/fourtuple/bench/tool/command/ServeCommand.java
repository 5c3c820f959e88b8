package io.fourtuple.bench.tool.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.tool.app.ChargenHandler;
import io.fourtuple.bench.tool.app.DiscardHandler;
import io.fourtuple.bench.tool.app.EchoHandler;
import io.fourtuple.bench.tool.app.HttpHandler;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.TunOptions;
import io.fourtuple.bench.tool.session.EngineHost;
import io.fourtuple.bench.tool.session.HostedLoop;
import io.fourtuple.bench.tool.session.OpenConnections;
import io.fourtuple.bench.tool.session.StopSignal;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.PumpConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves HTTP, echo, discard and chargen on a TUN device, until Ctrl-C. */
@Command(
    name = "serve",
    header = "Serves HTTP, echo and others on a TUN device.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Makes a TUN device and serves clients of this machine on it. Needs root (CAP_NET_ADMIN).",
    footer = {
        "",
        "Examples:",
        "  sudo fourtuple serve                       http 80, echo 7, discard 9, chargen 19",
        "  curl http://198.18.0.2/bytes/1000000 | wc -c",
        "  sudo fourtuple serve --http 8080 --idle spin --cpu 1 --pcap /tmp/ft.pcap",
        "  sudo fourtuple serve --echo 7 --fault drop=0.02,reorder=0.02,seed=42",
        "  sudo fourtuple serve --latency all --hlog serve.hlog",
        "  sudo fourtuple serve --queues 2 --idle spin    two loops, one a CPU",
        "  sudo fourtuple serve --tun ft1 --host 10.9.0.1/24 --set time_wait_seconds=10"})
final class ServeCommand implements Callable<Integer>
{
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @Option(names = "--http", paramLabel = "PORT", description = "HTTP/1.1: / is a page, /bytes/N sends N bytes.")
    private Integer http;

    @Option(names = "--echo", paramLabel = "PORT", description = "Echoes all data (RFC 862).")
    private Integer echo;

    @Option(names = "--discard", paramLabel = "PORT", description = "Discards all data (RFC 863).")
    private Integer discard;

    @Option(names = "--chargen", paramLabel = "PORT", description = "Sends characters without end (RFC 864).")
    private Integer chargen;

    @Option(
        names = "--queues",
        paramLabel = "N",
        defaultValue = "1",
        description = "Queues of the device, each with a loop on a thread of its own and a table of its own as large " +
            "as the settings say; a connection stays with its loop. Default: 1.")
    private int queues;

    @Option(
        names = "--duration",
        paramLabel = "SECONDS",
        defaultValue = "0",
        description = "Ends after so many seconds. Default: 0, at Ctrl-C.")
    private long durationSeconds;

    @Option(names = "--stats", description = "Prints a status line each second even if standard output is no terminal.")
    private boolean stats;

    @Mixin
    private TunOptions tun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final Map<String, Integer> ports = ports();
        if (durationSeconds < 0)
        {
            throw new CliException(CliException.USAGE, "--duration must be 0 or more: --duration=" + durationSeconds);
        }
        tun.checkQueues(queues);
        final StopSignal stop = StopSignal.installed();
        final EngineHost host = EngineHost.open(tun, queues, spec.commandLine().getErr());
        final List<OpenConnections> trackers = new ArrayList<>();
        boolean deviceLost;
        try (host)
        {
            for (final HostedLoop loop : host.loops())
            {
                final OpenConnections tracker = new OpenConnections();
                trackers.add(tracker);
                ports.forEach((name, port) ->
                    loop.engine().tcp().listen(Endpoint.any(port), tracker.track(handler(name))));
            }
            final String pinning = host.start();
            greet(out, host, ports, pinning, stop);
            runUntilStopped(out, host, stop);
            deviceLost = !host.isUp();
            out.println("ending: no new connections, closing those that are open");
            if (!deviceLost && !host.drain(closeAll(trackers), DRAIN_NS))
            {
                out.println("some connections did not end within 2 s: reset");
            }
        }
        out.println();
        out.println(host.summary());
        if (deviceLost)
        {
            throw new CliException(CliException.FAILURE, "the device " + host.device().name() + " was lost: " +
                host.device().downReason());
        }
        return host.addsUp() ? 0 : CliException.FAILURE;
    }

    private static List<Consumer<Tcp>> closeAll(final List<OpenConnections> trackers)
    {
        return trackers.stream().<Consumer<Tcp>>map(tracker -> tracker::closeAll).toList();
    }

    private Map<String, Integer> ports()
    {
        final boolean none = http == null && echo == null && discard == null && chargen == null;
        final Map<String, Integer> ports = new LinkedHashMap<>();
        put(ports, "http", none ? Integer.valueOf(80) : http);
        put(ports, "echo", none ? Integer.valueOf(7) : echo);
        put(ports, "discard", none ? Integer.valueOf(9) : discard);
        put(ports, "chargen", none ? Integer.valueOf(19) : chargen);
        return ports;
    }

    private static void put(final Map<String, Integer> ports, final String name, final Integer port)
    {
        if (port == null)
        {
            return;
        }
        if (port < 1 || port > 65_535)
        {
            throw new CliException(
                CliException.USAGE, "--" + name + " must be a port, 1 to 65535: --" + name + "=" + port);
        }
        ports.forEach((other, taken) ->
        {
            if (taken.equals(port))
            {
                throw new CliException(
                    CliException.USAGE, "--" + other + " and --" + name + " have the same port: " + port);
            }
        });
        ports.put(name, port);
    }

    private static ConnectionHandler handler(final String name)
    {
        return switch (name)
        {
            case "http" -> new HttpHandler();
            case "echo" -> new EchoHandler();
            case "discard" -> new DiscardHandler();
            default -> new ChargenHandler();
        };
    }

    private void greet(
        final PrintWriter out,
        final EngineHost host,
        final Map<String, Integer> ports,
        final String pinning,
        final StopSignal stop)
    {
        out.println("fourtuple serves on " + host.device().name() + ", MTU " + host.device().mtuBytes() +
            ": the kernel has " + String.join(", ", tun.hosts()) + ", fourtuple every other address of these prefixes");
        final StringJoiner services = new StringJoiner(", ", "services: ", "");
        ports.forEach((name, port) -> services.add(name + " " + port));
        out.println(services);
        out.println((queues == 1 ? "loop: " : queues + " loops, one a queue: ") +
            (tun.isPumped() ? "pump threads" : "polls the device") + ", idle strategy " +
            tun.idle().name().toLowerCase(java.util.Locale.ROOT) + (pinning == null ? "" : ", " + pinning));
        if (tun.isPumped() && PumpConfig.lacksCpus())
        {
            out.println("warning: --pump has " + PumpConfig.THREADS + " threads to run and " +
                Runtime.getRuntime().availableProcessors() + " CPUs to run them on: its threads sleep when they find no work, " +
                "and without --pump the link carries more");
        }
        printLimits(out, host.settings(), host.memoryBytes());
        out.println(tun.link().describeTimeWait(host.settings()));
        out.println(tun.link().describeDefence(host.settings()));
        out.println(tun.latency().describe());
        out.println(host.describeTelemetry());
        printExamples(out, host, ports);
        out.println(stop.ending() + " ends it.");
        out.flush();
    }

    static void printLimits(final PrintWriter out, final Settings settings, final long memoryBytes)
    {
        out.println("limits: " + settings.get(Setting.MAX_CONNECTIONS_IPV4) + " IPv4 and " +
            settings.get(Setting.MAX_CONNECTIONS_IPV6) + " IPv6 connections, " +
            settings.get(Setting.TCP_MAX_SYN_BACKLOG) + " half-open, " +
            (settings.get(Setting.SEND_MEMORY) >> 20) + " MiB for unacknowledged data, " +
            (settings.get(Setting.RECEIVE_MEMORY) >> 20) + " MiB for data out of order; " + (memoryBytes >> 20) +
            " MiB taken (--set NAME=VALUE changes them)");
        final String changed = settings.describe(false);
        if (!changed.isEmpty())
        {
            out.println("settings that differ from the defaults:");
            out.print(changed);
        }
    }

    private static void printExamples(
        final PrintWriter out, final EngineHost host, final Map<String, Integer> ports)
    {
        for (int family = 4; family <= 6; family += 2)
        {
            final Endpoint first = host.addresses().first(family == 6);
            if (first == null)
            {
                continue;
            }
            final String address = IpText.address(family == 6, first.hi(), first.lo());
            if (ports.containsKey("http"))
            {
                final String authority = family == 6 ? "[" + address + "]" : address;
                final String url = "http://" + authority + (ports.get("http") == 80 ? "" : ":" + ports.get("http")) + "/";
                out.println("try: curl " + (family == 6 ? "-g '" + url + "'" : url));
            }
            else if (ports.containsKey("echo"))
            {
                out.println("try: echo hello | nc -N " + address + " " + ports.get("echo"));
            }
            else
            {
                out.println("try: nc " + address + " " + ports.values().iterator().next());
            }
        }
    }

    private void runUntilStopped(final PrintWriter out, final EngineHost host, final StopSignal stop)
    {
        final boolean isTold = stats || (System.console() != null && System.console().isTerminal());
        final long startNs = System.nanoTime();
        long established = 0;
        long received = 0;
        long sent = 0;
        for (long second = 1; host.isUp(); second++)
        {
            final long restNs = startNs + second * SECOND_NS - System.nanoTime();
            if (stop.await(Math.max(restNs, 0)) || (durationSeconds > 0 && second >= durationSeconds))
            {
                return;
            }
            if (isTold)
            {
                final Counters counters = host.counters();
                out.printf("%6d s  open %d  established %d/s  packets in %d/s  segments out %d/s  retransmitted %d%n",
                    second, counters.get(Counter.CURR_ESTAB), counters.get(Counter.ESTABLISHED) - established,
                    counters.get(Counter.IP_IN_RECEIVES) - received, counters.get(Counter.OUT_SEGS) - sent,
                    counters.get(Counter.RETRANS_SEGS));
                established = counters.get(Counter.ESTABLISHED);
                received = counters.get(Counter.IP_IN_RECEIVES);
                sent = counters.get(Counter.OUT_SEGS);
            }
        }
    }
}
