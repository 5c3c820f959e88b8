package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.testing.Allocated;

/** Handlers get numbers, keep them while they are used, and cost no memory each time they come back. */
class HandlersTest
{
    private static final int MANY = 1_000;

    private static ConnectionHandler handler()
    {
        // A class that captures nothing would be one object.
        final Object own = new Object();
        return (tcp, connection, buffer, offset, length) -> assertNotNull(own);
    }

    @Test
    void shouldAllocateNothingForHandlersThatComeAndGo()
    {
        final Handlers handlers = new Handlers();
        final ConnectionHandler[] all = new ConnectionHandler[MANY];
        for (int i = 0; i < MANY; i++)
        {
            all[i] = handler();
        }
        final int[] numbers = new int[MANY];
        final Runnable comeAndGo = () ->
        {
            for (int i = 0; i < MANY; i++)
            {
                numbers[i] = handlers.acquire(all[i]);
            }
            for (int i = 0; i < MANY; i++)
            {
                handlers.release(numbers[i]);
            }
        };
        comeAndGo.run();
        assertEquals(0, Allocated.by(comeAndGo));
    }

    @Test
    void shouldKeepTheNumberOfAHandlerInUse()
    {
        final Handlers handlers = new Handlers();
        final ConnectionHandler one = handler();
        final ConnectionHandler two = handler();
        final int number = handlers.acquire(one);
        assertEquals(number, handlers.acquire(one));
        final int other = handlers.acquire(two);
        assertNotEquals(number, other);
        handlers.release(number);
        assertSame(one, handlers.get(number));
        handlers.release(number);
        assertNull(handlers.get(number));
        assertSame(two, handlers.get(other));
    }
}
