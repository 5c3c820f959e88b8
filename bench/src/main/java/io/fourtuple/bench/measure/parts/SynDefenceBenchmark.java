package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One SYN of a flood, from wire bytes to the SYN,ACK's or to nothing, in a whole engine that the flood has brought to
 * the state it keeps to, beside connections that stay open.
 * <pre>
 *   cookies-linux, cookies-freebsd   SYN ──> check, look up ──> listener ──> cookie ──> SYN,ACK
 *   hybrid-full                      the same, the queue being full of 65,536; its cookies are Linux's
 *   hybrid                           ... ──> half-open record, queued for its time-out ──> SYN,ACK
 *   cache                            ... ──> the oldest of 65,536 records ends ──> record ──> SYN,ACK
 *   backlog-full                     ... ──> dropped, the queue being full of 8,192
 *   backlog-unproven                 ... ──> is the peer known? ──> dropped, 49,152 of 65,536 records being used
 *   source-limit                     ... ──> source counted ──> dropped; 4,096 sources, each has sent too many
 *   source-passed                    ... ──> source counted ──> cookie ──> SYN,ACK; 65,536 sources
 *   no-listener                      SYN ──> check, look up ──> dropped, nobody listens and rst_answer is never
 *   floor-answered, floor-dropped    SYN written and taken; answered with fixed bytes, or not
 * </pre>
 * All of them have the SYN written in what is measured: of a case that answers, floor-answered is to be taken off,
 * of the others floor-dropped; what no-listener costs beyond that any frame costs. The clock stands (but for
 * source-passed), so that no time-out is in it: what becomes of a half-open record later is in
 * {@link HalfOpenBenchmark}. The records that {@code hybrid} makes are given up before the next invocation, untimed.
 * <pre>
 *   java --add-opens java.base/jdk.internal.misc=ALL-UNNAMED -cp bench/target/fourtuple.jar org.openjdk.jmh.Main \
 *       'parts.SynDefence' -prof gc -p family=IPv4 -p idle=0 -p timestamps=true     a minute and a half
 * </pre>
 */
public class SynDefenceBenchmark extends FloodBenchmark
{
    private static final int RECORDS = 65_536;
    private static final int FILL = 4 * RECORDS;
    private static final int RTO_MS = 1_000;
    private static final String FLOOR_ANSWERED = "floor-answered";
    private static final String FLOOR_DROPPED = "floor-dropped";

    @Param({FLOOR_ANSWERED, FLOOR_DROPPED, "no-listener", "cookies-linux", "cookies-freebsd", "hybrid-full", "hybrid",
        "cache", "backlog-full", "backlog-unproven", "source-limit", "source-passed"})
    private String defence;

    @Param({"0", "1000000"})
    private int idle;

    @Param({"true", "false"})
    private boolean timestamps;

    private FloodCase flood;
    private long sent;
    private long before;
    private boolean isEndDue;

    @Setup
    public void setUp()
    {
        if (isFloor())
        {
            floor = new FloorStack(new FloodFrames(isIpv6(), timestamps, 1 << 16), isIpv6(), timestamps);
            return;
        }
        flood = FloodCase.of(defence);
        engine = new FloodedEngine(
            new FloodFrames(isIpv6(), timestamps, flood.addresses()), isIpv6(), idle, RECORDS, flood.settings());
        if (flood == FloodCase.NO_LISTENER)
        {
            engine.unlisten();
        }
        fill();
    }

    private boolean isFloor()
    {
        return defence.equals(FLOOR_ANSWERED) || defence.equals(FLOOR_DROPPED);
    }

    /** Sends as many SYNs as any state takes to be reached. */
    private void fill()
    {
        while (next < FILL)
        {
            prepare();
            engine.syns(next);
            next += OPS;
            isEndDue = flood.isEnded();
        }
        before = engine.count(flood.outcome());
    }

    /** Ends what the SYNs before have left. */
    @Setup(Level.Invocation)
    public void prepare()
    {
        if (isEndDue)
        {
            engine.advance(RTO_MS);
            isEndDue = false;
        }
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("answers too few or too many");
        if (!isFloor() && engine.count(flood.outcome()) - before != sent)
        {
            throw new IllegalStateException(flood.outcome().label() + " must be " + sent + ": " +
                (engine.count(flood.outcome()) - before));
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void syn()
    {
        if (floor != null)
        {
            wrong += OPS - floor.frames(next, FloodFrames.SYN, defence.equals(FLOOR_ANSWERED));
        }
        else
        {
            engine.tick(flood.stepMs());
            wrong += Math.abs((flood.isAnswered() ? OPS : 0) - engine.syns(next));
            isEndDue = flood.isEnded();
        }
        next += OPS;
        sent += OPS;
    }
}
