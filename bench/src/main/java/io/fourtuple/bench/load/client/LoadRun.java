package io.fourtuple.bench.load.client;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.HdrHistogram.Histogram;

import io.fourtuple.tun.CpuPinning;

/**
 * Runs plans against a target, one after the other: the generator on a thread of its own, the caller's thread for what
 * each interval brings. All plans have the addresses, the payload and the close kind that the target was opened with.
 * <pre>
 *   caller: run ── start ── row, row, row ... ── join ── result
 *   generator:     turn, turn, turn ... until all have ended ── RST for idle connections ── end
 * </pre>
 */
public final class LoadRun
{
    /** The generator's thread is not tied to a CPU. */
    public static final int ANY_CPU = -1;

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long RESET_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int MIN_CAPACITY = 1 << 12;
    private static final int MAX_CAPACITY = 1 << 22;
    private static final double SECOND_NS = 1e9;

    private final LoadTarget target;
    private final int cpu;
    private ClientTable table;
    private long tickets;
    private volatile Generator running;
    private volatile boolean isStopped;

    /**
     * @param target open already, and closed by who opened it.
     * @param cpu    of the generator's thread, or {@link #ANY_CPU}.
     */
    public LoadRun(final LoadTarget target, final int cpu)
    {
        this.target = target;
        this.cpu = cpu;
    }

    /**
     * Runs a plan; returns when its last connection has ended or was given up.
     *
     * @param plan     what to do.
     * @param listener told of each interval as it ends, on the calling thread.
     * @return what it brought.
     * @throws IllegalStateException if a thread of the generator's or of the target's has failed.
     */
    public LoadResult run(final LoadPlan plan, final Consumer<LoadRow> listener)
    {
        final int capacity = capacity(plan);
        if (table == null || table.capacity() < capacity)
        {
            table = new ClientTable(capacity);
        }
        final Generator generator = new Generator(plan, target.link(), target.established(), table, tickets);
        running = generator;
        if (isStopped)
        {
            generator.stop();
        }
        final Watch watch = new Watch(generator, listener);
        final Worker worker = new Worker(generator);
        worker.thread.start();
        while (worker.thread.isAlive())
        {
            watch.look();
            LockSupport.parkNanos(POLL_NS);
        }
        running = null;
        // Connections that could not be ended must not be taken for those of the next run.
        table = worker.isClean ? table : null;
        tickets = generator.tickets();
        worker.check();
        target.check();
        watch.end(worker.last);
        return watch.result(plan, worker.cpuShare);
    }

    /** Slots for all that may be open or under way at a time, half of them free, so that one is found at once. */
    static int capacity(final LoadPlan plan)
    {
        final double underWay = plan.isOpenLoop() ? Math.max(plan.ratePerSecond(), plan.endRatePerSecond()) *
            Math.min(plan.patienceNs(), plan.durationNs()) / SECOND_NS : plan.inFlight();
        final double needed = 2 * (underWay + plan.concurrent());
        return needed >= MAX_CAPACITY ? MAX_CAPACITY :
            Math.max(MIN_CAPACITY, Integer.highestOneBit((int)needed) << 1);
    }

    /** Ends the run that is under way before its time, and all later ones; from any thread. */
    public void stop()
    {
        isStopped = true;
        final Generator generator = running;
        if (generator != null)
        {
            generator.stop();
        }
    }

    /** The generator's thread. */
    private final class Worker
    {
        private final Generator generator;
        private final Thread thread = new Thread(this::work, "generator");
        private LoadInterval last;
        private boolean isClean;
        private double cpuShare;
        private Throwable failure;

        private Worker(final Generator generator)
        {
            this.generator = generator;
        }

