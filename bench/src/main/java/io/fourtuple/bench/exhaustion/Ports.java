package io.fourtuple.bench.exhaustion;

/**
 * What a client can know of its ports without asking: in which order they were closed, and how long they had to wait, as
 * far as was seen. Tells when it is worth while to ask for one again.
 */
final class Ports
{
    /** Steps in which the clock goes while a port is waited for: the first time, the second, and from then on. */
    private static final long[] STEPS_NS = {64_000_000, 8_000_000, 1_000_000};

    private final long[] closedNs;
    private int head;
    private int size;
    private int waits;
    private long shortestWaitNs = Long.MAX_VALUE;

    /**
     * @param ports there are.
     */
    Ports(final int ports)
    {
        closedNs = new long[ports];
    }

    /** A connection has ended. */
    void closed(final long ns)
    {
        if (size == closedNs.length)
        {
            opened();
        }
        closedNs[(head + size) % closedNs.length] = ns;
        size++;
    }

    /** The port that was closed longest ago is taken again. */
    void opened()
    {
        if (size > 0)
        {
            head = (head + 1) % closedNs.length;
            size--;
        }
    }

    int closedPorts()
    {
        return size;
    }

    private long oldestNs()
    {
        return closedNs[head];
    }

    /** How far the clock goes from one try to the next. */
    long stepNs()
    {
        return STEPS_NS[Math.min(waits, STEPS_NS.length - 1)];
    }

    /** Before this time no port is free, as far as was learnt. */
    long worthAskingNs()
    {
        if (waits == 0 || size == 0)
        {
            return 0;
        }
        final long lastStepNs = STEPS_NS[Math.min(waits - 1, STEPS_NS.length - 1)];
        return oldestNs() + shortestWaitNs - lastStepNs;
    }

    /** A port was free, after a wait. */
    void waited(final long nowNs)
    {
        if (size > 0)
        {
            shortestWaitNs = Math.min(shortestWaitNs, nowNs - oldestNs());
        }
        waits++;
    }
}
