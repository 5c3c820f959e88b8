package io.fourtuple.link;

/**
 * Frames on their way, the next one due first; of those due at the same time, the one that set out first. A binary heap over
 * arrays taken at start:
 * <pre>
 *   dueNs | order | frame      entry i is not due before entry (i - 1) / 2
 * </pre>
 */
final class DelayLine
{
    private final long[] dueNs;
    private final long[] orders;
    private final int[] frames;
    private int size;
    private long nextOrder;

    DelayLine(final int capacity)
    {
        dueNs = new long[capacity];
        orders = new long[capacity];
        frames = new int[capacity];
    }

    int size()
    {
        return size;
    }

    /** @return when the first frame is due; the line is not empty. */
    long firstDueNs()
    {
        return dueNs[0];
    }

    int firstFrame()
    {
        return frames[0];
    }

    void add(final int frame, final long ns)
    {
        final long order = nextOrder++;
        int at = size++;
        while (at > 0 && isBefore(ns, order, at - 1 >> 1))
        {
            move(at - 1 >> 1, at);
            at = at - 1 >> 1;
        }
        put(at, frame, ns, order);
    }

    void removeFirst()
    {
        final int last = --size;
        final int frame = frames[last];
        final long ns = dueNs[last];
        final long order = orders[last];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1)
        {
            if (child + 1 < size && isBefore(dueNs[child + 1], orders[child + 1], child))
            {
                child++;
            }
            if (isBefore(ns, order, child))
            {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, frame, ns, order);
    }

    private boolean isBefore(final long ns, final long order, final int other)
    {
        final long distance = ns - dueNs[other];
        return distance < 0 || distance == 0 && order < orders[other];
    }

    private void move(final int from, final int to)
    {
        put(to, frames[from], dueNs[from], orders[from]);
    }

    private void put(final int at, final int frame, final long ns, final long order)
    {
        frames[at] = frame;
        dueNs[at] = ns;
        orders[at] = order;
    }
}