        private void work()
        {
            try
            {
                if (cpu != ANY_CPU)
                {
                    CpuPinning.pin(cpu);
                }
                long nowNs = System.nanoTime();
                final long startNs = nowNs;
                final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
                final long startCpuNs = threads.getCurrentThreadCpuTime();
                generator.start(nowNs);
                // At the start itself, so that a run begins something however late the next turn is.
                generator.turn(nowNs);
                while (!generator.isDone(nowNs) && target.link().isUp())
                {
                    nowNs = System.nanoTime();
                    if (generator.turn(nowNs) == 0)
                    {
                        TargetThread.idle();
                    }
                }
                last = generator.finish(nowNs);
                cpuShare = (double)(threads.getCurrentThreadCpuTime() - startCpuNs) / (nowNs - startNs);
                final long untilNs = nowNs + RESET_NS;
                while (!isClean && nowNs - untilNs < 0)
                {
                    nowNs = System.nanoTime();
                    isClean = generator.resetAll(nowNs);
                }
            }
            catch (final Throwable ex)
            {
                failure = ex;
            }
        }

        private void check()
        {
            if (failure != null)
            {
                throw new IllegalStateException("the generator's thread has failed: " + failure, failure);
            }
        }
    }

    /** The caller's thread's view of the run. */
    private final class Watch
    {
        private final Generator generator;
        private final Consumer<LoadRow> listener;
        private final List<LoadRow> rows = new ArrayList<>();
        private final List<TargetCounters> phaseEnds = new ArrayList<>();
        private final TargetCounters before = target.counters();
        private final long startNs = System.nanoTime();
        private final long startCpuNs = target.cpuNs();
        private double targetCpu;
        private TargetCounters counted = before;
        private LoadCounts sums = new LoadCounts();
        private long firstNs = -1;

        private Watch(final Generator generator, final Consumer<LoadRow> listener)
        {
            this.generator = generator;
            this.listener = listener;
        }

        private void look()
        {
            while (phaseEnds.size() < generator.phaseNow())
            {
                phaseEnds.add(target.counters());
            }
            final LoadInterval interval = generator.handedOver().get();
            if (interval != null)
            {
                row(interval);
                interval.reset();
                generator.handedOver().set(null);
            }
        }

        private void end(final LoadInterval last)
        {
            final long cpuNs = target.cpuNs();
            targetCpu = cpuNs == TargetCounters.UNKNOWN ? Double.NaN :
                (double)(cpuNs - startCpuNs) / (System.nanoTime() - startNs);
            look();
            row(last);
            while (phaseEnds.size() < generator.phases().size())
            {
                phaseEnds.add(target.counters());
            }
        }

        private void row(final LoadInterval interval)
        {
            firstNs = firstNs < 0 ? interval.startNs : firstNs;
            final TargetCounters now = target.counters();
            final LoadRow row = new LoadRow(interval.endNs - firstNs, interval.endNs - interval.startNs,
                interval.sums.since(sums), now.since(counted), interval.openNow, interval.synAcks,
                interval.established);
            sums = interval.sums.copy();
            counted = now;
            listener.accept(row);
            rows.add(row.withoutHistograms());
        }

        private LoadResult result(final LoadPlan plan, final double generatorCpu)
        {
            final PhaseLog log = generator.log();
            final List<PhaseResult> phases = new ArrayList<>();
            TargetCounters start = before;
            long phaseStartNs = 0;
            for (int i = 0; i < log.phases(); i++)
            {
                final Histogram synAcks = log.synAcks(i);
                phases.add(new PhaseResult(phaseStartNs, log.endNs(i) - phaseStartNs,
                    generator.phases().get(i).perSecond(), log.counts(i).copy(), phaseEnds.get(i).since(start), synAcks,
                    log.established(i)));
                start = phaseEnds.get(i);
                phaseStartNs = log.endNs(i);
            }
            final LoadCounts totals = new LoadCounts();
            log.sumInto(totals);
            return new LoadResult(plan, generator.elapsedNs(), rows, phases, totals, counted.since(before),
                generator.isMissed(totals), generator.wasStopped(), generatorCpu, targetCpu);
        }
    }
}
