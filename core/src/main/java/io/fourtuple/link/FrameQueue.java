package io.fourtuple.link;

/** The frames that wait before an {@link EmulatedPath}'s bottleneck, first in first out, over an array taken at start. */
final class FrameQueue
{
    private final int[] frames;
    private final boolean[] reordered;
    private final long maxBytes;
    private int head;
    private int size;
    private long bytes;

    /**
     * @param maxFrames that wait.
     * @param maxBytes  that wait.
     */
    FrameQueue(final int maxFrames, final long maxBytes)
    {
        frames = new int[maxFrames];
        reordered = new boolean[maxFrames];
        this.maxBytes = maxBytes;
    }

    int size()
    {
        return size;
    }

    long bytes()
    {
        return bytes;
    }

    boolean hasRoom(final int lengthBytes)
    {
        return size < frames.length && bytes + lengthBytes <= maxBytes;
    }

    void add(final int frame, final int lengthBytes, final boolean isReordered)
    {
        final int at = head + size < frames.length ? head + size : head + size - frames.length;
        frames[at] = frame;
        reordered[at] = isReordered;
        size++;
        bytes += lengthBytes;
    }

    int first()
    {
        return frames[head];
    }

    boolean isFirstReordered()
    {
        return reordered[head];
    }

    void removeFirst(final int lengthBytes)
    {
        head = head + 1 == frames.length ? 0 : head + 1;
        size--;
        bytes -= lengthBytes;
    }
}
