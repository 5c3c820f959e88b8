package io.fourtuple.bench.measure.ports;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.config.Settings;
import io.fourtuple.link.RingLink;
import io.fourtuple.telemetry.Counter;

/**
 * One policy: a client that opens connections as fast as it gets ports, and a server.
 * <pre>
 *   open as many as may be at a time ──> both engines, a cycle each ──┐
 *      ^        │ no port free, and none open any more                │
 *      │        └──> the clock skips to when one may be free          │
 *      └──────────────────────────────────────────────────────────────┘
 * </pre>
 * The application that is to close first does so as soon as a connection is established; the other one when it is told.
 */
final class ExhaustionRun implements ConnectionHandler
{
    private static final long SERVER = 0xC612_0001L;
    private static final int SERVER_PORT = 80;
    private static final int RING_BYTES = 1 << 22;
    private static final int MTU_BYTES = 1_500;
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long TIMER_STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** The engine knows for so long that no port is free, unless a 4-tuple has become free. */
    private static final long KNOWN_MS = 10;

    private final ExhaustionOptions options;
    private final Variant variant;
    private final SkippingClock clock;
    private final EngineEnd client;
    private final EngineEnd server;
    private final PortHistory ports;
    private final ConnectCost cost = new ConnectCost();
    private final OpenedOverTime course = new OpenedOverTime();
    private final FourTuple tuple = new FourTuple();
    private long target;
    private long opened;
    private long finished;
    private int inFlight;
    private PolicyOutcome.Stop firstStop;
    private long firstLapNs;
    private long lastLapNs;
    private long searchedMs;
    private long searchedRemovals = -1;
    private CloseReason wrongEnd;

    /** @param real nanoseconds, as {@link System#nanoTime()} gives them. */
    ExhaustionRun(final ExhaustionOptions options, final Variant variant, final LongSupplier real)
    {
        this.options = options;
        this.variant = variant;
        clock = new SkippingClock(real);
        ports = new PortHistory(options.ports());
        final Settings settings = variant.applyTo(options.sized());
        final RingLink[] link = RingLink.pair(RING_BYTES, MTU_BYTES);
        client = new EngineEnd("client", "198.18.0.2", link[0], settings, clock);
        server = new EngineEnd("server", "198.18.0.1", link[1], settings, clock);
        for (int i = 0; i < variant.serverPorts(); i++)
        {
            server.engine().tcp().listen(
                Endpoint.any(SERVER_PORT + i), options.serverFirst() ? new First() : new Last());
        }
    }

