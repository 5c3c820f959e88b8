package io.fourtuple.state;

import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.WaitQueue;

/**
 * Which connections have a transfer, for how long, and which wait for send memory.
 * <pre>
 *   send ──> owes ── all acknowledged ──> rests ── an RTO later, FIN acknowledged, or others need it ──> free
 *     │        ^                            │
 *     │        └────────── send ────────────┘
 *     ├── nothing taken, nothing outstanding ──> WaitQueue ──> MemoryWaits tells, in order
 *     └── cut short ──> the connection's own ACKs bring it back
 * </pre>
 * A transfer that rests holds no data, only what was learnt of the path (SRTT), which so outlives the pauses of requests and
 * responses; RFC 5681 4.1 has a sender forget it after an RTO. That asks for no timer: they rest in a FIFO, looked at each cycle.
 */
final class Transfers
{
    /** Transfers whose rest is over that are freed in one cycle, at most. */
    private static final int REST_LIMIT = 64;
    private static final int NOBODY = -1;

    private final Counters counters;
    private final Clock clock;
    private final ConnectionTable table;
    private final RttEstimator rtt;
    private final SendMemory memory;
    private final WaitQueue waiting;
    private final Transfer rested = new Transfer();
    private final Tcb owner = new Tcb();
    private int served = NOBODY;
    private boolean isShort;

    Transfers(final Counters counters, final Clock clock, final Tables tables, final RttEstimator rtt)
    {
        this.counters = counters;
        this.clock = clock;
        table = tables.table;
        this.rtt = rtt;
        memory = tables.sendMemory;
        waiting = tables.memoryQueue;
    }

    /**
     * Has a connection have a transfer, if need be that of one that rests.
     *
     * @param transfer positioned at it.
     * @return false if there is none.
     */
    boolean open(final Tcb tcb, final Transfer transfer)
    {
        if (tcb.transfer() != 0)
        {
            memory.wrap(transfer, tcb.transfer());
            return true;
        }
        if (!memory.isTransferFree() && memory.oldestResting() != 0)
        {
            freeRested();
        }
        final int number = memory.allocate(transfer);
        if (number == 0)
        {
            return false;
        }
        transfer.owner(tcb.ref());
        tcb.transfer(number);
        return true;
    }

    /** Bytes the application has sent that are not acknowledged; positions the view if there is a transfer. */
    int queuedBytes(final Tcb tcb, final Transfer transfer)
    {
        if (tcb.transfer() == 0)
        {
            return 0;
        }
        memory.wrap(transfer, tcb.transfer());
        return transfer.queued();
    }

    /** Bytes were queued. */
    void queued(final Transfer transfer, final int bytes)
    {
        if (transfer.queued() == bytes)
        {
            memory.owes(transfer, clock.nowMs);
        }
    }

    /** The first bytes are acknowledged. */
    void acknowledged(final Tcb tcb, final Transfer transfer, final int bytes)
    {
        memory.release(transfer, bytes);
        if (transfer.queued() > 0)
        {
            memory.owes(transfer, clock.nowMs);
        }
        else
        {
            memory.rests(transfer, clock.nowMs + rtt.rtoMs(tcb));
        }
    }

    /** Nothing more will be sent, or the connection ends. */
    void close(final Tcb tcb)
    {
        if (tcb.transfer() != 0)
        {
            memory.wrap(rested, tcb.transfer());
            memory.free(rested);
            tcb.transfer(0);
        }
        WaitQueue.leave(tcb);
    }

    /**
     * Bytes that the pool has for a connection now.
     *
     * @param transfer positioned at the connection's, if it has one.
     */
    long room(final Tcb tcb, final Transfer transfer)
    {
        final boolean isTurn = waiting.size() == 0 || tcb.ref() == served;
        if (tcb.transfer() == 0)
        {
            return isTurn && hasTransfer() ? memory.roomForFirst() : 0;
        }
        // Those that wait need a transfer besides: where there is none, chunks are of no use to them.
        return isTurn || transfer.queued() > 0 && !hasTransfer() ? memory.room(transfer) : memory.roomInLast(transfer);
    }

    private boolean hasTransfer()
    {
        return memory.isTransferFree() || memory.oldestResting() != 0;
    }

    /**
     * A connection found less memory than it wanted.
     *
     * @param transfer positioned at the connection's, if it has one.
     */
    void isShort(final Tcb tcb, final Transfer transfer)
    {
        counters.increment(Counter.SEND_MEMORY_FULL);
        isShort = true;
        if (tcb.transfer() == 0 || transfer.queued() == 0)
        {
            waiting.add(tcb);
        }
        else
        {
            transfer.set(Transfer.WANT_WRITABLE);
        }
    }

    /**
     * @return whether anyone found less memory than wanted since this was last asked.
     */
    boolean takeIsShort()
    {
        final boolean was = isShort;
        isShort = false;
        return was;
    }

    /** The application of this connection is being told that there is memory: it may take it before those that wait. */
    void serve(final Tcb tcb)
    {
        served = tcb.ref();
    }

    void serveNobody()
    {
        served = NOBODY;
    }

    /**
     * Frees transfers that have rested long enough.
     *
     * @return how many.
     */
    int endRests()
    {
        int count = 0;
        while (count < REST_LIMIT && memory.oldestResting() != 0)
        {
            memory.wrap(rested, memory.oldestResting());
            if (rested.sinceMs() - clock.nowMs > 0)
            {
                break;
            }
            freeRested();
            count++;
        }
        return count;
    }

    private void freeRested()
    {
        memory.wrap(rested, memory.oldestResting());
        table.wrap(owner, rested.owner());
        memory.free(rested);
        owner.transfer(0);
    }
}
