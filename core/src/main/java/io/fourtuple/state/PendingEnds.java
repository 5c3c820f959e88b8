package io.fourtuple.state;

import io.fourtuple.app.CloseReason;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;

/**
 * Connections that have ended while an application was being called, in the order of their ends, until their own
 * applications are told. The queue runs through their records, which are CLOSED and not yet free: it needs no memory of its
 * own, however many end in one call.
 * <pre>
 *   head ──> | SND.UNA: next ref | RTO: reason | ──> | SND.UNA: next ref | RTO: reason | <── tail
 * </pre>
 */
final class PendingEnds
{
    private static final CloseReason[] REASONS = CloseReason.values();

    private final ConnectionTable table;
    private final Tcb tailTcb = new Tcb();
    private int head = ConnectionTable.NONE;
    private int tail = ConnectionTable.NONE;

    PendingEnds(final ConnectionTable table)
    {
        this.table = table;
    }

    /** Adds a connection in state CLOSED that its 4-tuple does not lead to any more. */
    void add(final Tcb tcb, final CloseReason reason)
    {
        tcb.sndUna(ConnectionTable.NONE);
        tcb.rtoCode(reason.ordinal());
        if (head == ConnectionTable.NONE)
        {
            head = tcb.ref();
        }
        else
        {
            table.wrap(tailTcb, tail);
            tailTcb.sndUna(tcb.ref());
        }
        tail = tcb.ref();
    }

    boolean isEmpty()
    {
        return head == ConnectionTable.NONE;
    }

    /**
     * Takes the connection that ended first; there must be one.
     *
     * @param tcb positioned at its record.
     * @return why it ended.
     */
    CloseReason take(final Tcb tcb)
    {
        table.wrap(tcb, head);
        head = tcb.sndUna();
        return REASONS[tcb.rtoCode()];
    }
}
