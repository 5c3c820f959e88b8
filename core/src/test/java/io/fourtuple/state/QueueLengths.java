package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;

import io.fourtuple.app.FourTuple;
import io.fourtuple.loop.Engine;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;

/** Looks into an engine's listeners: whether each knows how many half-open connections it has, and who would get a SYN. */
public final class QueueLengths
{
    private final ConnectionTable table;
    private final Listeners listeners;
    private final HalfOpenConnections halfOpens;
    private final HalfOpenEntry entry = new HalfOpenEntry();

    public QueueLengths(final Engine engine)
    {
        halfOpens = Inside.halfOpens(engine);
        listeners = halfOpens.listeners;
        table = Inside.table(engine);
    }

    /** Goes through all records and counts what each listener should know. */
    public void assertRight(final String where)
    {
        final Map<Integer, int[]> counts = new HashMap<>();
        for (int ref = table.nextHalfOpen(ConnectionTable.NONE); ref != ConnectionTable.NONE;
            ref = table.nextHalfOpen(ref))
        {
            table.wrap(entry, ref, 0);
            final Listeners.Listener listener = entry.isUsed() ? halfOpens.listener(entry) : null;
            if (listener != null)
            {
                final int[] count = counts.computeIfAbsent(listener.id, id -> new int[2]);
                count[0]++;
                count[1] += entry.retries() == 0 ? 1 : 0;
            }
        }
        for (final Listeners.Listener head : listeners.byPort.values())
        {
            for (Listeners.Listener listener = head; listener != null; listener = listener.next)
            {
                final int[] expected = counts.getOrDefault(listener.id, new int[2]);
                assertEquals(expected[0], listener.length(), where + ": length of " + listener.local);
                assertEquals(expected[1], listener.young(), where + ": young of " + listener.local);
            }
        }
    }

    /** The id of the listener for this local address and port; 0 if there is none. */
    public int listenerOf(final FourTuple tuple)
    {
        final Listeners.Listener listener = find(tuple);
        return listener == null ? 0 : listener.id;
    }

    public boolean isAcceptQueueFull(final FourTuple tuple)
    {
        final Listeners.Listener listener = find(tuple);
        return listener != null && listener.isAcceptQueueFull();
    }

    public int length(final FourTuple tuple)
    {
        return find(tuple).length();
    }

    public int young(final FourTuple tuple)
    {
        return find(tuple).young();
    }

    private Listeners.Listener find(final FourTuple tuple)
    {
        return listeners.find(tuple.isIpv6(), tuple.localHi(), tuple.localLo(), tuple.localPort());
    }
}
