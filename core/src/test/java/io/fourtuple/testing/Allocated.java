package io.fourtuple.testing;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/** How much this thread allocates. */
public final class Allocated
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private Allocated()
    {
    }

    /**
     * @return bytes that a run of it takes once it has run before; the least of several, for the measuring has its own.
     */
    public static long by(final Runnable code)
    {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++)
        {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            code.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
