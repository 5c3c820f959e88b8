package io.fourtuple.bench.tool.session;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.agrona.concurrent.AgentRunner;

import io.fourtuple.app.Endpoint;
import io.fourtuple.bench.base.EngineLatencies;
import io.fourtuple.bench.tool.option.DemoOptions;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.TelemetryOption;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.link.Fault;
import io.fourtuple.link.FaultLink;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.Link;
import io.fourtuple.link.PcapWriter;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.table.OffHeapArray;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;

/**
 * The demo's two engines, joined in memory, a thread each; and the sums that must come out at the end.
 * <pre>
 *   DemoClient: engine ── [faults] ── [capture] ── counted ══ rings ══ counted ── engine: DemoServer
 * </pre>
 */
public final class DemoEngines implements AutoCloseable
{
    private static final Set<Latency> CLIENTS = EnumSet.of(Latency.CONNECT_TO_ESTABLISHED);
    private static final Set<Latency> SERVERS = EnumSet.of(Latency.SYN_TO_SYN_ACK, Latency.SYN_TO_ESTABLISHED);
    private static final int RING_BYTES = 1 << 22;
    private static final int CLOSE_TIMEOUT_MS = 5_000;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Telemetry clientTelemetry;
    private final Telemetry serverTelemetry;
    private final Counters clientCounters;
    private final Counters serverCounters;
    private final CountingLink clientLink;
    private final CountingLink serverLink;
    private final FaultLink faults;
    private final Engine clientEngine;
    private final Engine serverEngine;
    private final DemoServer server;
    private final DemoClient client;
    private final AgentRunner clientRunner;
    private final AgentRunner serverRunner;
    /** Null if nothing is recorded. */
    private final EngineLatencies latencies;

    public DemoEngines(
        final DemoOptions options, final FaultPlan plan, final PcapWriter capture, final ErrorPrinter errors)
    {
        final LatencyRecorders serverRecorders = recorders(options, CLIENTS);
        final LatencyRecorders clientRecorders = recorders(options, SERVERS);
        OffHeapArray.requireRoom(Engine.neededBytes(options.settings(false), serverRecorders) +
            Engine.neededBytes(options.settings(true), clientRecorders));
        final TelemetryOption telemetry = options.link().telemetry();
        serverTelemetry = telemetry.create("demo-server", errors.writer());
        clientTelemetry = telemetry.create("demo-client", errors.writer());
        serverCounters = serverTelemetry.counters();
        clientCounters = clientTelemetry.counters();
        latencies = options.latency().open("fourtuple demo", List.of(
            new EngineLatencies.Loop("client", clientRecorders, clientTelemetry),
            new EngineLatencies.Loop("server", serverRecorders, serverTelemetry)), errors);
        final RingLink[] ends = RingLink.pair(RING_BYTES, options.mtuBytes());
        clientLink = new CountingLink(ends[0]);
        serverLink = new CountingLink(ends[1]);
        final Link decorated = EngineSetupOptions.decorate(clientLink, capture, plan);
        faults = decorated instanceof FaultLink faultLink ? faultLink : null;
        serverEngine = new Engine(new EngineConfig(serverLink)
            .settings(options.settings(false))
            .timeWaitPolicy(options.link().timeWaitPolicy(options.settings(false)))
            .synDefence(options.link().synDefence(options.settings(false)))
            .localAddresses(new LocalAddresses().add("198.19.0.0/16").add("2001:db8:1::/64"))
            .telemetry(serverTelemetry)
            .latencies(serverRecorders)
            .errorHandler(errors)
            .name("demo-server"));
        clientEngine = new Engine(new EngineConfig(decorated)
            .settings(options.settings(true))
            .timeWaitPolicy(options.link().timeWaitPolicy(options.settings(true)))
            .localAddresses(new LocalAddresses().add("198.18.0.1").add("2001:db8::1"))
            .telemetry(clientTelemetry)
            .latencies(clientRecorders)
            .errorHandler(errors)
            .name("demo-client"));
        server = new DemoServer(options.bytes(), !options.clientClosesFirst());
        client = new DemoClient(
            clientEngine, options.isIpv6(), options.concurrency(), options.bytes(), options.clientClosesFirst());
        serverEngine.tcp().listen(Endpoint.any(DemoClient.PORT), server);
        serverRunner = new AgentRunner(options.idle().strategy(), errors, null, serverEngine);
        clientRunner = new AgentRunner(options.idle().strategy(), errors, null, client);
    }

    /** All latencies asked for, but those that this side never has. */
    private static LatencyRecorders recorders(final DemoOptions options, final Set<Latency> never)
    {
        final Set<Latency> on = options.latency().on();
        on.removeAll(never);
        return LatencyRecorders.of(on);
    }

    public void start()
    {
        AgentRunner.startOnThread(serverRunner);
        AgentRunner.startOnThread(clientRunner);
        if (latencies != null)
        {
            latencies.start();
        }
    }

    public DemoClient client()
    {
        return client;
    }

    /** @return the telemetry of the side that closes first. */
    public Telemetry telemetry(final boolean isClient)
    {
        return isClient ? clientTelemetry : serverTelemetry;
    }

    public Counters clientCounters()
    {
        return clientCounters;
    }

    public Counters serverCounters()
    {
        return serverCounters;
    }

