package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.MemoryProgress;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.SectionSize;
import io.fourtuple.telemetry.Telemetry;

/** Off-heap memory: zeroed, aligned, checked, limited. */
@Isolated("the limit of memory is the whole JVM's")
class OffHeapArrayTest
{
    private static final long LATE_NS = 700_000_000;

    @AfterEach
    void noLimit()
    {
        System.clearProperty(OffHeapArray.LIMIT_PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 1_000, 70_000})
    void shouldBeZeroedAndStartACacheLine(final int entries)
    {
        final OffHeapArray memory = OffHeapArray.zeroed(entries, 8);
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
        final OffHeapArray memory = OffHeapArray.untouched(10_000, 3);
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
        final OffHeapArray memory = OffHeapArray.zeroed(10, 3);
        assertEquals("no such entry: entry=10 entries=10",
            assertThrows(IndexOutOfBoundsException.class, () -> memory.address(10)).getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> memory.address(-1));
    }

    @Test
    void shouldRefuseMoreThanTheLimitAndSayTheNumbers()
    {
        System.setProperty(OffHeapArray.LIMIT_PROPERTY, "1g");
        final OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> OffHeapArray.zeroed(1L << 30, 6));
        assertTrue(error.getMessage().contains("needed=" + ((1L << 36) + 64)), error.getMessage());
        assertTrue(error.getMessage().contains("limit=" + (1L << 30)), error.getMessage());
        // What was refused was not taken.
        assertEquals(64, OffHeapArray.zeroed(1, 6).sizeBytes());
    }

    @Test
    void shouldTakeAgainWhatNobodyHoldsAnyMore()
    {
        System.setProperty(OffHeapArray.LIMIT_PROPERTY, "256m");
        for (int i = 0; i < 5; i++)
        {
            // Each more than half of the limit.
            assertEquals(150L << 20, OffHeapArray.untouched(150, 20).sizeBytes(), "round=" + i);
        }
    }

    /** It is given back by a thread, which may have to wait for a CPU. */
    @Test
    void shouldWaitForWhatIsGivenBackLate() throws InterruptedException
    {
        System.setProperty(OffHeapArray.LIMIT_PROPERTY, "256m");
        final CountDownLatch begun = new CountDownLatch(1);
        OffHeapArray.CLEANER.register(new Object(), () ->
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
            assertEquals(150L << 20, OffHeapArray.untouched(150, 20).sizeBytes(), "round=" + i);
        }
    }

    @Test
    void shouldRefuseMoreThanTheMachineHasWhenNoLimitIsSet()
    {
        assertThrows(OutOfMemoryError.class, () -> OffHeapArray.untouched(1L << 40, 6));
    }

    /** A container of 150 MiB has no 135 MiB for tables: a heap and a virtual machine live there, too. */
    @ParameterizedTest
    @CsvSource({"24576, 64, 22118", "2048, 64, 1843", "1024, 64, 880", "150, 37, 33", "100, 37, 0", "0, 0, 0"})
    void shouldLeaveRoomForTheVirtualMachineWhereThereIsLittle(final long totalMib, final long heapMib, final long limitMib)
    {
        assertEquals(limitMib, OffHeapArray.defaultLimitBytes(totalMib << 20, heapMib << 20) >> 20);
    }

    /** A file in memory takes the machine's, and is left behind if the process is killed just then. */
    @Test
    void shouldRefuseASectionBeforeTheFileHasIt(@TempDir final Path folder) throws IOException
    {
        System.setProperty(OffHeapArray.LIMIT_PROPERTY, "64m");
        final Telemetry telemetry = Telemetry.create(folder, "section");
        final long before = Files.size(telemetry.path());
        final long[] touched = {0};
        MemoryProgress.listener(new MemoryProgress.Listener()
        {
            @Override
            public void onBegin(final long bytes)
            {
            }

            @Override
            public void onTouched(final long bytes)
            {
                touched[0] += bytes;
            }

            @Override
            public void onEnd()
            {
            }
        });
        try
        {
            assertThrows(OutOfMemoryError.class, () -> OffHeapArray.zeroed(
                telemetry, "transfers", new SectionSize(Section.TRANSFERS, 1 << 20, 7)));
            assertThrows(OutOfMemoryError.class, () -> new ConnectionTable(
                Settings.defaults().with(Setting.MAX_CONNECTIONS_IPV4, 1 << 20), () -> 1, telemetry));
            assertEquals(0, touched[0], "written for a moment");
        }
        finally
        {
            MemoryProgress.listener(null);
        }
        assertEquals(before, Files.size(telemetry.path()));
        // What was refused, and what the file cannot take, is not counted as taken.
        for (int i = 0; i < 3; i++)
        {
            assertEquals(60L << 20, OffHeapArray.untouched(60, 20).sizeBytes(), "round=" + i);
        }
        telemetry.close();
    }
}
