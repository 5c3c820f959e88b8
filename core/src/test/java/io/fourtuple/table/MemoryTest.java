package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Off-heap memory: zeroed, aligned, checked, limited. */
@Isolated("the limit of memory is the whole JVM's")
class MemoryTest
{
    private static final long LATE_NS = 700_000_000;

    @AfterEach
    void noLimit()
    {
        System.clearProperty(Memory.LIMIT_PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 1_000, 70_000})
    void shouldBeZeroedAndStartACacheLine(final int entries)
    {
        final Memory memory = Memory.zeroed(entries, 8);
        assertEquals(entries * 256L, memory.sizeBytes());
        for (int i = 0; i < entries; i++)
        {
            assertEquals(0, memory.address(i) & 63);
            for (int offset = 0; offset < 256; offset += 8)
            {
                assertEquals(0, UnsafeApi.getLong(memory.address(i) + offset), "entry=" + i + " offset=" + offset);
            }
        }
    }

    @Test
    void shouldHoldEachEntryApart()
    {
        final Memory memory = Memory.untouched(10_000, 3);
        for (int i = 0; i < 10_000; i++)
        {
            UnsafeApi.putLong(memory.address(i), i * 31L);
        }
        for (int i = 0; i < 10_000; i++)
        {
            assertEquals(i * 31L, UnsafeApi.getLong(memory.address(i)));
        }
    }

    @Test
    void shouldRefuseANumberThatIsNone()
    {
        final Memory memory = Memory.zeroed(10, 3);
        assertEquals("no such entry: entry=10 entries=10",
            assertThrows(IndexOutOfBoundsException.class, () -> memory.address(10)).getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> memory.address(-1));
    }

    @Test
    void shouldRefuseMoreThanTheLimitAndSayTheNumbers()
    {
        System.setProperty(Memory.LIMIT_PROPERTY, "1g");
        final OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> Memory.zeroed(1L << 30, 6));
        assertTrue(error.getMessage().contains("needed=" + ((1L << 36) + 64)), error.getMessage());
        assertTrue(error.getMessage().contains("limit=" + (1L << 30)), error.getMessage());
        // What was refused was not taken.
        assertEquals(64, Memory.zeroed(1, 6).sizeBytes());
    }

    @Test
    void shouldTakeAgainWhatNobodyHoldsAnyMore()
    {
        System.setProperty(Memory.LIMIT_PROPERTY, "256m");
        for (int i = 0; i < 5; i++)
        {
            // Each more than half of the limit.
            assertEquals(150L << 20, Memory.untouched(150, 20).sizeBytes(), "round=" + i);
        }
    }

    /** It is given back by a thread, which may have to wait for a CPU. */
    @Test
    void shouldWaitForWhatIsGivenBackLate() throws InterruptedException
    {
        System.setProperty(Memory.LIMIT_PROPERTY, "256m");
        final CountDownLatch begun = new CountDownLatch(1);
        Memory.CLEANER.register(new Object(), () ->
        {
            begun.countDown();
            LockSupport.parkNanos(LATE_NS);
        });
        while (!begun.await(1, TimeUnit.MILLISECONDS))
        {
            System.gc();
        }
        for (int i = 0; i < 2; i++)
        {
            assertEquals(150L << 20, Memory.untouched(150, 20).sizeBytes(), "round=" + i);
        }
    }

    @Test
    void shouldRefuseMoreThanTheMachineHasWhenNoLimitIsSet()
    {
        assertThrows(OutOfMemoryError.class, () -> Memory.untouched(1L << 40, 6));
    }
}
