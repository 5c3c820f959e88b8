package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

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
        final Handlers handlers = new Handlers(0);
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
        final Handlers handlers = new Handlers(0);
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

    /** Given back in any order, each number is found as long as it is used, and no longer. */
    @Test
    void shouldHaveANumberForEachOptionOfAHandler()
    {
        final SplittableRandom random = new SplittableRandom(3);
        final Handlers handlers = new Handlers(3);
        final ConnectionHandler handler = handler();
        final Map<Integer, Integer> numbers = new HashMap<>();
        for (int step = 0; step < 10_000; step++)
        {
            // Four of the time-outs come with each of three algorithms.
            final int option = random.nextInt(12);
            if (numbers.containsKey(option) && random.nextBoolean())
            {
                handlers.release(numbers.remove(option));
                continue;
            }
            final int timeoutMs = option % 4;
            final int algorithm = option / 4 * 127;
            final int number = option == 3 ? handlers.acquire(handler) : handlers.acquire(handler, timeoutMs, algorithm);
            assertEquals(timeoutMs, handlers.userTimeoutMs(number));
            assertEquals(algorithm, handlers.congestion(number));
            assertEquals(number, handlers.acquireAs(handler, number));
            handlers.release(number);
            assertSame(handler, handlers.get(number));
            assertTrue(number < 12, "numbers are used again: " + number);
            final Integer before = numbers.put(option, number);
            if (before != null)
            {
                assertEquals(before, number);
                handlers.release(number);
            }
        }
    }
}
