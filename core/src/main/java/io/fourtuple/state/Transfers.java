package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.OutOfOrder;
import io.fourtuple.table.ReceiveMemory;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.WaitQueue;

/**
 * Which connections have a transfer, for how long, which wait for send memory, and which keep data that arrived out of order.
 * <pre>
 *   send ──> owes ── all acknowledged ──> rests ── an RTO later, FIN acknowledged, or others need it ──> free
 *     │        ^                            │
 *     │        └────────── send ────────────┘
 *     ├── nothing taken, nothing outstanding ──> WaitQueue ──> MemoryWaits tells, in order
 *     └── cut short ──> the connection's own ACKs bring it back
 *
 *   a segment behind a gap ──> receives ── gap filled, connection ends, or others need it, the oldest first ──> free
 * </pre>
 * A transfer may be there for both; it is given back when it is there for neither. Sending takes a transfer from a connection
 * that only keeps data out of order, never the other way round.
 * <p>
 * A transfer that rests holds no data, only what was learnt of the path (SRTT, cwnd), which so outlives the pauses of requests and
 * responses; RFC 5681 4.1 has a sender forget it after an RTO. That asks for no timer: they rest in a FIFO, looked at each cycle.
 */
final class Transfers
{
    /** Transfers whose rest is over that are freed in one cycle, at most. */
    private static final int REST_LIMIT = 64;
    /** Connections whose data out of order is given up for one segment, at most. */
    private static final int PRUNE_LIMIT = 64;
    private static final int NOBODY = -1;
    /** Until others need the transfer. */
    private static final int LONG_REST_MS = 1 << 30;

    private final Counters counters;
    private final Clock clock;
    private final ConnectionTable table;
    private final RttEstimator rtt;
    private final SendMemory memory;
    private final ReceiveMemory receiveMemory;
    private final WaitQueue waiting;
    private final Transfer rested = new Transfer();
    private final Transfer receiving = new Transfer();
    private final OutOfOrder forgotten = new OutOfOrder();
    private final Tcb owner = new Tcb();
    private final boolean isForgetful;
    private int served = NOBODY;
    private boolean isShort;

    Transfers(
        final Settings settings, final Counters counters, final Clock clock, final Tables tables, final RttEstimator rtt)
    {
        isForgetful = settings.isOn(Setting.TCP_SLOW_START_AFTER_IDLE);
        this.counters = counters;
        this.clock = clock;
        table = tables.table;
        this.rtt = rtt;
        memory = tables.sendMemory;
        receiveMemory = tables.receiveMemory;
        waiting = tables.memoryQueue;
    }

    /**
     * Has a connection have a transfer, if need be that of one that rests, or that only keeps data out of order.
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
        while (!memory.isTransferFree() && memory.oldestResting() != 0)
        {
            freeRested();
        }
        if (!memory.isTransferFree() && memory.oldestReceiving() != 0)
        {
            memory.wrap(receiving, memory.oldestReceiving());
            receiveMemory.wrap(forgotten, receiving.outOfOrder());
            prune();
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

    /** Positions the view at a connection's transfer; false if it has none. */
    boolean wrap(final Tcb tcb, final Transfer transfer)
    {
        if (tcb.transfer() == 0)
        {
            return false;
        }
        memory.wrap(transfer, tcb.transfer());
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
            memory.rests(transfer, clock.nowMs + (isForgetful ? rtt.rtoMs(tcb) : LONG_REST_MS));
        }
    }

    /** The connection ends. */
    void close(final Tcb tcb)
    {
        forget(tcb);
        closeSending(tcb);
    }

    /** Nothing more will be sent. */
    void closeSending(final Tcb tcb)
    {
        if (tcb.transfer() != 0)
        {
            memory.wrap(rested, tcb.transfer());
            giveBack(tcb, rested);
        }
        WaitQueue.leave(tcb);
    }

    /** A transfer is not there for sending any more. */
    private void giveBack(final Tcb tcb, final Transfer transfer)
    {
        if (transfer.outOfOrder() != 0)
        {
            // RFC 5681 4.1: the next data finds a path that is not known.
            transfer.cwnd(0);
            memory.receives(transfer);
            return;
        }
        memory.free(transfer);
        tcb.transfer(0);
    }

    /**
     * @param record positioned at what a connection keeps out of order.
     * @return false if it keeps nothing.
     */
    boolean wrapOutOfOrder(final Tcb tcb, final OutOfOrder record)
    {
        if (tcb.transfer() == 0)
        {
            return false;
        }
        memory.wrap(receiving, tcb.transfer());
        if (receiving.outOfOrder() == 0)
        {
            return false;
        }
        receiveMemory.wrap(record, receiving.outOfOrder());
        return true;
    }

    /**
     * Has a connection have a record of what it keeps out of order, if need be that of the one whose gaps are the oldest.
     *
     * @param record positioned at it.
     * @return false if there is none.
     */
    boolean openOutOfOrder(final Tcb tcb, final OutOfOrder record)
    {
        if (wrapOutOfOrder(tcb, record))
        {
            return true;
        }
        if (!receiveMemory.isRecordFree())
        {
            pruneOldest(tcb);
        }
        if (!receiveMemory.isRecordFree() || !open(tcb, receiving))
        {
            return false;
        }
        receiving.outOfOrder(receiveMemory.allocate(record, receiving.number()));
        if (!memory.isForSending(receiving))
        {
            memory.receives(receiving);
        }
        return true;
    }

    /** Makes room for a segment that is to be kept out of order: what others have kept for the longest is given up. */
    void makeRoom(final Tcb tcb, final int length)
    {
        // Records without a chunk, of a lone FIN, do not help.
        int pruned = 0;
        while (pruned < PRUNE_LIMIT && !receiveMemory.hasRoom(length) && pruneOldest(tcb))
        {
            pruned++;
        }
    }

    /** Gives up what is kept out of order for the longest, but not a connection's own. */
    private boolean pruneOldest(final Tcb except)
    {
        final int oldest = receiveMemory.oldest();
        if (oldest == 0)
        {
            return false;
        }
        receiveMemory.wrap(forgotten, oldest);
        if (forgotten.transfer() == except.transfer())
        {
            return false;
        }
        memory.wrap(receiving, forgotten.transfer());
        prune();
        return true;
    }

    /** RFC 2018 8: what was said in SACK blocks may be forgotten. */
    private void prune()
    {
        counters.increment(Counter.OFO_PRUNED);
        table.wrap(owner, receiving.owner());
        free();
    }

    /** All that a connection keeps out of order is given back, and its transfer if that is there for nothing else. */
    void forget(final Tcb tcb)
    {
        if (wrapOutOfOrder(tcb, forgotten))
        {
            table.wrap(owner, tcb.ref());
            free();
        }
    }

    private void free()
    {
        receiveMemory.free(forgotten);
        receiving.outOfOrder(0);
        if (!memory.isForSending(receiving))
        {
            memory.free(receiving);
            owner.transfer(0);
        }
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
        return memory.isTransferFree() || memory.oldestResting() != 0 || memory.oldestReceiving() != 0;
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
        giveBack(owner, rested);
    }
}
