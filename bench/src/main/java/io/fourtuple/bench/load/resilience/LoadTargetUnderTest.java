package io.fourtuple.bench.load.resilience;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.load.client.FloodPlan;
import io.fourtuple.bench.load.client.LoadCounts;
import io.fourtuple.bench.load.client.LoadPlan;
import io.fourtuple.bench.load.client.LoadResult;
import io.fourtuple.bench.load.client.LoadRow;
import io.fourtuple.bench.load.client.LoadRun;
import io.fourtuple.bench.load.client.LoadTarget;
import io.fourtuple.bench.load.client.PhaseResult;
import io.fourtuple.bench.load.client.TargetCounters;
import io.fourtuple.telemetry.Counter;

/**
 * A target of the load generator's. Each step is one run of it; phases of the flood are the slices.
 * <pre>
 *   | flood 100 ms | flood 100 ms | ... | no flood 100 ms | ...        one PhaseResult each, by the intended time
 * </pre>
 */
final class LoadTargetUnderTest implements TargetUnderTest
{
    private static final long ROW_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SHOW_NS = TimeUnit.MILLISECONDS.toNanos(900);
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_SETTLE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int IN_FLIGHT = 256;
    private static final String DROPPED = "dropped";

    private final Transport medium;
    private final LoadTarget target;
    private final LoadRun run;
    private final LoadPlan plan;
    private final String setUp;
    private final Supplier<Map<String, Long>> counters;
    private final BooleanSupplier isStopped;
    private long shownNs;
    /** Frames that the target must have received before it has taken all; 0 where a queue between may lose some. */
    private long leastReceived;

    /**
     * @param medium    over which the target is reached.
     * @param target    open.
     * @param run       of the target.
     * @param plan      that it was opened with.
     * @param setUp     of its listener, in words.
     * @param counters  of the target by nstat's names, all that there are.
     * @param isStopped whether the user wants an end; asked now and then.
     */
    LoadTargetUnderTest(
        final Transport medium, final LoadTarget target, final LoadRun run, final LoadPlan plan, final String setUp,
        final Supplier<Map<String, Long>> counters, final BooleanSupplier isStopped)
    {
        this.medium = medium;
        this.target = target;
        this.run = run;
        this.plan = plan;
        this.setUp = setUp;
        this.counters = counters;
        this.isStopped = isStopped;
    }

    @Override
    public String setUp()
    {
        return setUp;
    }

    @Override
    public double ceiling(final int seconds, final Consumer<String> progress)
    {
        final LoadPlan closed = plan.withInFlight(IN_FLIGHT).withDurationNs(TimeUnit.SECONDS.toNanos(seconds));
        return run(closed, progress).establishedPerSecond();
    }

    /** Rows come twice as often as they are shown: the last one lasts until all have ended. */
    private LoadResult run(final LoadPlan wanted, final Consumer<String> progress)
    {
        shownNs = 0;
        final LoadResult result = run.run(wanted.withIntervalNs(ROW_NS), row -> show(row, progress));
        if (isStopped.getAsBoolean())
        {
            throw new StoppedException();
        }
        return result;
    }

    @Override
    public LoadOutcome load(final FloodStep step, final Consumer<String> progress)
    {
        final long before = target.counters().framesReceived();
        final LoadResult result = run(planOf(plan, step), progress);
        final List<PhaseResult> flooded = result.phases().stream()
            .filter(phase -> phase.startNs() < TimeUnit.SECONDS.toNanos(step.floodSeconds())).toList();
        final LoadCounts all = result.totals();
        final long frames = all.get(FRAMES_SENT) + all.get(FLOOD_SENT);
        leastReceived = medium == Transport.TUN || before == TargetCounters.UNKNOWN ? 0 : before + frames;
        settle();
        final long unseen = lostBehindTheLink(before, frames);
        return new LoadOutcome(slices(result.phases()), (double)all.get(OPENED) / step.seconds(),
            flooded.stream().mapToLong(phase -> phase.target().halfOpen()).max().orElse(0),
            flood(step, flooded, unseen, frames), inFlood(flooded), frames, unseen,
            new CpuShares(result.generatorCpu(), result.targetCpu()), result.target().syns());
    }

    static LoadPlan planOf(final LoadPlan plan, final FloodStep step)
    {
        FloodPlan flood = FloodPlan.NONE.withSources(plan.flood().sources());
        for (long ns = 0; ns < TimeUnit.SECONDS.toNanos(step.floodSeconds()); ns += step.floodSliceNs())
        {
            final long leftNs = TimeUnit.SECONDS.toNanos(step.floodSeconds()) - ns;
            flood = flood.then(Math.min(leftNs, step.floodSliceNs()), step.floodPerSecond());
        }
        for (long ns = 0; ns < TimeUnit.SECONDS.toNanos(step.afterSeconds()); ns += step.afterSliceNs())
        {
            flood = flood.then(step.afterSliceNs(), 0);
        }
        return plan.withRate(step.realPerSecond()).withFlood(flood)
            .withDurationNs(TimeUnit.SECONDS.toNanos(step.seconds()));
    }

