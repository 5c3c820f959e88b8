package io.fourtuple.bench.measure.latency;

import java.util.concurrent.TimeUnit;

import io.fourtuple.bench.base.Latencies;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.link.RingLink;

/** Generator, rings and server, and the loads that are run over them, one after the other. */
final class LatencyRun
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long STUCK_NS = 10 * SECOND_NS;
    // Each of MAX_IN_FLIGHT connections has at most two frames of 72 bytes, record header included, under way.
    private static final int RING_BYTES = 1 << 20;
    private static final int MTU_BYTES = 1_500;
    private static final int CLOSED_LOOP_BATCHES = 4;
    private static final int CEILING_SECONDS = 3;
    private static final int WARM_UP_SECONDS = 3;
    private static final long UNLIMITED = 1L << 31;

    private final LatencyOptions options;
    private final OpenLoopClients generator;
    private final Server server;
    private final Latencies synAcks;
    private final Latencies established;
    private ServerThread thread;

    LatencyRun(final LatencyOptions options)
    {
        this.options = options;
        final RingLink[] ends = RingLink.pair(RING_BYTES, MTU_BYTES);
        generator = new OpenLoopClients(ends[0]);
        server = new Server(ends[1], BenchEngine.settings(options.idle() + 2L * OpenLoopClients.MAX_IN_FLIGHT,
            options.batch()), options.batch(), generator::intendedNs);
        synAcks = new Latencies(options.seconds());
        established = new Latencies(options.seconds());
        server.record(established);
    }

    /** Opens connections that stay open, all of them before the first load; generator and server in turn. */
    void openIdle(final long count)
    {
        begin(count, 0, closedLoop(), false);
        turnUntilDone();
        settle();
    }

    /**
     * A closed loop: a new connection for each that ends.
     *
     * @return connections a second, of each of some seconds.
     */
    double[] ceiling()
    {
        final double[] perSecond = new double[CEILING_SECONDS];
        withServer(() ->
        {
            begin(UNLIMITED, 0, closedLoop(), true);
            turnFor(WARM_UP_SECONDS * SECOND_NS);
            for (int i = 0; i < CEILING_SECONDS; i++)
            {
                perSecond[i] = turnFor(SECOND_NS);
            }
            generator.stop();
            turnUntilDone();
        });
        return perSecond;
    }

    /**
     * An open loop.
     *
     * @param perSecond connections.
     * @param seconds   how long.
     * @return the rate at which the SYNs were really sent.
     */
    double load(final double perSecond, final int seconds)
    {
        final long count = Math.max(2, (long)(perSecond * seconds));
        final long[] elapsedNs = new long[1];
        withServer(() ->
        {
            final long startNs = begin(count, SECOND_NS / perSecond, OpenLoopClients.MAX_IN_FLIGHT, true);
            turnUntilDone();
            elapsedNs[0] = generator.lastStartNs() - startNs;
        });
        // The last one is sent one period before the time is over.
        return (count - 1) * (double)SECOND_NS / elapsedNs[0];
    }

    private int closedLoop()
    {
        return Math.min(OpenLoopClients.MAX_IN_FLIGHT, CLOSED_LOOP_BATCHES * options.batch());
    }

    private long begin(final long count, final double periodNs, final int inFlight, final boolean isToClose)
    {
        final long startNs = System.nanoTime();
        synAcks.start(startNs);
        established.start(startNs);
        generator.begin(startNs, count, periodNs, inFlight, isToClose, synAcks);
        return startNs;
    }

    private void withServer(final Runnable load)
    {
        if (options.threads() == 1)
        {
            load.run();
        }
        else
        {
            thread = ServerThread.start(server, options.cpu());
            try (ServerThread ignored = thread)
            {
                load.run();
            }
            thread = null;
        }
        settle();
    }

    /** Lets the server take the last ACKs. */
    private void settle()
    {
        while (server.work() > 0)
        {
            Thread.onSpinWait();
        }
    }

    private double turnFor(final long durationNs)
    {
        final long startNs = System.nanoTime();
        final long before = generator.done();
        long nowNs = startNs;
        while (nowNs - startNs < durationNs)
        {
            nowNs = turn();
        }
        return (generator.done() - before) * (double)SECOND_NS / (nowNs - startNs);
    }

    private void turnUntilDone()
    {
        long progressNs = System.nanoTime();
        long done = generator.done();
        while (!generator.isDone())
        {
            final long nowNs = turn();
            if (generator.done() != done)
            {
                done = generator.done();
                progressNs = nowNs;
            }
            else if (nowNs - progressNs > STUCK_NS)
            {
                checkThread();
                throw new WrongAnswerException("no connection has ended for 10 s, after " + done);
            }
        }
    }

    private long turn()
    {
        final long nowNs = System.nanoTime();
        generator.turn(nowNs);
        if (thread == null)
        {
            server.work();
        }
        return nowNs;
    }

    private void checkThread()
    {
        if (thread != null)
        {
            thread.check();
        }
    }

    /** Times from SYN to SYN,ACK of the last load. */
    Latencies synAcks()
    {
        return synAcks;
    }

    /** Times from SYN to the application being told, of the last load. */
    Latencies established()
    {
        return established;
    }

    /** Answers since the start that the engine sent twice. */
    long repeats()
    {
        return generator.repeats();
    }

    /** Fails unless all counts add up. */
    void check()
    {
        server.check(options.idle());
    }
}
