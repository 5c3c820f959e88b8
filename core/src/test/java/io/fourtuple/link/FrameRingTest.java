package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRingTest
{
    private record Held(int frame, int lengthBytes, byte fill)
    {
    }

    /** Frames are claimed, cut and freed in any order; none may touch another. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldKeepFramesApart(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final FrameRing ring = new FrameRing(1 << 14);
        final List<Held> held = new ArrayList<>();
        int refused = 0;
        for (int step = 0; step < 50_000; step++)
        {
            if (random.nextInt(100) < 52)
            {
                final int lengthBytes = random.nextInt(1, 1_501);
                final int frame = ring.claim(lengthBytes);
                if (frame == FrameRing.NO_ROOM)
                {
                    refused++;
                    free(ring, held, random, seed);
                    continue;
                }
                final Held one = new Held(frame, random.nextInt(1, lengthBytes + 1), (byte)step);
                ring.trim(frame, one.lengthBytes);
                ring.arrivedNs(frame, step);
                ring.buffer().setMemory(frame, one.lengthBytes, one.fill);
                held.add(one);
            }
            else
            {
                free(ring, held, random, seed);
            }
        }
        assertTrue(refused > 20, "seed=" + seed + " refused=" + refused);
        while (!held.isEmpty())
        {
            free(ring, held, random, seed);
        }
        assertTrue(ring.claim((1 << 14) - 16 - 1_600) != FrameRing.NO_ROOM || ring.claim(7_000) != FrameRing.NO_ROOM);
    }

    private static void free(
        final FrameRing ring, final List<Held> held, final SplittableRandom random, final long seed)
    {
        if (held.isEmpty())
        {
            return;
        }
        // Mostly the older ones, as on a path.
        final int bound = random.nextInt(4) == 0 ? held.size() : Math.min(3, held.size());
        final Held one = held.remove(random.nextInt(bound));
        assertEquals(one.lengthBytes, ring.lengthBytes(one.frame));
        for (int i = 0; i < one.lengthBytes; i++)
        {
            assertEquals(one.fill, ring.buffer().getByte(one.frame + i), "seed=" + seed);
        }
        ring.free(one.frame);
    }

    @Test
    void shouldTakeBackTheNewestFrameAtOnce()
    {
        final FrameRing ring = new FrameRing(1 << 12);
        final int oldest = ring.claim(1_000);
        for (int i = 0; i < 100; i++)
        {
            final int frame = ring.claim(2_000);
            assertTrue(frame > 0, "i=" + i);
            ring.free(frame);
        }
        ring.free(oldest);
        assertTrue(ring.claim(4_096 - 16) > 0 || ring.claim(1_000) > 0);
    }

    @Test
    void shouldUseAllOfItsRoom()
    {
        final FrameRing ring = new FrameRing(1 << 12);
        for (int i = 0; i < ring.maxFrames(); i++)
        {
            assertEquals(64 * i + 16, ring.claim(40));
        }
        assertEquals(FrameRing.NO_ROOM, ring.claim(1));
        ring.free(16);
        assertEquals(16, ring.claim(48));
        assertEquals(FrameRing.NO_ROOM, ring.claim(1));
    }
}
