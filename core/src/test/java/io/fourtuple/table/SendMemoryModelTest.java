package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Sent data against plain byte arrays: several transfers, one small pool. */
class SendMemoryModelTest
{
    private static final int POOL = 32 * Chunks.LARGE_LENGTH;
    private static final int TRANSFERS = 8;

    private final SendMemory memory = new SendMemory(Settings.defaults()
        .with(Setting.SEND_MEMORY, POOL)
        .with(Setting.MAX_TRANSFERS, TRANSFERS));

    @Test
    void shouldGiveBackWhatWasPutIn()
    {
        final SplittableRandom random = new SplittableRandom(5);
        final int[] numbers = new int[TRANSFERS];
        final byte[][] models = new byte[TRANSFERS][];
        final Transfer transfer = new Transfer();
        for (int step = 0; step < 40_000; step++)
        {
            final int at = random.nextInt(TRANSFERS);
            if (numbers[at] == 0)
            {
                numbers[at] = memory.allocate(transfer);
                assertTrue(numbers[at] > 0, "step=" + step);
                models[at] = new byte[0];
            }
            memory.wrap(transfer, numbers[at]);
            assertEquals(models[at].length, transfer.queued(), "step=" + step);
            switch (random.nextInt(4))
            {
                case 0 -> models[at] = append(transfer, models[at], random);
                case 1 ->
                {
                    final int count = random.nextInt(models[at].length + 1);
                    memory.release(transfer, count);
                    models[at] = Arrays.copyOfRange(models[at], count, models[at].length);
                }
                case 2 -> compare(transfer, models[at], random, step);
                default ->
                {
                    if (random.nextInt(20) == 0)
                    {
                        memory.free(transfer);
                        numbers[at] = 0;
                    }
                }
            }
        }
        for (int at = 0; at < TRANSFERS; at++)
        {
            if (numbers[at] != 0)
            {
                memory.wrap(transfer, numbers[at]);
                memory.free(transfer);
            }
        }
        assertEquals(POOL, memory.freeBytes(), "chunks lost");
    }

    private byte[] append(final Transfer transfer, final byte[] model, final SplittableRandom random)
    {
        final byte[] more = new byte[random.nextInt(6_000)];
        random.nextBytes(more);
        final long room = memory.room(transfer);
        final int taken = memory.append(transfer, new UnsafeBuffer(more), 0, more.length);
        assertEquals(Math.min(room, more.length), taken);
        final byte[] longer = Arrays.copyOf(model, model.length + taken);
        System.arraycopy(more, 0, longer, model.length, taken);
        return longer;
    }

    private void compare(final Transfer transfer, final byte[] model, final SplittableRandom random, final int step)
    {
        if (model.length == 0)
        {
            return;
        }
        final int from = random.nextInt(model.length);
        final int length = 1 + random.nextInt(Math.min(1_460, model.length - from));
        final byte[] target = new byte[length + 2];
        Arrays.fill(target, (byte)0xA5);
        memory.copy(transfer, from, length, new UnsafeBuffer(target), 1);
        assertArrayEquals(
            Arrays.copyOfRange(model, from, from + length), Arrays.copyOfRange(target, 1, length + 1), "step=" + step);
        assertEquals((byte)0xA5, target[0]);
        assertEquals((byte)0xA5, target[length + 1]);
    }

    @Test
    void shouldSayWhenItIsUsedUp()
    {
        final Transfer transfer = new Transfer();
        assertTrue(memory.allocate(transfer) > 0);
        final int large = POOL - TRANSFERS * Chunks.SMALL_LENGTH;
        assertEquals(large, memory.append(transfer, new UnsafeBuffer(new byte[2 * POOL]), 0, 2 * POOL));
        assertEquals(0, memory.room(transfer));
        final Transfer other = new Transfer();
        for (int i = 1; i < TRANSFERS; i++)
        {
            assertTrue(memory.allocate(other) > 0);
        }
        assertEquals(Chunks.SMALL_LENGTH, memory.append(other, new UnsafeBuffer(new byte[POOL]), 0, POOL),
            "bulk leaves the first bytes to others");
        assertEquals(0, memory.room(other));
        assertEquals(0, memory.append(other, new UnsafeBuffer(new byte[1]), 0, 1));
        assertEquals(0, memory.allocate(new Transfer()));
        assertFalse(memory.isTransferFree());
        memory.free(other);
        assertTrue(memory.isTransferFree());
    }
}
