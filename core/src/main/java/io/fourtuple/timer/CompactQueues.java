package io.fourtuple.timer;

import io.fourtuple.table.CompactEntry;
import io.fourtuple.table.ConnectionTable;

/**
 * Timers of compact records: the end of TIME_WAIT, and retransmissions for half-open connections. Nearly all of a kind wait
 * equally long, so that they end in the order in which they began, which is the order of their memory.
 * <pre>
 *                     TIME_WAIT   half-open
 *   queue 0 (short)   50 ms       50 ms      | ref, due | ...       the rest of a wait that is none of the lengths
 *   queue 1           500 ms      RTO        | ref, due | ...
 *   queue 2           5 s         4 RTO      | ref, due | ...
 *   queue 3           2*MSL       16 RTO     | ref, due | ref, due | ref, due | ...          and so for each family
 *
 *   a cycle:   take up to 64 that are due ──> hash all ──> touch all index lines ──> end each, or start its wait again
 * </pre>
 * A record remembers which queues have an entry for it, also over its reuse, and never has two in one queue (as in
 * {@link DeadlineQueues}). So the pool has room for all. A wait that was started again costs one more entry: when the first
 * comes due, the rest of the wait is queued anew.
 */
public final class CompactQueues<E extends CompactEntry>
{
    /** Called for entries whose wait is over. */
    public interface Handler<E extends CompactEntry>
    {
        /**
         * @param entry   to be removed by the handler, or to wait again.
         * @param keyHash of its 4-tuple.
         */
        void onDue(E entry, long keyHash);
    }

    /** Queues of a family. */
    public static final int QUEUES = 4;

    /** Up to this lateness, the rest of a wait is queued from when the entry was due. */
    private static final int MAX_LATE_MS = 8;
    private static final int OLDEST_TRIES = 64;
    private static final int GROUP = ConnectionTable.MAX_TOUCHED;

    private final ConnectionTable table;
    private final EntryQueues queues;
    private final int[] lengthsMs;
    private final int unitMs;
    private final int usualMs;
    private final E entry;
    private final int[] ipv4Refs = new int[GROUP];
    private final int[] ipv6Refs = new int[GROUP];
    private final long[] ipv4Hashes = new long[GROUP];
    private final long[] ipv6Hashes = new long[GROUP];
    private int ipv4Count;
    private int ipv6Count;
    /** The queue to be served first: the one after the queue where the limit was last reached. */
    private int firstQueue;
    /** The millisecond in which a poll found nothing due: no entry comes due in the millisecond in which it is queued. */
    private long idleMs = Long.MIN_VALUE;

    /**
     * @param table       whose records they are.
     * @param entry       a view of that kind, for these queues alone.
     * @param lengthsMs   of the queues, rising, {@link #QUEUES} of them.
     * @param usualMs     length of a first wait.
     * @param unitMs      of the records' times, a power of two.
     * @param maxEntries  of the kind, of both families.
     */
    public CompactQueues(
        final ConnectionTable table,
        final E entry,
        final int[] lengthsMs,
        final int usualMs,
        final int unitMs,
        final int maxEntries)
    {
        if (lengthsMs.length != QUEUES)
        {
            throw new IllegalArgumentException("queues must be " + QUEUES + ": queues=" + lengthsMs.length);
        }
        this.table = table;
        this.entry = entry;
        this.lengthsMs = lengthsMs.clone();
        this.usualMs = usualMs;
        this.unitMs = unitMs;
        queues = new EntryQueues(2 * QUEUES, poolEntries(maxEntries));
    }

    private static long poolEntries(final int maxEntries)
    {
        return QUEUES * (maxEntries + 2L);
    }

    /**
     * @param maxEntries of the kind, of both families.
     * @return bytes that queues for them take at most.
     */
    public static long neededBytes(final int maxEntries)
    {
        return EntryQueues.neededBytes(2 * QUEUES, poolEntries(maxEntries));
    }

    /**
     * Starts an entry's wait, or starts it again.
     *
     * @param waiting positioned at it.
     * @param ms      length of the wait, 1 to the most of its kind.
     * @param nowMs   of the loop's clock.
     */
    public void startWait(final E waiting, final int ms, final int nowMs)
    {
        waiting.waitMs(ms);
        queue(waiting, ms, nowMs);
    }

    /** The first queue of a family. */
    private static int first(final boolean isIpv6)
    {
        return isIpv6 ? QUEUES : 0;
    }

    private void queue(final E timeWait, final int leftMs, final int nowMs)
    {
        int queue = QUEUES - 1;
        while (queue > 0 && lengthsMs[queue] > leftMs)
        {
            queue--;
        }
        final int bits = timeWait.queues();
        if ((bits & (2 << queue) - 1) == 0)
        {
            // A queued entry of this length or a shorter one comes early enough; without one, the pool has room for it.
            // Due at a multiple of the record's unit, or its wait would still last a moment.
            queues.push(
                first(timeWait.isIpv6()) + queue, timeWait.ref(), nowMs + lengthsMs[queue] + unitMs - 1 & -unitMs);
            timeWait.queues(bits | 1 << queue);
        }
    }

