package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import io.fourtuple.telemetry.Counter;

/**
 * The ACK of a handshake, to ESTABLISHED, in a whole engine beside connections that stay open; by a cookie, and by a
 * half-open record.
 * <pre>
 *   establish      ACK ──> check, look up ──> listener ──> cookie valid ──> record ──> handler      (cookies)
 *                  ACK ──> check, look up ──> half-open record ──> record ──> handler               (hybrid)
 *   handshake      SYN ──> SYN,ACK, which is read; then the same
 *   floor          ACK written and taken
 * </pre>
 * Cookies for establish are made before, untimed; connections are ended before the next invocation. The check is that a
 * connection comes of each ACK, and that the defence's counter says so.
 */
public class CookieAckBenchmark extends FloodBenchmark
{
    private static final int RECORDS = 65_536;

    @Param({"cookies-linux", "cookies-freebsd", "hybrid"})
    private String defence;

    @Param({"0", "1000000"})
    private int idle;

    private long established;
    private long before;

    @Setup
    public void setUp()
    {
        final FloodFrames frames = frames();
        engine = new FloodedEngine(frames, isIpv6(), idle, RECORDS, "syn_defence=" + defence);
        floor = new FloorStack(frames, isIpv6(), true);
        before = engine.count(outcome());
        engine.synsToAck(next);
    }

    private Counter outcome()
    {
        return defence.equals("hybrid") ? Counter.ESTABLISHED : Counter.SYNCOOKIES_RECV;
    }

    /** Ends the connections before, and has SYNs answered that establish acknowledges, if it comes. */
    @Setup(Level.Invocation)
    public void prepare()
    {
        if (engine.abortAll() > 0)
        {
            next += OPS;
            engine.synsToAck(next);
        }
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("answers or connections too few or too many");
        if (engine.count(outcome()) - before != established)
        {
            throw new IllegalStateException(outcome().label() + " must be " + established + ": " +
                (engine.count(outcome()) - before));
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void floor()
    {
        wrong += OPS - floor.frames(next, FloodFrames.ACK, false);
        next += OPS;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void establish()
    {
        // An ACK that opens a connection is not answered.
        wrong += engine.acks() + OPS - engine.established();
        established += OPS;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void handshake()
    {
        next += OPS;
        engine.synsToAck(next);
        wrong += engine.acks() + OPS - engine.established();
        established += OPS;
    }
}
