package io.fourtuple.timer;

import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;

/**
 * Connections that wait for memory of others, first come, first served, without a deadline. Waiting costs nothing, however many
 * wait.
 * <pre>
 *   wait ──> | ref | ref | ref | ──> head: the next to be told
 *
 *   Tcb.waitBits():   ENTRY    the queue has an entry for the record; outlives the connection
 *                     WAITS    the connection waits; ends with it
 * </pre>
 * A record has one entry at most, so the queue has room for the whole table. The entry of a connection that leaves stays in the
 * queue and is passed over later; a connection that waits again before that keeps the entry's place. Entries are in
 * {@link EntryQueues}, whose memory the system gives when it is first needed.
 */
public final class WaitQueue
{
    private static final int ENTRY = 1 << 1;
    private static final int WAITS = 1;

    private final EntryQueues entries;
    private final ConnectionTable table;
    private int size;

    /** @param table whose records wait. */
    public WaitQueue(final ConnectionTable table)
    {
        this.table = table;
        entries = new EntryQueues(1, poolEntries(table.capacity()));
    }

    private static long poolEntries(final int records)
    {
        return records + 2L;
    }

    /**
     * @param records of the table.
     * @return bytes that the queue takes at most.
     */
    public static long neededBytes(final int records)
    {
        return EntryQueues.neededBytes(1, poolEntries(records));
    }

    /** Queues a connection behind all others, unless it waits already. */
    public void add(final Tcb tcb)
    {
        final int bits = tcb.waitBits();
        if ((bits & ENTRY) == 0)
        {
            entries.push(0, tcb.ref(), 0);
            size++;
        }
        tcb.waitBits(bits | ENTRY | WAITS);
    }

    /** Ends a connection's wait. */
    public static void leave(final Tcb tcb)
    {
        tcb.waitBits(tcb.waitBits() & ~WAITS);
    }

    public static boolean isWaiting(final Tcb tcb)
    {
        return (tcb.waitBits() & WAITS) != 0;
    }

    /** @return entries of connections that wait, and of connections that left and are not passed over yet. */
    public int size()
    {
        return size;
    }

    /** Positions a view at the record at the queue's head, which must not be empty. Its connection may have left. */
    public void head(final Tcb tcb)
    {
        table.wrap(tcb, entries.headRef(0));
    }

    /**
     * Takes the head's entry out.
     *
     * @param tcb positioned at it; its connection does not wait any more.
     */
    public void remove(final Tcb tcb)
    {
        entries.pop(0);
        size--;
        tcb.waitBits(tcb.waitBits() & ~(ENTRY | WAITS));
    }

    /** @return bytes of the queue's pool used so far. */
    public long sizeBytes()
    {
        return entries.sizeBytes();
    }
}
