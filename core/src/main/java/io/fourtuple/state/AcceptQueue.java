package io.fourtuple.state;

/** Established connections of one listener that wait until the application accepts them, in the order of their ACKs. */
final class AcceptQueue
{
    static final long NONE = -1;

    private final long[] ids;
    private int head;
    private int count;

    /** @param backlog as Linux has it: one more than that may wait. */
    AcceptQueue(final int backlog)
    {
        ids = new long[backlog + 1];
    }

    int count()
    {
        return count;
    }

    boolean isFull()
    {
        return count == ids.length;
    }

    void add(final long id)
    {
        ids[(int)((head + (long)count) % ids.length)] = id;
        count++;
    }

    /** @return the id of the connection that waits longest, which may have ended since; {@link #NONE} if none waits. */
    long poll()
    {
        if (count == 0)
        {
            return NONE;
        }
        final long id = ids[head];
        head = head + 1 == ids.length ? 0 : head + 1;
        count--;
        return id;
    }
}
