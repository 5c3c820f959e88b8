package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Data out of order against plain byte arrays: several records, one small pool, sequence numbers that wrap. */
class ReceiveMemoryModelTest
{
    private static final int RECORDS = 4;
    private static final int WINDOW = 40_000;

    private final ReceiveMemory memory = new ReceiveMemory(
        Settings.defaults().with(Setting.RECEIVE_MEMORY, 100_000), 0x1234_5678_9ABC_DEF1L);
    private final OutOfOrder record = new OutOfOrder();
    private final UnsafeBuffer taken = new UnsafeBuffer(0, 0);

    /** What one record should hold: the byte at each distance from RCV.NXT, or -1. */
    private static final class Model
    {
        private final short[] bytes = new short[WINDOW];
        private int number;
        private int rcvNxt;

        private void forget()
        {
            Arrays.fill(bytes, (short)-1);
        }

        private void shift(final int count)
        {
            System.arraycopy(bytes, count, bytes, 0, WINDOW - count);
            Arrays.fill(bytes, WINDOW - count, WINDOW, (short)-1);
            rcvNxt += count;
        }

        private int ranges()
        {
            int ranges = 0;
            for (int i = 0; i < WINDOW; i++)
            {
                ranges += bytes[i] >= 0 && (i == 0 || bytes[i - 1] < 0) ? 1 : 0;
            }
            return ranges;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldKeepWhatCameFirst(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final long all = memory.freeBytes();
        final Model[] models = new Model[RECORDS];
        for (int i = 0; i < RECORDS; i++)
        {
            models[i] = new Model();
            models[i].rcvNxt = random.nextBoolean() ? -random.nextInt(WINDOW) : random.nextInt();
            models[i].forget();
        }
        int refused = 0;
        for (int step = 0; step < 20_000; step++)
        {
            final Model model = models[random.nextInt(RECORDS)];
            final String where = "seed=" + seed + " step=" + step;
            if (model.number == 0)
            {
                model.number = memory.allocate(record, 1 + random.nextInt(9));
                assertTrue(model.number > 0, where);
                assertTrue(record.isEmpty(), where);
            }
            memory.wrap(record, model.number);
            switch (random.nextInt(10))
            {
                case 0, 1 -> fill(model, where);
                case 2 ->
                {
                    if (random.nextInt(40) == 0)
                    {
                        memory.free(record);
                        model.number = 0;
                        model.forget();
                    }
                }
                default -> refused += store(model, random, where) ? 0 : 1;
            }
            if (model.number != 0)
            {
                compare(model, where);
            }
        }
        assertTrue(refused > 100, "the pool was never used up: refused=" + refused);
        for (final Model model : models)
        {
            if (model.number != 0)
            {
                memory.wrap(record, model.number);
                memory.free(record);
            }
        }
        assertEquals(all, memory.freeBytes(), "chunks lost");
        assertEquals(0, memory.oldest());
    }

    private boolean store(final Model model, final SplittableRandom random, final String where)
    {
        final int from = 1 + random.nextInt(WINDOW - 3_001);
        final int length = 1 + random.nextInt(random.nextBoolean() ? 3_000 : 20);
        final byte[] data = new byte[length + 3];
        random.nextBytes(data);
        final int before = model.ranges();
        final int kept =
            memory.store(record, model.rcvNxt + from, new UnsafeBuffer(data), 3, length) - model.rcvNxt - from;
        assertTrue(kept >= 0 && kept <= length, where);
        for (int i = 0; i < kept; i++)
        {
            if (model.bytes[from + i] < 0)
            {
                model.bytes[from + i] = (short)(data[3 + i] & 0xFF);
            }
        }
        if (kept > 0)
        {
            assertTrue(record.first(0) - model.rcvNxt <= from && from + kept <= record.end(0) - model.rcvNxt, where);
        }
        else
        {
            assertTrue(before == OutOfOrderDescriptor.MAX_RANGES || memory.freeBytes() == 0, where);
        }
        return kept == length;
    }

    /** The first gap is filled by a segment, and what lies behind it is taken out. */
    private void fill(final Model model, final String where)
    {
        if (record.count() == 0)
        {
            return;
        }
        final int first = record.firstFrom(model.rcvNxt, model.rcvNxt + WINDOW);
        model.shift(first - model.rcvNxt);
        final int end = record.highestEnd(model.rcvNxt);
        for (int count = memory.take(record, model.rcvNxt, end, taken); count > 0;
            count = memory.take(record, model.rcvNxt, end, taken))
        {
            for (int i = 0; i < count; i++)
            {
                assertEquals(model.bytes[i], taken.getByte(i) & 0xFF, where);
            }
            model.shift(count);
        }
        assertEquals(-1, model.bytes[0], where);
    }

    private void compare(final Model model, final String where)
    {
        assertEquals(model.ranges(), record.count(), where);
        for (int i = 0; i < record.count(); i++)
        {
            final int first = record.first(i) - model.rcvNxt;
            final int end = record.end(i) - model.rcvNxt;
            assertTrue(first > 0 && end > first, where);
            assertTrue(model.bytes[first] >= 0 && model.bytes[first - 1] < 0, where);
            assertTrue(model.bytes[end - 1] >= 0 && (end == WINDOW || model.bytes[end] < 0), where);
        }
    }

    @org.junit.jupiter.api.Test
    void shouldHaveARecordForEachChunk()
    {
        final long chunks = memory.freeBytes() / Chunks.LARGE_LENGTH;
        for (int i = 1; i <= chunks; i++)
        {
            assertTrue(memory.isRecordFree());
            assertTrue(memory.allocate(record, i) > 0);
            assertEquals(100 + 1, memory.store(record, 100, new UnsafeBuffer(new byte[1]), 0, 1));
        }
        assertFalse(memory.isRecordFree());
        assertEquals(0, memory.allocate(record, 1));
        assertEquals(0, memory.freeBytes());
        memory.wrap(record, memory.oldest());
        assertEquals(1, record.transfer());
        memory.progressed(record);
        memory.wrap(record, memory.oldest());
        assertEquals(2, record.transfer());
        memory.free(record);
        assertEquals(Chunks.LARGE_LENGTH, memory.freeBytes());
    }
}
