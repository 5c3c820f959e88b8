package io.fourtuple.bench.load.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries from the server's thread to the generator's which connections its application was given, and when: the only
 * proof that a handshake is complete, since a client that got a SYN-ACK knows nothing of what becomes of its ACK. One
 * thread writes, one reads; nothing allocates, nobody waits.
 * <pre>
 *   | address lo | port | ns |  address lo | port | ns | ...      a ring; an entry is seen once the tail is beyond it
 * </pre>
 */
public final class EstablishedFeed
{
    private static final int FIELDS = 3;

    private final long[] ring;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();
    private long cachedHead;
    private long read;
    private volatile long lost;

    /** @param capacity entries, a power of two; no fewer than connections can be under way. */
    public EstablishedFeed(final int capacity)
    {
        if (Integer.bitCount(capacity) != 1)
        {
            throw new IllegalArgumentException("capacity must be a power of two: capacity=" + capacity);
        }
        ring = new long[FIELDS * capacity];
        mask = capacity - 1;
    }

    /**
     * Tells of a connection; the server's thread.
     *
     * @param lo   last 64 bits of the client's address.
     * @param port the client's.
     * @param ns   when, as {@link System#nanoTime()} has it.
     */
    public void put(final long lo, final int port, final long ns)
    {
        final long position = tail.getPlain();
        if (position - cachedHead > mask)
        {
            cachedHead = head.getAcquire();
            if (position - cachedHead > mask)
            {
                lost++;
                return;
            }
        }
        final int index = (int)(position & mask) * FIELDS;
        ring[index] = lo;
        ring[index + 1] = port;
        ring[index + 2] = ns;
        tail.setRelease(position + 1);
    }

    /**
     * Goes to the next entry, if there is one; the generator's thread. Its values are read until the next call.
     *
     * @return whether there is one.
     */
    public boolean next()
    {
        if (read == tail.getAcquire())
        {
            head.setRelease(read);
            return false;
        }
        head.setRelease(read);
        read++;
        return true;
    }

    /** Last 64 bits of the client's address. */
    public long lo()
    {
        return ring[(int)(read - 1 & mask) * FIELDS];
    }

    /** The client's port. */
    public int port()
    {
        return (int)ring[(int)(read - 1 & mask) * FIELDS + 1];
    }

    /** When the application was told. */
    public long ns()
    {
        return ring[(int)(read - 1 & mask) * FIELDS + 2];
    }

    /** Entries that found no room. */
    public long lost()
    {
        return lost;
    }
}
