package io.fourtuple.timer;

import java.util.Arrays;

import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HeldEntry;

/**
 * When connections in TIME_WAIT have waited long enough. Nearly all wait equally long, so that they end in the order in
 * which they began, which is that of the memory they lie in.
 * <pre>
 *   queue 0 (50 ms)   | ref, due | ...                  what is left of a wait that is none of the lengths
 *   queue 1 (500 ms)  | ref, due | ...
 *   queue 2 (5 s)     | ref, due | ...
 *   queue 3 (2*MSL)   | ref, due | ref, due | ref, due | ...          and so for each family
 *
 *   a cycle:   take up to 64 that are due ──> hash all ──> touch all index lines ──> end each
 * </pre>
 * A record remembers which queues hold an entry for it, also over its reuse, as {@link DeadlineQueues} has it: never two in
 * one queue. So the pool has room for all there can be. A wait that was started again costs an entry queued anew for what
 * is left when the first comes due.
 */
public final class HoldQueues
{
    /** Told of entries whose wait is over. */
    public interface Handler
    {
        /**
         * @param entry   to be removed by the handler.
         * @param keyHash of its 4-tuple.
         */
        void onHeldLongEnough(HeldEntry entry, long keyHash);
    }

    private static final int[] SHORT_MS = {50, 500, 5_000};
    private static final int QUEUES = SHORT_MS.length + 1;
    private static final int OLDEST_TRIES = 64;
    private static final int GROUP = ConnectionTable.MAX_TOUCHED;

    private final ConnectionTable table;
    private final EntryQueues queues;
    private final int[] lengthsMs;
    private final HeldEntry entry = new HeldEntry();
    private final int[] ipv4Refs = new int[GROUP];
    private final int[] ipv6Refs = new int[GROUP];
    private final long[] ipv4Hashes = new long[GROUP];
    private final long[] ipv6Hashes = new long[GROUP];
    private int ipv4Count;
    private int ipv6Count;

    /**
     * @param table   whose entries are held.
     * @param usualMs what most waits are, milliseconds.
     */
    public HoldQueues(final ConnectionTable table, final int usualMs)
    {
        this.table = table;
        lengthsMs = Arrays.copyOf(SHORT_MS, QUEUES);
        lengthsMs[QUEUES - 1] = Math.max(SHORT_MS[SHORT_MS.length - 1], usualMs);
        queues = new EntryQueues(2 * QUEUES, (long)QUEUES * (table.heldCapacity() + 2L));
    }

    /**
     * Has an entry's wait begin, or begin again.
     *
     * @param held   positioned at it.
     * @param holdMs how long, 1 to 7,200,000.
     * @param nowMs  of the loop's clock.
     */
    public void hold(final HeldEntry held, final int holdMs, final int nowMs)
    {
        held.holdMs(holdMs);
        queue(held, holdMs, nowMs);
    }

    /** The first queue of a family. */
    private static int first(final boolean isIpv6)
    {
        return isIpv6 ? QUEUES : 0;
    }

    private void queue(final HeldEntry held, final int leftMs, final int nowMs)
    {
        int queue = QUEUES - 1;
        while (queue > 0 && lengthsMs[queue] > leftMs)
        {
            queue--;
        }
        final int bits = held.queues();
        if ((bits & (2 << queue) - 1) == 0)
        {
            // An entry of this length or a shorter one comes early enough; else there is room for one.
            // At a time that is a multiple of 8, as the entry has it, or its wait would still last a moment.
            queues.push(first(held.isIpv6()) + queue, held.ref(), nowMs + lengthsMs[queue] + 7 & ~7);
            held.queues(bits | 1 << queue);
        }
    }

    /**
     * Ends the waits that are over.
     *
     * @param nowMs   of the loop's clock.
     * @param limit   most entries of the queues looked at; they are taken in groups of 64.
     * @param handler told of each.
     * @return how many entries of the queues were looked at.
     */
    public int poll(final int nowMs, final int limit, final Handler handler)
    {
        int looked = 0;
        for (int queue = 0; queue < 2 * QUEUES; queue++)
        {
            int group = GROUP;
            while (group == GROUP && looked < limit)
            {
                group = take(queue, nowMs);
                looked += group;
                end(nowMs, handler);
            }
        }
        return looked;
    }

    /** Takes what is due from a queue's head, up to a group, and sorts out those whose wait is over. */
    private int take(final int queue, final int nowMs)
    {
        int taken = 0;
        while (taken < GROUP && !queues.isEmpty(queue) && queues.headDueMs(queue) - nowMs <= 0)
        {
            taken++;
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
                queue(entry, leftMs, nowMs);
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

    private void end(final int nowMs, final Handler handler)
    {
        table.touch(false, ipv4Hashes, ipv4Count);
        table.touch(true, ipv6Hashes, ipv6Count);
        for (int i = 0; i < ipv4Count; i++)
        {
            table.wrap(entry, ipv4Refs[i], nowMs);
            handler.onHeldLongEnough(entry, ipv4Hashes[i]);
        }
        for (int i = 0; i < ipv6Count; i++)
        {
            table.wrap(entry, ipv6Refs[i], nowMs);
            handler.onHeldLongEnough(entry, ipv6Hashes[i]);
        }
        ipv4Count = 0;
        ipv6Count = 0;
    }

    /**
     * Positions a view at the entry that has waited longest, as the queues know it: the first one of the usual length
     * whose wait was not started again, or of the others if there is none.
     *
     * @param held   positioned at it.
     * @param isIpv6 the family.
     * @param but    an entry that does not count.
     * @param nowMs  of the loop's clock.
     * @return false if there is none.
     */
    public boolean oldest(final HeldEntry held, final boolean isIpv6, final int but, final int nowMs)
    {
        int tries = OLDEST_TRIES;
        for (int length = QUEUES - 1; length >= 0; length--)
        {
            final int queue = first(isIpv6) + length;
            while (!queues.isEmpty(queue))
            {
                table.wrap(held, queues.headRef(queue), nowMs);
                final boolean counts = held.isUsed() && held.ref() != but;
                if (counts && (tries <= 0 || held.leftMs() <= queues.headDueMs(queue) - nowMs + SHORT_MS[0]))
                {
                    return true;
                }
                tries--;
                queues.pop(queue);
                held.queues(held.queues() & ~(1 << length));
                if (counts)
                {
                    // Started again since: queued for what is left, as when it comes due.
                    queue(held, Math.max(1, held.leftMs()), nowMs);
                }
            }
        }
        return false;
    }

    /**
     * @return bytes of the queues' pool that were used so far.
     */
    public long sizeBytes()
    {
        return queues.sizeBytes();
    }
}
