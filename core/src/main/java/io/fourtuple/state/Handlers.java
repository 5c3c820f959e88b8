package io.fourtuple.state;

import java.util.IdentityHashMap;

import io.fourtuple.app.ConnectionHandler;

/**
 * The applications' handlers, numbered so that a record can name one in two bytes. A handler's number is given back when
 * neither a listener nor a connection uses it any more.
 */
final class Handlers
{
    private static final int CAPACITY = 1 << 16;

    private final ConnectionHandler[] handlers = new ConnectionHandler[CAPACITY];
    private final int[] uses = new int[CAPACITY];
    private final IdentityHashMap<ConnectionHandler, Integer> numbers = new IdentityHashMap<>();
    /** Each number as an object, made when it is used first: a handler may come and go with each connection. */
    private final Integer[] boxed = new Integer[CAPACITY];
    private int searchFrom;
    private ConnectionHandler lastHandler;
    private int lastNumber;

    /**
     * Counts one more use of a handler.
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
        final Integer known = numbers.get(handler);
        final int number = known != null ? known : register(handler);
        if (number >= 0)
        {
            uses[number]++;
            lastHandler = handler;
            lastNumber = number;
        }
        return number;
    }

    void acquire(final int number)
    {
        uses[number]++;
    }

    void release(final int number)
    {
        if (--uses[number] == 0)
        {
            numbers.remove(handlers[number]);
            handlers[number] = null;
            lastHandler = null;
            // The lowest that is free is used first, so that no more numbers are ever used than needed.
            searchFrom = Math.min(searchFrom, number);
        }
    }

    ConnectionHandler get(final int number)
    {
        return handlers[number];
    }

    private int register(final ConnectionHandler handler)
    {
        for (int i = 0; i < CAPACITY; i++)
        {
            final int number = searchFrom + i & CAPACITY - 1;
            if (handlers[number] == null)
            {
                handlers[number] = handler;
                numbers.put(handler, boxed(number));
                searchFrom = number + 1 & CAPACITY - 1;
                return number;
            }
        }
        return -1;
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
