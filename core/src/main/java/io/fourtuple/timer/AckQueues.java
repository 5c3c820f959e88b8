package io.fourtuple.timer;

import io.fourtuple.table.AckRecord;
import io.fourtuple.table.AckRecords;

/**
 * When delayed ACKs are due, in FIFO queues: one of the length of the delay, and shorter ones for the rest of a delay that began
 * while an entry of an earlier one was still queued.
 * <pre>
 *   add ──> queue of the delay ──> due ──> as the record says ──> the ACK goes
 *                                   └──> later, or not at all: queued again for the rest, or forgotten
 * </pre>
 * An ACK that goes earlier leaves its entry where it is. A record has one entry in each queue at most, so the queues never need
 * more than they have taken at start.
 */
public final class AckQueues
{
    /** Called for each record whose ACK has waited for long enough. */
    public interface Handler
    {
        void onAckDue(AckRecord record);
    }

    private static final int SHORT_MS = 8;

    private final int[] lengthsMs;
    private final EntryQueues queues;
    private final AckRecords records;
    private final AckRecord record = new AckRecord();

    /**
     * @param records  whose ACKs wait.
     * @param count    of the records.
     * @param delayMs  for how long; 0: no ACK ever does.
     */
    public AckQueues(final AckRecords records, final int count, final int delayMs)
    {
        this.records = records;
        lengthsMs = lengthsMs(delayMs);
        queues = new EntryQueues(lengthsMs.length, (long)lengthsMs.length * count);
    }

    private static int[] lengthsMs(final int delayMs)
    {
        return delayMs <= 1 ? new int[]{1} : delayMs <= SHORT_MS ? new int[]{1, delayMs} : new int[]{1, SHORT_MS, delayMs};
    }

    /**
     * @param count   of the records.
     * @param delayMs of the ACKs.
     * @return bytes that the queues take at most.
     */
    public static long neededBytes(final int count, final int delayMs)
    {
        final int lengths = lengthsMs(delayMs).length;
        return EntryQueues.neededBytes(lengths, (long)lengths * count);
    }

    /** Has a record looked at when its ACK is due. */
    public void add(final AckRecord waiting, final int nowMs)
    {
        final int leftMs = waiting.dueMs() - nowMs;
        int queue = lengthsMs.length - 1;
        while (queue > 0 && lengthsMs[queue] > leftMs)
        {
            queue--;
        }
        final int bits = waiting.timerQueues();
        if ((bits & (2 << queue) - 1) == 0 && queues.push(queue, waiting.number(), nowMs + lengthsMs[queue]))
        {
            waiting.timerQueues(bits | 1 << queue);
        }
    }

    /**
     * Calls the handler for each record that is due.
     *
     * @param limit most entries looked at in this call.
     * @return how many were.
     */
    public int poll(final int nowMs, final int limit, final Handler handler)
    {
        int looked = 0;
        for (int queue = 0; queue < lengthsMs.length; queue++)
        {
            while (looked < limit && !queues.isEmpty(queue) && queues.headDueMs(queue) - nowMs <= 0)
            {
                records.wrap(record, queues.headRef(queue));
                queues.pop(queue);
                looked++;
                record.timerQueues(record.timerQueues() & ~(1 << queue));
                if (record.is(AckRecord.WAITS))
                {
                    look(nowMs, handler);
                }
            }
        }
        return looked;
    }

    private void look(final int nowMs, final Handler handler)
    {
        if (record.dueMs() - nowMs > 0)
        {
            add(record, nowMs);
        }
        else
        {
            handler.onAckDue(record);
        }
    }

    /** @return bytes of the queues' pool used so far. */
    public long sizeBytes()
    {
        return queues.sizeBytes();
    }
}
