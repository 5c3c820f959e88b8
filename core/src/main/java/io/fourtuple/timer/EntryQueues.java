package io.fourtuple.timer;

import org.agrona.UnsafeApi;

import io.fourtuple.table.OffHeapArray;

/**
 * FIFO queues of (reference, time due), in chunks of 512 from one pool of fixed size.
 * <pre>
 *   queue 0   | ref, due | ref, due | ...
 *   queue 1   | ref, due | ref, due | ref, due | ...          8 bytes an entry, read and written in order
 * </pre>
 */
final class EntryQueues
{
    private static final int CHUNK_ENTRIES = 512;
    private static final int ENTRY_SHIFT = 3;
    /**
     * 256 chunks, 1 MiB: less than a large page, so that the pool grows by small pages, a few microseconds each. A large page is
     * cleared as a whole, which delayed the loop by 5 ms.
     */
    private static final int BLOCK_SHIFT = 8;

    private final int[] headChunk;
    private final int[] headIndex;
    private final int[] tailChunk;
    private final int[] tailIndex;
    private final int[] nextChunk;
    private final OffHeapArray[] blocks;
    private int freeChunk;
    private int usedChunks;

    /**
     * @param queues      how many.
     * @param poolEntries that the pool has room for.
     */
    EntryQueues(final int queues, final long poolEntries)
    {
        headChunk = new int[queues];
        headIndex = new int[queues];
        tailChunk = new int[queues];
        tailIndex = new int[queues];
        final int count = chunks(queues, poolEntries);
        blocks = new OffHeapArray[blocks(count)];
        for (int i = 0; i < blocks.length; i++)
        {
            final int chunks = Math.min(1 << BLOCK_SHIFT, count - (i << BLOCK_SHIFT));
            blocks[i] = OffHeapArray.untouched((long)chunks * CHUNK_ENTRIES, ENTRY_SHIFT);
        }
        nextChunk = new int[count];
        for (int i = 0; i < count; i++)
        {
            nextChunk[i] = i + 1 == count ? -1 : i + 1;
        }
        for (int queue = 0; queue < queues; queue++)
        {
            headChunk[queue] = tailChunk[queue] = takeChunk();
        }
    }

    private static int chunks(final int queues, final long poolEntries)
    {
        return (int)Math.max(2L * queues, poolEntries / CHUNK_ENTRIES + 2L * queues);
    }

    private static int blocks(final int chunks)
    {
        return (chunks >>> BLOCK_SHIFT) + 1;
    }

    /** Bytes that a pool takes at most. */
    static long neededBytes(final int queues, final long poolEntries)
    {
        final int chunks = chunks(queues, poolEntries);
        return OffHeapArray.neededBytes((long)chunks * CHUNK_ENTRIES, ENTRY_SHIFT) +
            (blocks(chunks) - 1L) * OffHeapArray.neededBytes(0, ENTRY_SHIFT);
    }

    boolean isEmpty(final int queue)
    {
        return headChunk[queue] == tailChunk[queue] && headIndex[queue] == tailIndex[queue];
    }

    /** The reference of a queue's first entry; the queue must not be empty. */
    int headRef(final int queue)
    {
        return UnsafeApi.getInt(entry(headChunk[queue], headIndex[queue]));
    }

    /** When a queue's first entry is due; the queue must not be empty. */
    int headDueMs(final int queue)
    {
        return UnsafeApi.getInt(entry(headChunk[queue], headIndex[queue]) + 4);
    }

    /** @return false if the pool is used up. */
    boolean push(final int queue, final int ref, final int dueMs)
    {
        if (tailIndex[queue] == CHUNK_ENTRIES)
        {
            final int chunk = takeChunk();
            if (chunk < 0)
            {
                return false;
            }
            nextChunk[tailChunk[queue]] = chunk;
            tailChunk[queue] = chunk;
            tailIndex[queue] = 0;
        }
        final long entry = entry(tailChunk[queue], tailIndex[queue]++);
        UnsafeApi.putInt(entry, ref);
        UnsafeApi.putInt(entry + 4, dueMs);
        return true;
    }

    /** Takes a queue's first entry away; the queue must not be empty. */
    void pop(final int queue)
    {
        if (++headIndex[queue] == CHUNK_ENTRIES && headChunk[queue] != tailChunk[queue])
        {
            final int chunk = headChunk[queue];
            headChunk[queue] = nextChunk[chunk];
            headIndex[queue] = 0;
            nextChunk[chunk] = freeChunk;
            freeChunk = chunk;
        }
        else if (isEmpty(queue))
        {
            headIndex[queue] = 0;
            tailIndex[queue] = 0;
        }
    }

    private long entry(final int chunk, final int index)
    {
        return blocks[chunk >>> BLOCK_SHIFT].address((chunk & (1 << BLOCK_SHIFT) - 1) * CHUNK_ENTRIES + index);
    }

    private int takeChunk()
    {
        final int chunk = freeChunk;
        if (chunk >= 0)
        {
            freeChunk = nextChunk[chunk];
            nextChunk[chunk] = -1;
            usedChunks = Math.max(usedChunks, chunk + 1);
        }
        return chunk;
    }

    /** @return bytes of the pool used so far; the system gives its pages when they are first needed. */
    long sizeBytes()
    {
        return (long)usedChunks * CHUNK_ENTRIES << ENTRY_SHIFT;
    }
}
