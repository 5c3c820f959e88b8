package io.fourtuple.state;

import java.util.function.LongSupplier;

import org.agrona.ErrorHandler;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.GuardedDefence;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.link.Link;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.table.ListenerRecords;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.timer.CompactQueues;
import io.fourtuple.timer.DeadlineQueues;
import io.fourtuple.timer.WaitQueue;
import io.fourtuple.timewait.GuardedPolicy;
import io.fourtuple.timewait.TimeWaitPolicy;

/** What the classes of this package share: the memory, the outside, the time of this cycle. Single-threaded. */
final class Context
{
    private static final long NS_PER_MS = 1_000_000;

    final Settings settings;
    final LocalAddresses localAddresses;
    final Link link;
    final Counters counters;
    final UserErrors errors;
    final ConnectionTable table;
    final SendMemory sendMemory;
    final ListenerRecords listenerRecords;
    final DeadlineQueues timers;
    final WaitQueue memoryQueue;
    final CompactQueues<TimeWaitEntry> timeWaitQueues;
    final CompactQueues<HalfOpenEntry> halfOpenQueues;
    final TimeWaitPolicy timeWaitPolicy;
    final SynDefence synDefence;
    final Secrets secrets;
    final RttEstimator rtt;
    final ReceiveWindow windows;
    final Transfers transfers;
    final ConnectionLatencies latencies;

    private boolean isClockRead;
    private long originMs;
    private long originNs;
    long nowNs;
    int nowMs;
    int nowUs;
    boolean draining;

    Context(
        final Settings settings,
        final LocalAddresses localAddresses,
        final Link link,
        final Telemetry telemetry,
        final LongSupplier random,
        final ErrorHandler errorHandler,
        final Strategies strategies,
        final Timing timing)
    {
        this.settings = settings;
        this.localAddresses = localAddresses;
        this.link = link;
        this.counters = telemetry.counters();
        errors = new UserErrors(telemetry, errorHandler);
        table = new ConnectionTable(settings, random, telemetry);
        sendMemory = new SendMemory(settings, telemetry);
        listenerRecords = new ListenerRecords(settings, telemetry);
        timers = new DeadlineQueues(table, queueLengthsMs(settings), 2L * table.capacity());
        memoryQueue = new WaitQueue(table);
        timeWaitQueues = timeWaitQueues(table, settings);
        halfOpenQueues = halfOpenQueues(table, settings);
        timeWaitPolicy = GuardedPolicy.of(strategies.timeWaitPolicy(), errors);
        synDefence = GuardedDefence.of(strategies.synDefence(), errors);
        secrets = new Secrets(random);
        rtt = new RttEstimator(settings);
        windows = new ReceiveWindow(settings);
        transfers = new Transfers(this);
        latencies = new ConnectionLatencies(timing, this);
    }

    /**
     * Bytes of what the constructor takes.
     *
     * @param isTouched  whether what is written at once is asked for, or what is taken in all.
     * @param recorders  what is recorded.
     */
    static long neededBytes(final Settings settings, final LatencyRecorders recorders, final boolean isTouched)
    {
        final long touched = ConnectionTable.neededBytes(settings) + SendMemory.neededBytes(settings) +
            ListenerRecords.neededBytes(settings) + ConnectionLatencies.neededBytes(settings, recorders);
        final int records = ConnectionTable.capacity(settings);
        final int timeWait = sum(settings, Setting.TCP_MAX_TW_BUCKETS, Setting.TCP_MAX_TW_BUCKETS_IPV6);
        final int halfOpen = sum(settings, Setting.TCP_MAX_SYN_BACKLOG, Setting.TCP_MAX_SYN_BACKLOG_IPV6);
        return isTouched ? touched : touched + CompactQueues.neededBytes(timeWait) + CompactQueues.neededBytes(halfOpen) +
            DeadlineQueues.neededBytes(queueLengthsMs(settings).length, 2L * records) +
            WaitQueue.neededBytes(records);
    }

    private static int sum(final Settings settings, final Setting ipv4, final Setting ipv6)
    {
        return settings.intValue(ipv4) + settings.intValue(ipv6);
    }

    /**
     * Takes the time of a cycle. A nanosecond clock may begin anywhere and overflows after 292 years of its own
     * ({@link System#nanoTime()}); milliseconds and microseconds are counted from the first reading on, so that they go on by
     * one at a time there, too. A quotient of the reading itself would jump, and timers fire early or never.
     */
    void time(final long ns)
    {
        if (!isClockRead)
        {
            isClockRead = true;
            originMs = Math.floorDiv(ns, NS_PER_MS);
            originNs = originMs * NS_PER_MS;
        }
        nowNs = ns;
        final long elapsedNs = ns - originNs;
        nowMs = (int)(originMs + elapsedNs / NS_PER_MS);
        nowUs = (int)(originMs * 1_000 + elapsedNs / 1_000);
    }

    long memoryBytes()
    {
        return table.sizeBytes() + sendMemory.sizeBytes() + timers.sizeBytes() + memoryQueue.sizeBytes() +
            timeWaitQueues.sizeBytes() + halfOpenQueues.sizeBytes() + latencies.sizeBytes();
    }

    private static CompactQueues<TimeWaitEntry> timeWaitQueues(final ConnectionTable table, final Settings settings)
    {
        final int usualMs = Math.max(5_000, settings.intValue(Setting.TIME_WAIT_SECONDS) * 1_000);
        return new CompactQueues<>(
            table, new TimeWaitEntry(), new int[]{50, 500, 5_000, usualMs}, usualMs, 8, table.timeWaitCapacity());
    }

    /** Lengths that the waits of a back-off are sums of two of at most. */
    private static CompactQueues<HalfOpenEntry> halfOpenQueues(final ConnectionTable table, final Settings settings)
    {
        final int rtoMs = settings.intValue(Setting.TCP_RTO_INITIAL_MS);
        return new CompactQueues<>(table, new HalfOpenEntry(),
            new int[]{Math.min(50, rtoMs), rtoMs, 4 * rtoMs, 16 * rtoMs}, rtoMs, 1, table.halfOpenCapacity());
    }

    /** A queue for each time-out that many connections share, so that those are queued once, and a few between. */
    private static int[] queueLengthsMs(final Settings settings)
    {
        final java.util.TreeSet<Integer> lengths = new java.util.TreeSet<>();
        lengths.add(1);
        lengths.add(10);
        lengths.add(settings.intValue(Setting.TCP_RTO_MIN_MS));
        lengths.add(settings.intValue(Setting.TCP_RTO_INITIAL_MS));
        lengths.add(5_000);
        lengths.add(settings.intValue(Setting.TCP_FIN_TIMEOUT) * 1_000);
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }
}
