package io.fourtuple.table;

import org.agrona.UnsafeApi;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/**
 * The pool of send memory, in chunks of two lengths. Small chunks are for the first bytes of a transfer only. So a peer that
 * owes an ACK for one byte occupies no more than a small one, and every transfer finds one even when bulk data has taken all
 * the large ones. Data out of order has a pool of its own, of large chunks alone: neither direction can take the memory of
 * the other.
 * <pre>
 *   number   1 ... largeCount                        | large: 2,048 bytes
 *            largeCount + 1 ... + smallCount         | small: 256 bytes, one for each transfer, a quarter of the memory at most
 * </pre>
 * Chunk 0 is not used: 0 means none.
 */
final class Chunks
{
    /** Bytes of a large chunk. */
    static final int LARGE_LENGTH = 2_048;
    /** Bytes of a small chunk. */
    static final int SMALL_LENGTH = 256;
    private static final int LARGE_SHIFT = 11;
    private static final int SMALL_SHIFT = 8;
    private static final int NEXT_SHIFT = 2;
    /** The small chunks take a quarter of the memory at most. */
    private static final int SMALL_PART = 4;

    private final OffHeapArray large;
    private final OffHeapArray small;
    private final OffHeapArray next;
    private final int largeCount;
    private final int smallCount;
    private int firstFreeLarge;
    private int firstFreeSmall;
    private int untouchedLarge = 1;
    private int untouchedSmall;
    private int freeLarge;
    private int freeSmall;

    Chunks(final Settings settings)
    {
        this(largeCount(settings), smallCount(settings));
    }

    Chunks(final int largeCount, final int smallCount)
    {
        this.smallCount = smallCount;
        this.largeCount = largeCount;
        large = OffHeapArray.zeroed(largeCount + 1, LARGE_SHIFT);
        small = OffHeapArray.zeroed(smallCount + 1, SMALL_SHIFT);
        next = OffHeapArray.zeroed(largeCount + smallCount + 1, NEXT_SHIFT);
        untouchedSmall = largeCount + 1;
        freeLarge = largeCount;
        freeSmall = smallCount;
    }

    private static int smallCount(final Settings settings)
    {
        final long most = settings.get(Setting.SEND_MEMORY) / SMALL_PART / SMALL_LENGTH;
        return (int)Math.min(most, settings.get(Setting.MAX_TRANSFERS));
    }

    private static int largeCount(final Settings settings)
    {
        final long bytes = settings.get(Setting.SEND_MEMORY) - (long)smallCount(settings) * SMALL_LENGTH;
        return Math.toIntExact(bytes / LARGE_LENGTH);
    }

    /**
     * @param settings capacities.
     * @return bytes that a pool of them takes.
     */
    static long neededBytes(final Settings settings)
    {
        return neededBytes(largeCount(settings), smallCount(settings));
    }

    static long neededBytes(final int large, final int small)
    {
        return OffHeapArray.neededBytes(large + 1, LARGE_SHIFT) + OffHeapArray.neededBytes(small + 1, SMALL_SHIFT) +
            OffHeapArray.neededBytes(large + small + 1, NEXT_SHIFT);
    }

    /**
     * Takes the first chunk of a transfer.
     *
     * @param wanted bytes that the transfer is to take.
     * @return 0 if there is none.
     */
    int takeFirst(final int wanted)
    {
        final boolean wantsSmall = wanted <= SMALL_LENGTH || freeLarge == 0;
        return wantsSmall && freeSmall > 0 ? takeSmall() : takeLarge();
    }

    /**
     * @return 0 if there is none.
     */
    int takeLarge()
    {
        if (freeLarge == 0)
        {
            return 0;
        }
        freeLarge--;
        final int chunk;
        if (firstFreeLarge != 0)
        {
            chunk = firstFreeLarge;
            firstFreeLarge = nextOf(chunk);
        }
        else
        {
            chunk = untouchedLarge++;
        }
        nextOf(chunk, 0);
        return chunk;
    }

    private int takeSmall()
    {
        freeSmall--;
        final int chunk;
        if (firstFreeSmall != 0)
        {
            chunk = firstFreeSmall;
            firstFreeSmall = nextOf(chunk);
        }
        else
        {
            chunk = untouchedSmall++;
        }
        nextOf(chunk, 0);
        return chunk;
    }

    /**
     * Gives a chunk back.
     *
     * @return the one that followed it.
     */
    int free(final int chunk)
    {
        final int following = nextOf(chunk);
        if (chunk > largeCount)
        {
            nextOf(chunk, firstFreeSmall);
            firstFreeSmall = chunk;
            freeSmall++;
        }
        else
        {
            nextOf(chunk, firstFreeLarge);
            firstFreeLarge = chunk;
            freeLarge++;
        }
        return following;
    }

    /** Bytes of a chunk. */
    int length(final int chunk)
    {
        return chunk > largeCount ? SMALL_LENGTH : LARGE_LENGTH;
    }

    long address(final int chunk)
    {
        return chunk > largeCount ? small.address(chunk - largeCount) : large.address(chunk);
    }

    int nextOf(final int chunk)
    {
        return UnsafeApi.getInt(next.address(chunk));
    }

    void nextOf(final int chunk, final int following)
    {
        UnsafeApi.putInt(next.address(chunk), following);
    }

    /** Bytes that a transfer without a chunk could take. */
    long roomForFirst()
    {
        return freeLarge > 0 ? freeLargeBytes() : freeSmall > 0 ? SMALL_LENGTH : 0;
    }

    /** Bytes of free large chunks, which can follow a transfer's last chunk. */
    long freeLargeBytes()
    {
        return (long)freeLarge * LARGE_LENGTH;
    }

    long freeBytes()
    {
        return freeLargeBytes() + (long)freeSmall * SMALL_LENGTH;
    }

    long sizeBytes()
    {
        return large.sizeBytes() + small.sizeBytes() + next.sizeBytes();
    }
}
