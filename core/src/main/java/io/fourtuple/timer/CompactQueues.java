package io.fourtuple.timer;

import io.fourtuple.table.CompactEntry;
import io.fourtuple.table.ConnectionTable;

/**
 * When compact records have waited long enough: those in TIME_WAIT, and half-open ones for a retransmission. Nearly all of
 * a kind wait equally long, so that they end in the order in which they began, which is that of the memory they lie in.
 * <pre>
 *                     TIME_WAIT   half-open
 *   queue 0 (short)   50 ms       50 ms      | ref, due | ...       what is left of a wait that is none of the lengths
 *   queue 1           500 ms      RTO        | ref, due | ...
 *   queue 2           5 s         4 RTO      | ref, due | ...
 *   queue 3           2*MSL       16 RTO     | ref, due | ref, due | ref, due | ...          and so for each family
 *
 *   a cycle:   take up to 64 that are due ──> hash all ──> touch all index lines ──> end each, or have it wait again
 * </pre>
 * A record remembers which queues hold an entry for it, also over its reuse, as {@link DeadlineQueues} has it: never two in
 * one queue. So the pool has room for all there can be. A wait that was started again costs an entry queued anew for what
 * is left when the first comes due.
 */
public final class CompactQueues<E extends CompactEntry>
{
    /** Told of entries whose wait is over. */
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

    /** How much later than it was due an entry may be looked at and still be queued from when it was due. */
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
    /** The queue that is served first: the one behind that where the limit was reached last. */
    private int firstQueue;
    /** The millisecond in which a poll has found nothing due: no entry comes due in the one in which it was queued. */
    private long idleMs = Long.MIN_VALUE;

    /**
     * @param table       whose records they are.
     * @param entry       a view of that kind, for these queues alone.
     * @param lengthsMs   of the queues, rising, {@link #QUEUES} of them.
     * @param usualMs     what a first wait is.
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
     * @return bytes that queues for them take, if they are used to their end.
     */
    public static long neededBytes(final int maxEntries)
    {
        return EntryQueues.neededBytes(2 * QUEUES, poolEntries(maxEntries));
    }

    /**
     * Has an entry's wait begin, or begin again.
     *
     * @param waiting positioned at it.
     * @param ms      how long, 1 to the most that its kind has.
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
            // An entry of this length or a shorter one comes early enough; else there is room for one.
            // At a time that is a multiple of its unit, as the entry has it, or its wait would still last a moment.
            queues.push(
                first(timeWait.isIpv6()) + queue, timeWait.ref(), nowMs + lengthsMs[queue] + unitMs - 1 & -unitMs);
            timeWait.queues(bits | 1 << queue);
        }
    }

    /**
     * Ends the waits that are over. Where the limit ends a call, the next one begins with the queue behind, as
     * {@link DeadlineQueues} has it.
     *
     * @param nowMs   of the loop's clock.
     * @param limit   most entries of the queues looked at; they are taken in groups of 64.
     * @param handler told of each.
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

    /** Takes what is due from a queue's head, up to a group, and sorts out those whose wait is over. */
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
                // From when it was due: what is left is then a length again, where the whole wait is a sum of some.
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
     * Positions a view at the entry that has waited longest, as the queues know it: the first one of the longest length
     * whose wait was not started again, or of the others if there is none. It is taken off the queue, as it is to be
     * removed: who gets its record next then queues behind all others.
     *
     * @param timeWait   positioned at it.
     * @param isIpv6 the family.
     * @param but    an entry that does not count.
     * @param nowMs  of the loop's clock.
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
     * Queues one that was started since: for what is left, as when it comes due; and behind those that are as long in the
     * queue, where it is the oldest when they are gone. Who starts his again must not outlast all others.
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

    /** Whether an entry has waited since it was queued; else another one has taken its record, or it waits anew. */
    private boolean isSince(final E timeWait, final int dueInMs, final int length)
    {
        final int beyondMs = Math.max(0, timeWait.wholeWaitMs(usualMs) - lengthsMs[length]);
        return timeWait.leftMs() <= dueInMs + beyondMs + 2 * unitMs;
    }

    /**
     * @return bytes of the queues' pool that were used so far.
     */
    public long sizeBytes()
    {
        return queues.sizeBytes();
    }
}