    /** Closes as soon as it can. */
    private static class First implements ConnectionHandler
    {
        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            tcp.close(connection);
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            throw new WrongAnswerException("data that nobody sent: bytes=" + length);
        }
    }

    /** Closes when the client has. */
    private static final class Last extends First
    {
        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
        }
    }

    /**
     * Opens and closes so many connections, or fewer if the time is up.
     *
     * @param progress told the run's state every two seconds, and the connections opened.
     */
    PolicyOutcome run(final long connections, final ObjLongConsumer<SkippingClock> progress)
    {
        target = connections;
        // The time to make the engines does not count.
        clock.begin();
        final long limitNs = TimeUnit.SECONDS.toNanos(options.seconds());
        long progressNs = PROGRESS_NS;
        while (finished < target && clock.workedNs() < limitNs)
        {
            final boolean hasPort = open();
            // Nothing may be under way when the clock skips: a FIN whose ACK is in the link would be sent again.
            if (work() == 0)
            {
                if (hasPort || inFlight > 0)
                {
                    // The open connections wait for a time-out.
                    clock.skip(TIMER_STEP_NS);
                }
                else
                {
                    waitForPort(limitNs);
                }
            }
            course.at(clock.elapsedNs(), opened);
            if (clock.workedNs() >= progressNs)
            {
                progress.accept(clock, opened);
                progressNs = clock.workedNs() + PROGRESS_NS;
            }
        }
        return outcome();
    }

    private PolicyOutcome outcome()
    {
        final long elapsedNs = clock.elapsedNs();
        final long workedNs = clock.workedNs();
        final boolean isCut = finished < target;
        target = opened;
        while (inFlight > 0)
        {
            // Connections were still open when the time was up.
            clock.skip(work() == 0 ? TIMER_STEP_NS : 0);
        }
        for (int i = 0; i < 4; i++)
        {
            work();
        }
        if (wrongEnd != null)
        {
            throw new WrongAnswerException("each connection must end by FIN on both sides; one has not: " + wrongEnd);
        }
        client.check(opened);
        server.check(opened);
        final PolicyOutcome outcome = new PolicyOutcome(variant, new PolicyOutcome.Total(opened, elapsedNs, workedNs, isCut), firstStop,
            new PolicyOutcome.Laps(opened / options.ports(), options.ports(), firstLapNs, lastLapNs), cost, reuse(),
            course.points());
        client.close();
        server.close();
        return outcome;
    }

    private PolicyOutcome.Reuse reuse()
    {
        return new PolicyOutcome.Reuse(client.count(Counter.TW_CONNECT), server.count(Counter.TW_RECYCLED),
            server.count(Counter.TW_SEQ_ONLY), client.count(Counter.RETRANS_SEGS) + server.count(Counter.RETRANS_SEGS));
    }

    private int work()
    {
        return client.engine().doWork() + server.engine().doWork();
    }

    /**
     * Opens as many connections as may be open at a time.
     *
     * @return false if there was no port free for one.
     */
    private boolean open()
    {
        final Tcp tcp = client.engine().tcp();
        while (inFlight < options.concurrency() && opened < target)
        {
            if (!connect(tcp))
            {
                if (firstStop == null)
                {
                    firstStop = new PolicyOutcome.Stop(opened, clock.elapsedNs(), tcp.portUse().toString());
                }
                return false;
            }
        }
        return true;
    }

    private boolean connect(final Tcp tcp)
    {
        final int port = SERVER_PORT + (int)(opened / options.ports() % variant.serverPorts());
        tuple.ipv4(0, SERVER).ports(0, port);
        final long startNs = System.nanoTime();
        final long id = tcp.connect(tuple, this, 0);
        final long ns = System.nanoTime() - startNs;
        if (id == Tcp.NO_PORT_FREE)
        {
            cost.failed(ns, hasSearched(tcp.nowNs()));
            return false;
        }
        if (id < 0)
        {
            throw new WrongAnswerException("connect " + opened + " must get a port or none: " + id);
        }
        if (opened % ConnectCost.SAMPLED == 0)
        {
            cost.succeeded(ns, opened < options.ports());
        }
        if (ports.closedPorts() + inFlight >= options.ports())
        {
            ports.opened();
        }
        searchedRemovals = -1;
        opened++;
        inFlight++;
        if (opened % options.ports() == 0)
        {
            lastLapNs = clock.elapsedNs();
            firstLapNs = opened == options.ports() ? lastLapNs : firstLapNs;
        }
        return true;
    }

    /** Whether the engine has looked at all ports to answer that none is free, or knew it still. */
    private boolean hasSearched(final long nowNs)
    {
        final long removals = client.removals();
        final long nowMs = nowNs / 1_000_000;
        if (removals == searchedRemovals && nowMs - searchedMs < KNOWN_MS)
        {
            return false;
        }
        searchedRemovals = removals;
        searchedMs = nowMs;
        return true;
    }

    private void waitForPort(final long limitNs)
    {
        clock.skipTo(ports.await());
        do
        {
            clock.skip(ports.stepNs());
            work();
        }
        while (!open() && inFlight == 0 && clock.workedNs() < limitNs);
        ports.waited(client.engine().tcp().nowNs());
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        if (!options.serverFirst())
        {
            tcp.close(connection);
        }
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        throw new WrongAnswerException("data that nobody sent: bytes=" + length);
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        if (reason != CloseReason.FINISHED)
        {
            wrongEnd = reason;
        }
        finished++;
        inFlight--;
        ports.closed(tcp.nowNs());
    }
}
