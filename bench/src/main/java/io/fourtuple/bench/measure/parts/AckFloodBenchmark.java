package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import io.fourtuple.telemetry.Counter;

/**
 * One ACK of a flood that guesses cookies, in a whole engine beside connections that stay open.
 * <pre>
 *   ack      ACK ──> check, look up ──> listener ──> cookie not valid ──> RST, as rst_answer has it
 *   floor    ACK written and taken
 * </pre>
 * A millisecond goes by with each 1,024, so that rst_answer=limited lets about one of them be answered.
 */
public class AckFloodBenchmark extends FloodBenchmark
{
    private static final int RECORDS = 65_536;
    /** Far less than a cookie lasts. */
    private static final long ACKS_PER_COOKIE = 1L << 20;
    /** One of so many guesses is right; the check allows a few more, so that chance does not fail it. */
    private static final long GUESSES = 1L << 22;
    /** Twice rst_ratelimit, which varies; as many can have been sent at once in the first second and the last. */
    private static final long MOST_RESETS = 2_000;
    private static final int MS_PER_SECOND = 1_000;

    @Param({"cookies-linux", "cookies-freebsd"})
    private String defence;

    @Param({"never", "limited", "always"})
    private String answer;

    @Param({"0", "1000000"})
    private int idle;

    private long sent;
    private long resets;
    private long failedBefore;
    private long receivedBefore;

    @Setup
    public void setUp()
    {
        final FloodFrames frames = frames();
        engine = new FloodedEngine(
            frames, isIpv6(), idle, RECORDS, "syn_defence=" + defence, "rst_answer=" + answer);
        floor = new FloorStack(frames, isIpv6(), true);
        engine.syns(next);
        engine.guess(next);
        failedBefore = engine.count(Counter.SYNCOOKIES_FAILED);
        receivedBefore = engine.count(Counter.SYNCOOKIES_RECV);
    }

    /** Ends what was guessed by chance, and has the listener send cookies now and then. */
    @Setup(Level.Invocation)
    public void prepare()
    {
        engine.abortAll();
        if (next % ACKS_PER_COOKIE == 0)
        {
            engine.syns(next);
        }
        next += OPS;
        engine.guess(next);
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("answers too few or too many");
        final long seconds = sent / OPS / MS_PER_SECOND + 2;
        if (answer.equals("limited") && resets > MOST_RESETS * seconds)
        {
            throw new IllegalStateException("RSTs in " + seconds + " s must be " + MOST_RESETS * seconds + " at most: " +
                resets);
        }
        final long guessed = engine.count(Counter.SYNCOOKIES_RECV) - receivedBefore;
        final long failed = engine.count(Counter.SYNCOOKIES_FAILED) - failedBefore;
        if (failed + guessed != sent || guessed > 2 + sent / GUESSES)
        {
            throw new IllegalStateException(Counter.SYNCOOKIES_FAILED.label() + " must be " + sent + ": " + failed +
                ", and as valid were taken " + guessed);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void floor()
    {
        wrong += OPS - floor.frames(next, FloodFrames.ACK, false);
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void ack()
    {
        engine.tick(1);
        final int answered = engine.acks();
        final int established = engine.established();
        wrong += answer.equals("always") ? Math.abs(OPS - established - answered) :
            answer.equals("never") ? answered : 0;
        resets += answered;
        sent += OPS;
    }
}
