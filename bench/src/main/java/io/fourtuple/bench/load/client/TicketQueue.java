package io.fourtuple.bench.load.client;

/** Connections in the order they came, each with a time; of fixed size. One thread. */
final class TicketQueue
{
    private static final int FIELDS = 3;

    private final long[] ring;
    private final int mask;
    private long head;
    private long tail;

    /** @param capacity a power of two. */
    TicketQueue(final int capacity)
    {
        ring = new long[FIELDS * capacity];
        mask = capacity - 1;
    }

    int size()
    {
        return (int)(tail - head);
    }

    /** Adds one; the oldest has to go if there is no room. */
    void add(final long ticket, final int slot, final long ns)
    {
        if (size() > mask)
        {
            head++;
        }
        final int index = (int)(tail++ & mask) * FIELDS;
        ring[index] = ticket;
        ring[index + 1] = slot;
        ring[index + 2] = ns;
    }

    /** The oldest one's ticket; there must be one, as for all that follow. */
    long ticket()
    {
        return ring[(int)(head & mask) * FIELDS];
    }

    int slot()
    {
        return (int)ring[(int)(head & mask) * FIELDS + 1];
    }

    long ns()
    {
        return ring[(int)(head & mask) * FIELDS + 2];
    }

    void remove()
    {
        head++;
    }
}