    /** @return the engines' latencies, of use once this is closed; null if none are recorded. */
    public EngineLatencies latencies()
    {
        return latencies;
    }

    public FaultLink faults()
    {
        return faults;
    }

    /** @return off-heap memory of both engines. */
    public long memoryBytes()
    {
        return clientEngine.memoryBytes() + serverEngine.memoryBytes();
    }

    /** Waits until the client has begun its first connection, or the time is up: threads take their time to start. */
    public void awaitStart(final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (client.opened() == 0 && deadlineNs - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Waits until all connections have ended and no frame is on its way, or the time is up. */
    public void awaitEnd(final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        long quietSinceNs = System.nanoTime();
        long frames = -1;
        while (deadlineNs - System.nanoTime() > 0)
        {
            final long framesNow =
                clientLink.sent() + clientLink.received() + serverLink.sent() + serverLink.received();
            if (framesNow != frames || !isEnded())
            {
                frames = framesNow;
                quietSinceNs = System.nanoTime();
            }
            else if (System.nanoTime() - quietSinceNs > QUIET_NS)
            {
                return;
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** No frame may still wait for a thread that other work keeps from its CPU. */
    private boolean isEnded()
    {
        return client.opened() == client.finished() + client.failed() &&
            server.established() == server.finished() + server.failed() &&
            clientLink.sent() == serverLink.received() && serverLink.sent() == clientLink.received();
    }

    @Override
    public void close()
    {
        clientRunner.close(CLOSE_TIMEOUT_MS, thread -> { });
        serverRunner.close(CLOSE_TIMEOUT_MS, thread -> { });
        if (latencies != null)
        {
            latencies.close();
        }
    }

    /** @return a line for each sum, "ok" or "FAILED" at its end; to be called before {@link #close()}. */
    public List<String> checks()
    {
        // Each loop's cycle that took the last frames is over then.
        onLoop(clientEngine, () -> 0);
        onLoop(serverEngine, () -> 0);
        final List<String> lines = new ArrayList<>();
        same(lines, "client: frames received = sum of outcomes",
            clientCounters.get(Counter.IP_IN_RECEIVES), clientCounters.outcomes());
        same(lines, "server: frames received = sum of outcomes",
            serverCounters.get(Counter.IP_IN_RECEIVES), serverCounters.outcomes());
        same(lines, "frames client -> server: sent = received", clientLink.sent(), serverLink.received());
        same(lines, "frames server -> client: sent = received", serverLink.sent(), clientLink.received());
        same(lines, "server: frames that the link brought = counted by the engine",
            serverLink.received(), serverCounters.get(Counter.IP_IN_RECEIVES));
        same(lines, "client: frames that the link brought" + (faults == null ? "" : ", faults applied,") +
            " = counted by the engine",
            faults == null ? clientLink.received() : faults.rxGiven(), clientCounters.get(Counter.IP_IN_RECEIVES));
        if (faults != null)
        {
            same(lines, "faults to the client: in - dropped + doubled = out", faults.rxOffered() -
                faults.rxCount(Fault.DROP) + faults.rxCount(Fault.DUPLICATE), faults.rxGiven());
            same(lines, "faults from the client: in - dropped + doubled = out", faults.txOffered() -
                faults.txCount(Fault.DROP) + faults.txCount(Fault.DUPLICATE), faults.txGiven());
        }
        same(lines, "client: connects = connections ended", client.opened(), client.finished() + client.failed());
        same(lines, "client: connects = TcpActiveOpens",
            client.opened(), clientCounters.get(Counter.ACTIVE_OPENS));
        same(lines, "server: connections accepted = connections ended",
            server.established(), server.finished() + server.failed());
        same(lines, "client: finished connections with a wrong answer = 0", client.wrongAnswers(), 0);
        same(lines, "client: records left, TIME_WAIT aside = 0", recordsLeft(clientEngine, clientCounters), 0);
        same(lines, "server: records left, TIME_WAIT aside = 0", recordsLeft(serverEngine, serverCounters), 0);
        if (faults == null)
        {
            same(lines, "connections accepted by the server = established by the client",
                server.established(), client.established());
            same(lines, "connections that did not finish = 0", client.failed() + server.failed(), 0);
        }
        same(lines, "failures of handlers and of a TIME_WAIT policy = 0",
            clientCounters.get(Counter.HANDLER_ERRORS) + serverCounters.get(Counter.HANDLER_ERRORS), 0);
        return lines;
    }

    /** Asked of the loop's own thread: TIME_WAIT entries end all the time, and two gauges read from here may differ. */
    private static long recordsLeft(final Engine engine, final Counters counters)
    {
        return onLoop(engine, () -> counters.get(Counter.CURR_OPEN) - counters.get(Counter.CURR_TIME_WAIT));
    }

    /** Asks within a cycle of the loop's, or here if the loop has ended and nothing changes any more. */
    private static long onLoop(final Engine engine, final LongSupplier question)
    {
        try
        {
            return engine.commands().submit(tcp -> question.getAsLong()).join();
        }
        catch (final CompletionException ex)
        {
            return question.getAsLong();
        }
    }

    private static void same(final List<String> lines, final String what, final long left, final long right)
    {
        lines.add(String.format("  %-78s %,14d %s %,14d  %s",
            what, left, left == right ? " =" : "!=", right, left == right ? "ok" : "FAILED"));
    }
}
