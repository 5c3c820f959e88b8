package io.fourtuple.state;

import java.util.IdentityHashMap;

import io.fourtuple.app.ConnectionHandler;

/**
 * The applications' handlers, numbered so that a record can name one in two bytes. A handler's number is given back when
 * neither a listener nor a connection uses it any more. A connection's options are its number's: a handler has a number for
 * each different set of them, so that options cost a connection nothing.
 * <pre>
 *   handler ──> number ──> number ──> number        the one taken last first; NONE behind the last
 *               2 s        0          30 s          tcp_user_timeout
 *               cubic      cubic      newreno       congestion control
 * </pre>
 */
final class Handlers
{
    private static final int CAPACITY = 1 << 16;
    private static final int NONE = -1;

    private final ConnectionHandler[] handlers = new ConnectionHandler[CAPACITY];
    private final int[] uses = new int[CAPACITY];
    private final int[] userTimeoutsMs = new int[CAPACITY];
    private final byte[] congestions = new byte[CAPACITY];
    private final int[] others = new int[CAPACITY];
    private final int usualTimeoutMs;
    private final IdentityHashMap<ConnectionHandler, Integer> numbers = new IdentityHashMap<>();
    /** Each number as an object, made when it is used first: a handler may come and go with each connection. */
    private final Integer[] boxed = new Integer[CAPACITY];
    private int searchFrom;
    private ConnectionHandler lastHandler;
    private int lastNumber;

    /** @param usualTimeoutMs user time-out of a connection that sets none. */
    Handlers(final int usualTimeoutMs)
    {
        this.usualTimeoutMs = usualTimeoutMs;
    }

    /**
     * Counts one more use of a handler, with the usual options.
     *
     * @return its number, or -1 if there are too many different ones.
     */
    int acquire(final ConnectionHandler handler)
    {
        if (handler == lastHandler && uses[lastNumber] > 0)
        {
            uses[lastNumber]++;
            return lastNumber;
        }
        final int number = acquire(handler, usualTimeoutMs, 0);
        if (number >= 0)
        {
            lastHandler = handler;
            lastNumber = number;
        }
        return number;
    }

    /**
     * Counts one more use of a handler.
     *
     * @param congestion number of the congestion control algorithm.
     * @return its number with these options, or -1 if there are too many different ones.
     */
    int acquire(final ConnectionHandler handler, final int userTimeoutMs, final int congestion)
    {
        final Integer known = numbers.get(handler);
        final int first = known != null ? known : NONE;
        int number = first;
        while (number >= 0 && (userTimeoutsMs[number] != userTimeoutMs || congestion(number) != congestion))
        {
            number = others[number];
        }
        if (number < 0)
        {
            number = register(handler, userTimeoutMs, congestion, first);
        }
        if (number >= 0)
        {
            uses[number]++;
        }
        return number;
    }

    /** Counts one more use of a handler, with the options of another number. */
    int acquireAs(final ConnectionHandler handler, final int number)
    {
        return acquire(handler, userTimeoutMs(number), congestion(number));
    }

    /** Number of the congestion control algorithm. */
    int congestion(final int number)
    {
        return congestions[number] & 0xFF;
    }

    int userTimeoutMs(final int number)
    {
        return userTimeoutsMs[number];
    }

    void acquire(final int number)
    {
        uses[number]++;
    }

    void release(final int number)
    {
        if (--uses[number] == 0)
        {
            unlink(number);
            handlers[number] = null;
            lastHandler = null;
            // The lowest that is free is used first, so that no more numbers are ever used than needed.
            searchFrom = Math.min(searchFrom, number);
        }
    }

    private void unlink(final int number)
    {
        int before = numbers.get(handlers[number]);
        if (before != number)
        {
            while (others[before] != number)
            {
                before = others[before];
            }
            others[before] = others[number];
        }
        else if (others[number] == NONE)
        {
            numbers.remove(handlers[number]);
        }
        else
        {
            numbers.put(handlers[number], boxed(others[number]));
        }
    }

    ConnectionHandler get(final int number)
    {
        return handlers[number];
    }

    private int register(final ConnectionHandler handler, final int userTimeoutMs, final int congestion, final int first)
    {
        for (int i = 0; i < CAPACITY; i++)
        {
            final int number = searchFrom + i & CAPACITY - 1;
            if (handlers[number] == null)
            {
                handlers[number] = handler;
                userTimeoutsMs[number] = userTimeoutMs;
                congestions[number] = (byte)congestion;
                others[number] = first;
                numbers.put(handler, boxed(number));
                searchFrom = number + 1 & CAPACITY - 1;
                return number;
            }
        }
        return NONE;
    }

    private Integer boxed(final int number)
    {
        if (boxed[number] == null)
        {
            boxed[number] = number;
        }
        return boxed[number];
    }
}
