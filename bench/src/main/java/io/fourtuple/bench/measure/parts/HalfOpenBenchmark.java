package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import io.fourtuple.telemetry.Counter;

/**
 * Cost of a SYN that gets a half-open record: when it comes, and later, when nobody answers; with as many half-open
 * as there are. The SYNs come in groups of 1,024, and the time of a group is over for all at once:
 * <pre>
 *   clock      0         step        2 steps         RTO            RTO + step
 *              group 0   group 1     group 2  ...    group 0 due    group 1 due ...
 *
 *   open       1,024 SYNs ──> check, look up ──> listener, defence ──> record, queued ──> SYN,ACK
 *   send-again 1,024 are due ──> SYN,ACK, queued anew          tcp_synack_retries=15
 *   give-up    1,024 are due ──> record, index entry end       tcp_synack_retries=0
 *   floor      the SYN of open written and answered with fixed bytes
 * </pre>
 * Each finds its group prepared, untimed: the group that is opened has been given up by time, the one that is given
 * up was opened, and one that has had all its retransmissions is put back. A flood's SYN costs in all, with
 * Linux's {@code tcp_synack_retries=5}, thus open + 5 send-again + give-up, less the floor.
 */
public class HalfOpenBenchmark extends FloodBenchmark
{
    private static final int LEAST_RTO_MS = 2_000;
    private static final int LEAST_STEP_MS = 2;
    private static final int MAX_RETRIES = 15;

    @Param({"10000", "1000000"})
    private int entries;

    @Param({"floor", "open", "send-again", "give-up"})
    private String event;

    private int stepMs;
    /** First source of each group, and how often its SYN,ACKs were sent again. */
    private long[] firsts;
    private int[] sentAgain;
    /** The group that comes due next. */
    private int due;
    private boolean isMissing;

    @Setup
    public void setUp()
    {
        final int groups = (entries + OPS - 1) / OPS;
        final FloodFrames frames = frames();
        floor = new FloorStack(frames, isIpv6(), true);
        stepMs = Math.max(LEAST_RTO_MS / groups, LEAST_STEP_MS);
        final int rtoMs = stepMs * groups;
        // Room for twice as many: a queue that is fuller gives up its old entries early.
        engine = new FloodedEngine(frames, isIpv6(), 0, 2L * groups * OPS + 1, "syn_defence=hybrid",
            "tcp_synack_retries=" + (isSentAgain() ? MAX_RETRIES : 0), "tcp_rto_initial_ms=" + rtoMs,
            "tcp_rto_max_ms=" + rtoMs);
        firsts = new long[groups];
        sentAgain = new int[groups];
        for (int group = 0; group < groups; group++)
        {
            engine.advance(stepMs);
            open(group);
        }
    }

    private boolean isSentAgain()
    {
        return event.equals("send-again");
    }

    private int open(final int group)
    {
        firsts[group] = next;
        sentAgain[group] = 0;
        next += OPS;
        return engine.syns(firsts[group]);
    }

    private void pass()
    {
        due = due + 1 == firsts.length ? 0 : due + 1;
    }

    /** Has the group that is due, or the place for it, as an invocation needs it. */
    @Setup(Level.Invocation)
    public void prepare()
    {
        switch (event)
        {
            case "open":
                engine.advance(stepMs);
                break;
            case "give-up":
                if (isMissing)
                {
                    open(due);
                    pass();
                    isMissing = false;
                }
                break;
            default:
                while (sentAgain[due] == MAX_RETRIES)
                {
                    engine.resets(firsts[due]);
                    engine.advance(stepMs);
                    open(due);
                    pass();
                }
                break;
        }
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("answers or ends too few or too many");
        final long open = (long)OPS * (firsts.length - (isMissing ? 1 : 0));
        if (engine.count(Counter.CURR_SYN_RCVD) != open)
        {
            throw new IllegalStateException(
                "half-open connections must be " + open + ": " + engine.count(Counter.CURR_SYN_RCVD));
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void group()
    {
        switch (event)
        {
            case "floor":
                wrong += OPS - floor.frames(next, FloodFrames.SYN, true);
                next += OPS;
                break;
            case "open":
                wrong += OPS - open(due);
                pass();
                break;
            case "give-up":
                final long before = engine.count(Counter.ABORT_ON_TIMEOUT);
                engine.advance(stepMs);
                wrong += OPS - (engine.count(Counter.ABORT_ON_TIMEOUT) - before);
                isMissing = true;
                break;
            default:
                engine.advance(stepMs);
                wrong += OPS - engine.replies();
                sentAgain[due]++;
                pass();
                break;
        }
    }
}
