package io.fourtuple.timer;

import org.agrona.UnsafeApi;

import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Memory;
import io.fourtuple.table.Tcb;

/**
 * One deadline for each connection record, in FIFO queues.
 * <pre>
 *   queue 0 (1 ms)   | ref, due | ref, due | ...            an entry says: look at this record at this time
 *   queue 1 (10 ms)  | ref, due | ...
 *     ...                                                   chunks of 512 entries from one pool of fixed size
 *   queue 7 (60 s)   | ref, due | ref, due | ref, due | ...
 * </pre>
 * A queue takes entries of one length only, so each is sorted by itself. The deadline lies in the record and may be moved
 * on or disarmed without touching a queue: when an entry is due and its record is not, it is queued again for what is
 * left. A record remembers which queues hold an entry for it ({@link Tcb#timerQueues()}), also over its reuse by another
 * connection, and never has two in one queue, nor a new one where an earlier one will do. So the queues hold what the
 * table can hold, whatever the rate of connections.
 * <p>
 * If the pool is used up all the same, nothing is lost: the table itself is searched for due records, a part each cycle,
 * until it was gone through once. A deadline is then later, and {@link #sweeps()} counts.
 */
public final class DeadlineQueues
{
    /** What is called for each record that is due; it is disarmed already. */
    public interface Handler
    {
        void onDeadline(Tcb tcb);
    }

    private static final int CHUNK_ENTRIES = 512;
    private static final int ENTRY_SHIFT = 3;
    /**
     * 256 chunks, 1 MiB: less than a large page, so that the pool gets small ones, a few microseconds each when it first
     * grows to it. A large page is cleared as a whole: that held up the loop for 5 ms.
     */
    private static final int BLOCK_SHIFT = 8;
    private static final int SWEEP_STEP = 4_096;
    private static final int MAX_QUEUES = 8;

    private final int[] lengthsMs;
    private final int[] headChunk;
    private final int[] headIndex;
    private final int[] tailChunk;
    private final int[] tailIndex;
    private final int[] nextChunk;
    private final Memory[] blocks;
    private int freeChunk;
    private int usedChunks;
    private final ConnectionTable table;
    private final Tcb tcb = new Tcb();
    private boolean starved;
    private int sweepAt = ConnectionTable.NONE;
    private int sweepLeft;
    private long sweeps;

    /**
     * @param table       whose records the deadlines are for.
     * @param lengthsMs   of the queues, rising, 1 to 8 of them, the first small: it is how late a deadline may be.
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
        final int queues = lengthsMs.length;
        headChunk = new int[queues];
        headIndex = new int[queues];
        tailChunk = new int[queues];
        tailIndex = new int[queues];
        final int count = (int)Math.max(2L * queues, poolEntries / CHUNK_ENTRIES + 2L * queues);
        blocks = new Memory[(count >>> BLOCK_SHIFT) + 1];
        for (int i = 0; i < blocks.length; i++)
        {
            final int chunks = Math.min(1 << BLOCK_SHIFT, count - (i << BLOCK_SHIFT));
            blocks[i] = Memory.untouched((long)chunks * CHUNK_ENTRIES, ENTRY_SHIFT);
        }
        nextChunk = new int[count];
        for (int i = 0; i < count; i++)
        {
            nextChunk[i] = i + 1 == count ? -1 : i + 1;
        }
        for (int queue = 0; queue < queues; queue++)
        {
            headChunk[queue] = tailChunk[queue] = takeChunk();
        }
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
     * Calls the handler for records that are due.
     *
     * @param limit most entries looked at in this call.
     * @return how many entries were looked at.
     */
    public int poll(final int nowMs, final int limit, final Handler handler)
    {
        int looked = 0;
        for (int queue = 0; queue < lengthsMs.length; queue++)
        {
            while (looked < limit && !isEmpty(queue))
            {
                final long entry = entry(headChunk[queue], headIndex[queue]);
                if (UnsafeApi.getInt(entry + 4) - nowMs > 0)
                {
                    break;
                }
                final int ref = UnsafeApi.getInt(entry);
                pop(queue);
                looked++;
                table.wrap(tcb, ref);
                tcb.timerQueues(tcb.timerQueues() & ~(1 << queue));
                look(nowMs, handler);
            }
        }
        if (starved)
        {
            looked += sweep(nowMs, handler);
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
        if (push(queue, record.ref(), nowMs + lengthsMs[queue]))
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

    /**
     * @return cycles that searched the table because the pool was used up.
     */
    public long sweeps()
    {
        return sweeps;
    }

    private boolean isEmpty(final int queue)
    {
        return headChunk[queue] == tailChunk[queue] && headIndex[queue] == tailIndex[queue];
    }

    private boolean push(final int queue, final int ref, final int dueMs)
    {
        if (tailIndex[queue] == CHUNK_ENTRIES)
        {
            final int chunk = takeChunk();
            if (chunk < 0)
            {
                return false;
            }
            nextChunk[tailChunk[queue]] = chunk;
            tailChunk[queue] = chunk;
            tailIndex[queue] = 0;
        }
        final long entry = entry(tailChunk[queue], tailIndex[queue]++);
        UnsafeApi.putInt(entry, ref);
        UnsafeApi.putInt(entry + 4, dueMs);
        return true;
    }

    private long entry(final int chunk, final int index)
    {
        return blocks[chunk >>> BLOCK_SHIFT].address((chunk & (1 << BLOCK_SHIFT) - 1) * CHUNK_ENTRIES + index);
    }

    private void pop(final int queue)
    {
        if (++headIndex[queue] == CHUNK_ENTRIES && headChunk[queue] != tailChunk[queue])
        {
            final int chunk = headChunk[queue];
            headChunk[queue] = nextChunk[chunk];
            headIndex[queue] = 0;
            nextChunk[chunk] = freeChunk;
            freeChunk = chunk;
        }
        else if (isEmpty(queue))
        {
            headIndex[queue] = 0;
            tailIndex[queue] = 0;
        }
    }

    private int takeChunk()
    {
        final int chunk = freeChunk;
        if (chunk >= 0)
        {
            freeChunk = nextChunk[chunk];
            nextChunk[chunk] = -1;
            usedChunks = Math.max(usedChunks, chunk + 1);
        }
        return chunk;
    }

    /**
     * @return bytes of the pool that were used so far; the system gives its pages when they are first needed.
     */
    public long sizeBytes()
    {
        return (long)usedChunks * CHUNK_ENTRIES << ENTRY_SHIFT;
    }
}
