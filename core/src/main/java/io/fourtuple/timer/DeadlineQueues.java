package io.fourtuple.timer;

import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;

/**
 * One deadline for each connection record, in FIFO queues.
 * <pre>
 *   queue 0 (1 ms)   | ref, due | ref, due | ...            an entry: check this record at this time
 *   queue 1 (10 ms)  | ref, due | ...
 *     ...                                                   see EntryQueues
 *   queue 7 (60 s)   | ref, due | ref, due | ref, due | ...
 * </pre>
 * A queue takes entries of one length only, so it is always sorted. The deadline lies in the record, and may be moved on or
 * disarmed without touching a queue: an entry that is due before its record is queued again for the rest. A record remembers
 * which queues have an entry for it ({@link Tcb#timerQueues()}), also over its reuse by another connection. It never has two
 * in one queue, nor a new one where an earlier one will do. So the queues have room for the whole table, at any rate of
 * connections.
 * <p>
 * If the pool is used up all the same, nothing is lost: the table itself is searched for due records once, a part each cycle.
 * Deadlines are then late, and {@link #sweeps()} counts.
 */
public final class DeadlineQueues
{
    /** Called for each record that is due; it is disarmed already. */
    public interface Handler
    {
        void onDeadline(Tcb tcb);
    }

    private static final int SWEEP_STEP = 4_096;
    /** As many as {@link Tcb#timerQueues()} has bits. */
    private static final int MAX_QUEUES = 8;

    private final int[] lengthsMs;
    private final EntryQueues queues;
    private final ConnectionTable table;
    private final Tcb tcb = new Tcb();
    private boolean starved;
    private int sweepAt = ConnectionTable.NONE;
    private int sweepLeft;
    private long sweeps;
    /** The queue to be served first: the one after the queue where the limit was last reached. */
    private int firstQueue;
    /** The millisecond in which a poll found nothing due: no entry comes due in the millisecond in which it is queued. */
    private long idleMs = Long.MIN_VALUE;

    /**
     * @param table       whose records the deadlines are for.
     * @param lengthsMs   of the queues, rising, 1 to 8 of them, from 1 on; the first is how late a deadline may be, so it is small.
     * @param poolEntries that the pool has room for.
     */
    public DeadlineQueues(final ConnectionTable table, final int[] lengthsMs, final long poolEntries)
    {
        if (lengthsMs.length < 1 || lengthsMs.length > MAX_QUEUES)
        {
            throw new IllegalArgumentException("queues must be 1 to " + MAX_QUEUES + ": queues=" + lengthsMs.length);
        }
        this.table = table;
        this.lengthsMs = lengthsMs.clone();
        queues = new EntryQueues(lengthsMs.length, poolEntries);
    }

    /**
     * @param queues      how many.
     * @param poolEntries that the pool has room for.
     * @return bytes that the queues take at most.
     */
    public static long neededBytes(final int queues, final long poolEntries)
    {
        return EntryQueues.neededBytes(queues, poolEntries);
    }

    /**
     * Sets a record's deadline, in place of the one it may have.
     *
     * @param deadlineMs of the loop's clock, less than 24 days from now.
     * @param nowMs      of the loop's clock.
     */
    public void arm(final Tcb record, final int deadlineMs, final int nowMs)
    {
        record.deadlineMs(deadlineMs);
        record.set(Tcb.TIMER_ARMED);
        queue(record, deadlineMs - nowMs, nowMs);
    }

    /** Takes a record's deadline away. */
    public void disarm(final Tcb record)
    {
        record.clear(Tcb.TIMER_ARMED);
    }

    /**
     * Calls the handler for records that are due. When the limit ends a call, the next call begins with the next queue: however
     * much comes due in one queue, no other waits for more calls than there are queues.
     *
     * @param limit most entries looked at in this call.
     * @return how many entries were looked at.
     */
    public int poll(final int nowMs, final int limit, final Handler handler)
    {
        if (nowMs == idleMs)
        {
            return 0;
        }
        int looked = 0;
        int queue = firstQueue;
        for (int i = 0; i < lengthsMs.length && looked < limit; i++)
        {
            looked += poll(queue, nowMs, limit - looked, handler);
            queue = queue + 1 == lengthsMs.length ? 0 : queue + 1;
        }
        firstQueue = looked < limit ? 0 : queue;
        if (starved)
        {
            looked += sweep(nowMs, handler);
        }
        idleMs = looked == 0 ? nowMs : Long.MIN_VALUE;
        return looked;
    }

    private int poll(final int queue, final int nowMs, final int limit, final Handler handler)
    {
        int looked = 0;
        while (looked < limit && !queues.isEmpty(queue) && queues.headDueMs(queue) - nowMs <= 0)
        {
            final int ref = queues.headRef(queue);
            queues.pop(queue);
            looked++;
            table.wrap(tcb, ref);
            tcb.timerQueues(tcb.timerQueues() & ~(1 << queue));
            look(nowMs, handler);
        }
        return looked;
    }

    private void look(final int nowMs, final Handler handler)
    {
        if (!tcb.is(Tcb.TIMER_ARMED))
        {
            return;
        }
        final int leftMs = tcb.deadlineMs() - nowMs;
        if (leftMs > 0)
        {
            queue(tcb, leftMs, nowMs);
        }
        else
        {
            tcb.clear(Tcb.TIMER_ARMED);
            handler.onDeadline(tcb);
        }
    }

    private void queue(final Tcb record, final int leftMs, final int nowMs)
    {
        int queue = lengthsMs.length - 1;
        while (queue > 0 && lengthsMs[queue] > leftMs)
        {
            queue--;
        }
        final int bits = record.timerQueues();
        if ((bits & (2 << queue) - 1) != 0)
        {
            // An entry of this length or a shorter one is queued already and comes early enough.
            return;
        }
        if (queues.push(queue, record.ref(), nowMs + lengthsMs[queue]))
        {
            record.timerQueues(bits | 1 << queue);
        }
        else
        {
            starved = true;
            sweepLeft = table.capacity() + 2;
        }
    }

    private int sweep(final int nowMs, final Handler handler)
    {
        sweeps++;
        for (int i = 0; i < SWEEP_STEP; i++)
        {
            if (sweepLeft-- == 0)
            {
                starved = false;
                break;
            }
            sweepAt = table.nextRecord(sweepAt);
            if (sweepAt != ConnectionTable.NONE)
            {
                table.wrap(tcb, sweepAt);
                look(nowMs, handler);
            }
        }
        return SWEEP_STEP;
    }

    /** @return cycles that searched the table because the pool was used up. */
    public long sweeps()
    {
        return sweeps;
    }

    /** @return bytes of the pool used so far; the system gives its pages when they are first needed. */
    public long sizeBytes()
    {
        return queues.sizeBytes();
    }
}
