package io.fourtuple.table;

import static io.fourtuple.table.OutOfOrderDescriptor.*;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.wire.Seq;

/**
 * Where data lies that was received behind a gap, until the gap is filled. Sequence numbers are divided into blocks of a
 * chunk's length; a block that holds a byte has a chunk, whichever blocks lie before it. The chunk is found by a keyed hash of
 * record and block, so that no byte costs more than another, and a gap costs nothing.
 * <pre>
 *   Transfer ──> OutOfOrder: ranges      ###|............|..#####|#######|##......|   a block each, by absolute SEQ
 *                                            (no chunk)   chunk   chunk   chunk
 *                                                           ^
 *   hash(record, block) ──> bucket ──> chunk ──> chunk ─────┘
 * </pre>
 * The content of a chunk that was given back stays until data is next {@linkplain #store stored}. Record 0 is not used: 0
 * means none.
 */
public final class ReceiveMemory
{
    private static final int BLOCK_SHIFT = 11;
    private static final int BLOCK_MASK = (1 << Integer.SIZE - BLOCK_SHIFT) - 1;
    private static final int KEY_SHIFT = 3;
    private static final int BUCKET_SHIFT = 2;
    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private final OffHeapArray records;
    private final OffHeapArray keys;
    private final OffHeapArray buckets;
    private final Chunks chunks;
    private final AgeList ages;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final long secret;
    private final int recordCount;
    private final int bucketMask;
    private int freeRecord;
    private int untouchedRecord = 1;

    /**
     * @param settings capacities.
     * @param secret   that nobody outside knows: the peer chooses sequence numbers.
     */
    public ReceiveMemory(final Settings settings, final long secret)
    {
        this.secret = secret;
        final int count = chunkCount(settings);
        recordCount = count + 1;
        records = OffHeapArray.zeroed(recordCount, SHIFT);
        keys = OffHeapArray.zeroed(count + 1, KEY_SHIFT);
        bucketMask = BitUtil.findNextPositivePowerOfTwo(count) - 1;
        buckets = OffHeapArray.zeroed(bucketMask + 1, BUCKET_SHIFT);
        chunks = new Chunks(count, 0);
        ages = new AgeList(records, OLDER_OFFSET, NEWER_OFFSET);
    }

    /** A chunk for each record at least: a record of less than a chunk would be of no use. */
    private static int chunkCount(final Settings settings)
    {
        return Math.toIntExact(settings.get(Setting.RECEIVE_MEMORY) / (Chunks.LARGE_LENGTH + (1 << SHIFT)));
    }

    /**
     * @param settings capacities.
     * @return bytes that receive memory of them takes.
     */
    public static long neededBytes(final Settings settings)
    {
        final int count = chunkCount(settings);
        return OffHeapArray.neededBytes(count + 1, SHIFT) + OffHeapArray.neededBytes(count + 1, KEY_SHIFT) +
            OffHeapArray.neededBytes(BitUtil.findNextPositivePowerOfTwo(count), BUCKET_SHIFT) +
            Chunks.neededBytes(count, 0);
    }

    /**
     * @param transfer of the connection that it is to be of.
     * @return the number of an empty record, or 0 if there is none left.
     */
    public int allocate(final OutOfOrder record, final int transfer)
    {
        final int number;
        if (freeRecord != 0)
        {
            number = freeRecord;
            freeRecord = UnsafeApi.getInt(records.address(number) + NEXT_FREE_OFFSET);
        }
        else if (untouchedRecord < recordCount)
        {
            number = untouchedRecord++;
        }
        else
        {
            return 0;
        }
        wrap(record, number);
        for (int i = 0; i < RANGES_OFFSET; i += 8)
        {
            UnsafeApi.putLong(record.address + i, 0);
        }
        UnsafeApi.putInt(record.address + TRANSFER_OFFSET, transfer);
        ages.add(number);
        return number;
    }

    public void wrap(final OutOfOrder record, final int number)
    {
        record.number = number;
        record.address = records.address(number);
    }

    /** Gives back a record and all that it keeps. */
    public void free(final OutOfOrder record)
    {
        for (int i = 0, count = record.count(); i < count; i++)
        {
            // Two ranges may lie in one block.
            final int last = block(record.end(i) - 1);
            for (int block = block(record.first(i)); ; block = block + 1 & BLOCK_MASK)
            {
                freeChunk(record.number, block);
                if (block == last)
                {
                    break;
                }
            }
        }
        ages.remove(record.number);
        UnsafeApi.putInt(record.address + NEXT_FREE_OFFSET, freeRecord);
        freeRecord = record.number;
    }

    /** A gap was filled: of all records, this one is now the youngest. */
    public void progressed(final OutOfOrder record)
    {
        if (!ages.isNewest(record.number))
        {
            ages.remove(record.number);
            ages.add(record.number);
        }
    }

    /**
     * @return the record whose gaps have stood open for the longest, or 0.
     */
    public int oldest()
    {
        return ages.oldest();
    }