    private static List<TimeSlice> slices(final List<PhaseResult> phases)
    {
        final List<TimeSlice> slices = new ArrayList<>();
        for (final PhaseResult phase : phases)
        {
            final LoadCounts counts = phase.counts();
            slices.add(new TimeSlice(phase.startNs(), counts.get(OFFERED), counts.get(ESTABLISHED),
                counts.get(FAILED_AFTER_LOSS) + counts.get(OFFERED) - counts.get(OPENED), phase.established()));
        }
        return slices;
    }

    /** Frames that the generator's link took, and the target never got: the queue of a device between them was full. */
    private long lostBehindTheLink(final long before, final long frames)
    {
        final long received = target.counters().framesReceived() - before;
        return medium != Transport.TUN || before == TargetCounters.UNKNOWN ? 0 : Math.max(0, frames - received);
    }

    private static FloodOutcome flood(
        final FloodStep step, final List<PhaseResult> phases, final long lostBehind, final long frames)
    {
        final long sent = sum(phases, counts -> counts.get(FLOOD_SENT));
        final long refused = sum(phases, counts -> counts.get(FLOOD_LOST));
        // It hits the frames of the flood and those of real clients alike.
        final long share = frames == 0 ? 0 : Math.round((double)lostBehind * sent / frames);
        return new FloodOutcome(step.floodPerSecond(), step.floodSeconds(), sent + refused, refused + share);
    }

    private static SynOutcomes inFlood(final List<PhaseResult> phases)
    {
        long received = 0;
        long cookies = 0;
        long dropped = 0;
        for (final PhaseResult phase : phases)
        {
            final LoadCounts counts = phase.counts();
            received += phase.target().syns() == TargetCounters.UNKNOWN ?
                counts.get(OPENED) + counts.get(SYN_RETRANSMITS) + counts.get(FLOOD_SENT) : phase.target().syns();
            cookies += phase.target().cookiesSent();
            dropped += phase.target().synsDropped();
        }
        return new SynOutcomes(received, received - cookies - dropped, cookies,
            dropped == 0 ? Map.of() : Map.of(DROPPED, dropped), true);
    }

    private static long sum(final List<PhaseResult> phases, final ToLongFunction<LoadCounts> count)
    {
        return phases.stream().map(PhaseResult::counts).mapToLong(count).sum();
    }

    private void show(final LoadRow row, final Consumer<String> progress)
    {
        if (isStopped.getAsBoolean())
        {
            run.stop();
        }
        if (row.endNs() - shownNs >= SHOW_NS)
        {
            shownNs = row.endNs();
            progress.accept(String.format(Locale.ROOT,
                "  %5.1f s: offered %,.0f/s, established %,.0f/s, failed %,.0f/s, flood %,.0f/s", row.endNs() / 1e9,
                row.perSecond(row.counts().get(OFFERED)), row.perSecond(row.counts().get(ESTABLISHED)),
                row.perSecond(row.counts().failed()), row.perSecond(row.counts().get(FLOOD_SENT))));
        }
    }

    /**
     * When the target has taken all that was sent: no more frames came for a while. That alone does not say so where
     * its thread was kept from its CPU: then not all came that must, or its cycle is still the same.
     */
    private void settle()
    {
        final long startNs = System.nanoTime();
        long quietSinceNs = startNs;
        long received = target.counters().framesReceived();
        long cycle = cycle();
        while ((System.nanoTime() - quietSinceNs < QUIET_NS || received < leastReceived || isStill(cycle)) &&
            System.nanoTime() - startNs < MAX_SETTLE_NS)
        {
            LockSupport.parkNanos(POLL_NS);
            final long now = target.counters().framesReceived();
            if (now != received)
            {
                received = now;
                cycle = cycle();
                quietSinceNs = System.nanoTime();
            }
        }
    }

    private boolean isStill(final long cycle)
    {
        return cycle != TargetCounters.UNKNOWN && cycle() == cycle;
    }

    /** Number of the engine's cycle; the kernel has none. */
    private long cycle()
    {
        return counters.get().getOrDefault(Counter.LOOP_CYCLES.label(), TargetCounters.UNKNOWN);
    }

    @Override
    public TargetSnapshot vitals()
    {
        settle();
        target.check();
        return new TargetSnapshot(counters.get(), target.counters().memoryBytes(), HostInfo.residentBytes());
    }
}
