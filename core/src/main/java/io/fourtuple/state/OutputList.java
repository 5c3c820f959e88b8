package io.fourtuple.state;

import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;

/**
 * The connections with something to send in this cycle, in order: listed while a batch of frames is processed, and served at
 * its end by {@link TcpMachine#output}. One ACK then answers a connection's small segments of the batch, and rides on data
 * where there is some; {@link DelayedAcks} says which ones wait for longer.
 * <pre>
 *   later ──> | ref | ref | .. |  a ring ──> flush ──> Output.send ──> link
 *     │  ^                                                  │
 *     │  └────── its turn is over, or the link is full ─────┘
 *     └── the ring is full ──> Output.send, at once
 * </pre>
 */
final class OutputList
{
    private static final int LENGTH = 1 << 16;

    private final ConnectionTable table;
    private final Output output;
    private final Tcb tcb = new Tcb();
    private final int[] refs = new int[LENGTH];
    private int first;
    private int count;
    private boolean isSendingUnlisted;

    OutputList(final ConnectionTable table, final Output output)
    {
        this.table = table;
        this.output = output;
    }

    /** Has {@link Output#send} called for the connection at the end of the cycle. */
    void later(final Tcb listed)
    {
        if (listed.is(Tcb.OUTPUT_LISTED))
        {
            return;
        }
        if (count < LENGTH)
        {
            listed.set(Tcb.OUTPUT_LISTED);
            refs[first + count++ & LENGTH - 1] = listed.ref();
        }
        else if (!isSendingUnlisted)
        {
            // If the link has no room, the connection's timer sends again; for an ACK, the peer's timer asks again.
            isSendingUnlisted = true;
            output.send(listed);
            isSendingUnlisted = false;
        }
    }

    /** An ACK is owed: it goes with the output at the end of the cycle. */
    void ackLater(final Tcb owing)
    {
        owing.set(Tcb.ACK_PENDING);
        later(owing);
    }

    /**
     * Serves the connections listed, in order. One that has used up its turn, or finds the link full, lists itself anew behind
     * the others; with the link full, they too wait for the next cycle: to wait costs one claim a cycle, however many do.
     *
     * @return how many were served; one that the link had no room for at all was not.
     */
    int flush()
    {
        final int listed = count;
        int served = 0;
        output.isLinkFull = false;
        for (int i = 0; i < listed && !output.isLinkFull; i++)
        {
            table.wrap(tcb, refs[first]);
            first = first + 1 & LENGTH - 1;
            count--;
            // A record freed since then is unlisted, and owes nothing; one used anew was listed again and is served once.
            boolean isServed = true;
            if (tcb.is(Tcb.OUTPUT_LISTED))
            {
                tcb.clear(Tcb.OUTPUT_LISTED);
                isServed = output.send(tcb);
            }
            served += isServed ? 1 : 0;
        }
        return served;
    }
}
