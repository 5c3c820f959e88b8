package io.fourtuple.bench.measure.ports;

/**
 * Knowledge of a client about its ports that costs no call: in which order they were closed, and how long they had to
 * wait, as far as was seen. Tells when it is worth while to ask for one again.
 */
final class PortHistory
{
    /**
     * Steps in which the clock goes while a port is waited for: the first time, the second, and from then on. What is
     * learnt is learnt in these three waits, which come together: later, ports may be taken in another order than they
     * were closed in.
     */
    private static final long[] STEPS_NS = {64_000_000, 8_000_000, 1_000_000};

    private final long[] closedNs;
    private int head;
    private int size;
    private int waits;
    private long awaitedNs = Long.MIN_VALUE;
    private long shortestWaitNs = Long.MAX_VALUE;

    PortHistory(final int ports)
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

    /** How far the clock goes from one try to the next. */
    long stepNs()
    {
        return STEPS_NS[Math.min(waits, STEPS_NS.length - 1)];
    }

    /**
     * All ports are taken, and the one that was closed longest ago is waited for.
     *
     * @return the time before which it is not free, as far as was learnt.
     */
    long await()
    {
        awaitedNs = size > 0 ? closedNs[head] : Long.MIN_VALUE;
        if (waits == 0 || size == 0)
        {
            return 0;
        }
        final long lastStepNs = STEPS_NS[Math.min(waits - 1, STEPS_NS.length - 1)];
        return awaitedNs + shortestWaitNs - lastStepNs;
    }

    /** It was free. */
    void waited(final long nowNs)
    {
        if (awaitedNs != Long.MIN_VALUE && waits < STEPS_NS.length)
        {
            shortestWaitNs = Math.min(shortestWaitNs, nowNs - awaitedNs);
        }
        waits++;
    }
}