    /**
     * Ends the waits that are over. When the limit ends a call, the next call begins with the next queue, as in
     * {@link DeadlineQueues}.
     *
     * @param nowMs   of the loop's clock.
     * @param limit   most entries of the queues looked at; they are taken in groups of 64.
     * @param handler called for each.
     * @return how many entries of the queues were looked at.
     */
    public int poll(final int nowMs, final int limit, final Handler<E> handler)
    {
        if (nowMs == idleMs)
        {
            return 0;
        }
        int looked = 0;
        int queue = firstQueue;
        for (int i = 0; i < 2 * QUEUES && looked < limit; i++)
        {
            while (looked < limit && isDue(queue, nowMs))
            {
                looked += take(queue, nowMs);
                end(nowMs, handler);
            }
            queue = queue + 1 & 2 * QUEUES - 1;
        }
        firstQueue = looked < limit ? 0 : queue;
        idleMs = looked == 0 ? nowMs : Long.MIN_VALUE;
        return looked;
    }

    private boolean isDue(final int queue, final int nowMs)
    {
        return !queues.isEmpty(queue) && queues.headDueMs(queue) - nowMs <= 0;
    }

    /** Takes due entries from a queue's head, up to a group, and picks those whose wait is over. */
    private int take(final int queue, final int nowMs)
    {
        int taken = 0;
        while (taken < GROUP && isDue(queue, nowMs))
        {
            taken++;
            final int lateMs = Math.min(MAX_LATE_MS, nowMs - queues.headDueMs(queue));
            table.wrap(entry, queues.headRef(queue), nowMs);
            queues.pop(queue);
            entry.queues(entry.queues() & ~(1 << queue % QUEUES));
            if (!entry.isUsed())
            {
                continue;
            }
            final int leftMs = entry.leftMs();
            if (leftMs > 0)
            {
                // From when it was due: if the whole wait is a sum of queue lengths, the rest is a length again.
                queue(entry, leftMs + lateMs, nowMs - lateMs);
            }
            else if (entry.isIpv6())
            {
                ipv6Hashes[ipv6Count] = table.hash(entry);
                ipv6Refs[ipv6Count++] = entry.ref();
            }
            else
            {
                ipv4Hashes[ipv4Count] = table.hash(entry);
                ipv4Refs[ipv4Count++] = entry.ref();
            }
        }
        return taken;
    }

    private void end(final int nowMs, final Handler<E> handler)
    {
        table.touch(false, ipv4Hashes, ipv4Count);
        table.touch(true, ipv6Hashes, ipv6Count);
        for (int i = 0; i < ipv4Count; i++)
        {
            table.wrap(entry, ipv4Refs[i], nowMs);
            handler.onDue(entry, ipv4Hashes[i]);
        }
        for (int i = 0; i < ipv6Count; i++)
        {
            table.wrap(entry, ipv6Refs[i], nowMs);
            handler.onDue(entry, ipv6Hashes[i]);
        }
        ipv4Count = 0;
        ipv6Count = 0;
    }

    /**
     * Positions a view at the entry that has waited longest, as far as the queues know: the first entry of the longest length
     * whose wait was not started again, or of the shorter lengths if there is none. The entry is taken off the queue, since it
     * is to be removed: the next user of its record then queues behind all others.
     *
     * @param timeWait positioned at it.
     * @param isIpv6   the family.
     * @param but      an entry that does not count.
     * @param nowMs    of the loop's clock.
     * @return false if there is none.
     */
    public boolean takeOldest(final E timeWait, final boolean isIpv6, final int but, final int nowMs)
    {
        int tries = OLDEST_TRIES;
        for (int length = QUEUES - 1; length >= 0; length--)
        {
            final int queue = first(isIpv6) + length;
            while (!queues.isEmpty(queue))
            {
                final int dueInMs = queues.headDueMs(queue) - nowMs;
                table.wrap(timeWait, queues.headRef(queue), nowMs);
                queues.pop(queue);
                timeWait.queues(timeWait.queues() & ~(1 << length));
                final boolean counts = timeWait.isUsed() && timeWait.ref() != but;
                if (counts && (tries <= 0 || isSince(timeWait, dueInMs, length)))
                {
                    return true;
                }
                tries--;
                if (counts)
                {
                    queueAgain(timeWait, queue, nowMs);
                }
            }
        }
        return false;
    }

    /**
     * Queues an entry again whose wait was started again since: for the rest of its wait, as when it comes due, and at the end
     * of the same queue, so that it is the oldest once the others are gone. A peer that restarts its wait must not outlast all
     * others.
     */
    private void queueAgain(final E timeWait, final int queue, final int nowMs)
    {
        final int length = queue % QUEUES;
        queue(timeWait, Math.max(1, timeWait.leftMs()), nowMs);
        if ((timeWait.queues() & 1 << length) == 0)
        {
            queues.push(queue, timeWait.ref(), nowMs + lengthsMs[length] + unitMs - 1 & -unitMs);
            timeWait.queues(timeWait.queues() | 1 << length);
        }
    }

    /** Whether an entry has waited since it was queued; else its record has another use, or its wait was started again. */
    private boolean isSince(final E timeWait, final int dueInMs, final int length)
    {
        final int beyondMs = Math.max(0, timeWait.wholeWaitMs(usualMs) - lengthsMs[length]);
        return timeWait.leftMs() <= dueInMs + beyondMs + 2 * unitMs;
    }

    /** @return bytes of the queues' pool used so far. */
    public long sizeBytes()
    {
        return queues.sizeBytes();
    }
}