    public boolean isRecordFree()
    {
        return freeRecord != 0 || untouchedRecord < recordCount;
    }

    /**
     * @return whether chunks are free for so many bytes, wherever they begin.
     */
    public boolean hasRoom(final int length)
    {
        return chunks.freeLargeBytes() >= length + 2L * Chunks.LARGE_LENGTH;
    }

    /**
     * Keeps those of a segment's bytes that are not kept yet: what was received first stays. The range that they are of becomes
     * the first one.
     *
     * @param seq of the first byte.
     * @return up to where the segment is kept now: {@code seq} if there is no room for a byte or a range.
     */
    public int store(final OutOfOrder record, final int seq, final DirectBuffer source, final int offset, final int length)
    {
        if (!record.hasPlace(seq))
        {
            return seq;
        }
        final int end = seq + length;
        int at = seq;
        while (Seq.lt(at, end))
        {
            final int range = record.rangeAt(at);
            if (range != OutOfOrder.NO_RANGE)
            {
                at = record.end(range);
                continue;
            }
            final int stop = Seq.min(record.firstFrom(at, end), blockEnd(at));
            final int chunk = findOrTake(record.number, block(at));
            if (chunk == 0)
            {
                break;
            }
            view.wrap(chunks.address(chunk) + offsetInBlock(at), stop - at);
            view.putBytes(0, source, offset + (at - seq), stop - at);
            at = stop;
        }
        final int kept = Seq.min(at, end);
        if (kept != seq)
        {
            record.add(seq, kept);
        }
        return kept;
    }

    /**
     * Takes bytes out that no gap lies before any more.
     *
     * @param seq   of the first byte.
     * @param end   behind the last one that is wanted.
     * @param taken is wrapped around them; they stay until data is next stored.
     * @return how many: up to a chunk's end; 0 if the first one is not kept.
     */
    public int take(final OutOfOrder record, final int seq, final int end, final UnsafeBuffer taken)
    {
        final int range = record.rangeAt(seq);
        if (range == OutOfOrder.NO_RANGE || !Seq.lt(seq, end))
        {
            return 0;
        }
        final int stop = Seq.min(Seq.min(record.end(range), end), blockEnd(seq));
        taken.wrap(chunks.address(find(record.number, block(seq))) + offsetInBlock(seq), stop - seq);
        record.cut(range, stop);
        if (!record.isAnyIn(blockEnd(seq) - Chunks.LARGE_LENGTH, blockEnd(seq)))
        {
            freeChunk(record.number, block(seq));
        }
        return stop - seq;
    }

    /**
     * @return bytes of chunks that are free.
     */
    public long freeBytes()
    {
        return chunks.freeLargeBytes();
    }

    public long sizeBytes()
    {
        return records.sizeBytes() + keys.sizeBytes() + buckets.sizeBytes() + chunks.sizeBytes();
    }

    private int findOrTake(final int number, final int block)
    {
        final int found = find(number, block);
        if (found != 0)
        {
            return found;
        }
        final int chunk = chunks.takeLarge();
        if (chunk != 0)
        {
            final long key = key(number, block);
            final long bucket = bucket(key);
            UnsafeApi.putLong(keys.address(chunk), key);
            chunks.nextOf(chunk, UnsafeApi.getInt(bucket));
            UnsafeApi.putInt(bucket, chunk);
        }
        return chunk;
    }

    private int find(final int number, final int block)
    {
        final long key = key(number, block);
        int chunk = UnsafeApi.getInt(bucket(key));
        while (chunk != 0 && UnsafeApi.getLong(keys.address(chunk)) != key)
        {
            chunk = chunks.nextOf(chunk);
        }
        return chunk;
    }

    private void freeChunk(final int number, final int block)
    {
        final long key = key(number, block);
        final long bucket = bucket(key);
        int before = 0;
        int chunk = UnsafeApi.getInt(bucket);
        while (chunk != 0 && UnsafeApi.getLong(keys.address(chunk)) != key)
        {
            before = chunk;
            chunk = chunks.nextOf(chunk);
        }
        if (chunk == 0)
        {
            return;
        }
        final int following = chunks.free(chunk);
        if (before == 0)
        {
            UnsafeApi.putInt(bucket, following);
        }
        else
        {
            chunks.nextOf(before, following);
        }
    }

    private static long key(final int number, final int block)
    {
        return (long)number << Integer.SIZE | block;
    }

    private long bucket(final long key)
    {
        final long mixed = (key ^ secret) * HASH_FACTOR;
        final long again = (mixed ^ mixed >>> Integer.SIZE ^ secret) * HASH_FACTOR;
        return buckets.address((int)(again >>> Integer.SIZE) & bucketMask);
    }

    private static int block(final int seq)
    {
        return seq >>> BLOCK_SHIFT;
    }

    private static int blockEnd(final int seq)
    {
        return (seq | Chunks.LARGE_LENGTH - 1) + 1;
    }

    private static int offsetInBlock(final int seq)
    {
        return seq & Chunks.LARGE_LENGTH - 1;
    }
}
