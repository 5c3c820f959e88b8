package io.fourtuple.state;

import io.fourtuple.app.CloseReason;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.WaitQueue;

/**
 * Serves connections that wait for send memory, once a cycle.
 * <pre>
 *   head of the queue ── memory for it ──> onWritable, next
 *                     ── none ──> oldest SND.UNA older than send_memory_patience_ms ──> RST, SEND_MEMORY_SHORT, look again
 *                              └─ all make progress ──> wait; what their ACKs free is the head's
 * </pre>
 * An application that does not use the memory holds up nobody: the next is told in the same cycle. So peers that take no data
 * hold memory that others need for as long as the setting says and no longer, whatever they owe (RFC 9293 3.9.1 leaves it
 * open; Linux resets connections when {@code tcp_mem} is used up and counts {@code TCPAbortOnMemory}).
 */
final class MemoryWaits
{
    /** Connections told or aborted in one cycle, at most. */
    private static final int LIMIT = 256;

    private final Counters counters;
    private final Clock clock;
    private final ConnectionTable table;
    private final SendMemory memory;
    private final WaitQueue waiting;
    private final Transfers transfers;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final Tcb tcb = new Tcb();
    private final Transfer transfer = new Transfer();
    private final int patienceMs;

    MemoryWaits(
        final Settings settings,
        final Counters counters,
        final Clock clock,
        final Tables tables,
        final Transfers transfers,
        final Connections connections,
        final HandlerCalls handlerCalls)
    {
        this.counters = counters;
        this.clock = clock;
        table = tables.table;
        this.connections = connections;
        this.handlerCalls = handlerCalls;
        memory = tables.sendMemory;
        waiting = tables.memoryQueue;
        this.transfers = transfers;
        patienceMs = settings.intValue(Setting.SEND_MEMORY_PATIENCE_MS);
    }

    /** @return how many were told or aborted. */
    int serve()
    {
        int done = transfers.endRests();
        if (transfers.takeIsShort() && waiting.size() == 0 && evict())
        {
            // For one that was cut short and does not wait here: it comes back by its own ACKs.
            done++;
        }
        // Those that wait again stand behind, and are not told twice in a cycle.
        int left = Math.min(LIMIT, waiting.size());
        for (int i = 0; i < LIMIT && left > 0; i++)
        {
            waiting.head(tcb);
            if (!WaitQueue.isWaiting(tcb))
            {
                waiting.remove(tcb);
                left--;
            }
            else if (hasMemory())
            {
                waiting.remove(tcb);
                left--;
                done++;
                tell();
            }
            else if (evict())
            {
                done++;
            }
            else
            {
                break;
            }
        }
        return done;
    }

    private boolean hasMemory()
    {
        if (tcb.transfer() != 0)
        {
            memory.wrap(transfer, tcb.transfer());
        }
        transfers.serve(tcb);
        final boolean hasMemory = transfers.room(tcb, transfer) > 0;
        transfers.serveNobody();
        return hasMemory;
    }

    private void tell()
    {
        transfers.serve(tcb);
        handlerCalls.onWritable(tcb);
        transfers.serveNobody();
    }

    /** Aborts the connection whose SND.UNA has stood still for the longest, if that is long enough. */
    private boolean evict()
    {
        final int oldest = memory.oldestOwing();
        if (oldest == 0)
        {
            return false;
        }
        memory.wrap(transfer, oldest);
        if (clock.nowMs - transfer.sinceMs() < patienceMs)
        {
            return false;
        }
        table.wrap(tcb, transfer.owner());
        counters.increment(Counter.ABORT_ON_MEMORY);
        connections.abort(tcb, CloseReason.SEND_MEMORY_SHORT);
        return true;
    }
}
