package io.fourtuple.state;

import java.util.TreeSet;
import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.AckRecords;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.table.ListenerRecords;
import io.fourtuple.table.ReceiveMemory;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.timer.AckQueues;
import io.fourtuple.timer.CompactQueues;
import io.fourtuple.timer.DeadlineQueues;
import io.fourtuple.timer.WaitQueue;

/** The off-heap memory of a machine: the records of connections and listeners, the data of both directions, and the queues of records. */
final class Tables
{
    final ConnectionTable table;
    final SendMemory sendMemory;
    final ReceiveMemory receiveMemory;
    final ListenerRecords listenerRecords;
    final DeadlineQueues timers;
    final WaitQueue memoryQueue;
    final AckRecords ackRecords;
    final AckQueues ackQueues;
    final CompactQueues<TimeWaitEntry> timeWaitQueues;
    final CompactQueues<HalfOpenEntry> halfOpenQueues;

    Tables(final Settings settings, final LongSupplier random, final Telemetry telemetry)
    {
        table = new ConnectionTable(settings, random, telemetry);
        sendMemory = new SendMemory(settings, telemetry);
        listenerRecords = new ListenerRecords(settings, telemetry);
        timers = new DeadlineQueues(table, queueLengthsMs(settings), 2L * table.capacity());
        memoryQueue = new WaitQueue(table);
        timeWaitQueues = timeWaitQueues(table, settings);
        halfOpenQueues = halfOpenQueues(table, settings);
        ackRecords = new AckRecords(settings);
        ackQueues = new AckQueues(ackRecords, AckRecords.count(settings), settings.intValue(Setting.TCP_DELACK_MS));
        // As secret as the table's key, of which it is a hash; to draw a number for it would change all that follows from a seed.
        receiveMemory = new ReceiveMemory(settings, table.hash(new FourTuple().family(true)));
    }

    /** Bytes that the constructor writes. */
    static long touchedBytes(final Settings settings)
    {
        return ConnectionTable.neededBytes(settings) + SendMemory.neededBytes(settings) +
            ReceiveMemory.neededBytes(settings) + ListenerRecords.neededBytes(settings) +
            AckRecords.neededBytes(settings);
    }

    /** Bytes that the constructor takes in all. */
    static long neededBytes(final Settings settings)
    {
        final int records = ConnectionTable.capacity(settings);
        final int timeWait = sum(settings, Setting.TCP_MAX_TW_BUCKETS, Setting.TCP_MAX_TW_BUCKETS_IPV6);
        final int halfOpen = sum(settings, Setting.TCP_MAX_SYN_BACKLOG, Setting.TCP_MAX_SYN_BACKLOG_IPV6);
        return touchedBytes(settings) + CompactQueues.neededBytes(timeWait) + CompactQueues.neededBytes(halfOpen) +
            DeadlineQueues.neededBytes(queueLengthsMs(settings).length, 2L * records) +
            WaitQueue.neededBytes(records) +
            AckQueues.neededBytes(AckRecords.count(settings), settings.intValue(Setting.TCP_DELACK_MS));
    }

    private static int sum(final Settings settings, final Setting ipv4, final Setting ipv6)
    {
        return settings.intValue(ipv4) + settings.intValue(ipv6);
    }

    long sizeBytes()
    {
        return table.sizeBytes() + sendMemory.sizeBytes() + receiveMemory.sizeBytes() + timers.sizeBytes() +
            memoryQueue.sizeBytes() + ackRecords.sizeBytes() + ackQueues.sizeBytes() + timeWaitQueues.sizeBytes() + halfOpenQueues.sizeBytes();
    }

    private static CompactQueues<TimeWaitEntry> timeWaitQueues(final ConnectionTable table, final Settings settings)
    {
        final int usualMs = Math.max(5_000, settings.intValue(Setting.TIME_WAIT_SECONDS) * 1_000);
        return new CompactQueues<>(
            table, new TimeWaitEntry(), new int[]{50, 500, 5_000, usualMs}, usualMs, 8, table.timeWaitCapacity());
    }

    /** Queues of such lengths that each wait of a back-off is the sum of two at most. */
    private static CompactQueues<HalfOpenEntry> halfOpenQueues(final ConnectionTable table, final Settings settings)
    {
        final int rtoMs = settings.intValue(Setting.TCP_RTO_INITIAL_MS);
        return new CompactQueues<>(table, new HalfOpenEntry(),
            new int[]{Math.min(50, rtoMs), rtoMs, 4 * rtoMs, 16 * rtoMs}, rtoMs, 1, table.halfOpenCapacity());
    }

    /** A queue for each time-out that many connections share, so that those are queued once, and a few between. */
    private static int[] queueLengthsMs(final Settings settings)
    {
        final TreeSet<Integer> lengths = new TreeSet<>();
        lengths.add(1);
        lengths.add(10);
        lengths.add(settings.intValue(Setting.TCP_RTO_MIN_MS));
        lengths.add(settings.intValue(Setting.TCP_RTO_INITIAL_MS));
        lengths.add(5_000);
        lengths.add(settings.intValue(Setting.TCP_FIN_TIMEOUT) * 1_000);
        lengths.add(settings.intValue(Setting.TCP_KEEPALIVE_TIME) * 1_000);
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }
}
