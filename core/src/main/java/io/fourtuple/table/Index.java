package io.fourtuple.table;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds references by hash. A bucket is one cache line:
 * <pre>
 *    0                              20        22      24                                      64
 *    | tag x 10 (16 bits, 0: empty) | overflow | spare | reference x 10 (32 bits)               |
 * </pre>
 * A full bucket sends the entry to the next one and counts that in its overflow count; a lookup goes on to the next
 * bucket only while the count is not zero, and a removal takes the counts back. So there are no tombstones, and the table
 * is as fast after a billion removals as it was when new. An entry's key lies in its record: the caller compares it,
 * candidate by candidate, which {@link #first} and {@link #next} walk.
 */
final class Index
{
    /** No candidate left. */
    static final int NONE = -1;

    private static final int LINE_SHIFT = 6;
    private static final int SLOTS = 10;
    private static final int OVERFLOW_OFFSET = 20;
    private static final int REFS_OFFSET = 24;
    private static final long LOW_BITS = 0x0001_0001_0001_0001L;
    private static final long HIGH_BITS = 0x8000_8000_8000_8000L;
    /** Entries a bucket holds on average when the table is full: load 0.8. */
    private static final int ENTRIES_PER_BUCKET = 8;

    private final Memory lines;
    private final int buckets;

    // The walk of one lookup; a loop has one lookup under way at a time.
    private int bucket;
    private int tag;
    private int matches;
    private int walked;

    /**
     * @param capacity most entries.
     */
    Index(final int capacity)
    {
        buckets = Math.max(2, (int)((capacity + (long)ENTRIES_PER_BUCKET - 1) / ENTRIES_PER_BUCKET));
        lines = new Memory(buckets, LINE_SHIFT);
    }

    /**
     * @return the first reference whose tag fits the hash, or {@link #NONE}.
     */
    int first(final long hash)
    {
        bucket = bucketOf(hash);
        tag = tagOf(hash);
        walked = 0;
        matches = matches(bucket, tag);
        return next();
    }

    /**
     * @return the next reference after the one returned before, or {@link #NONE}.
     */
    int next()
    {
        while (matches == 0)
        {
            if (overflow(bucket) == 0 || ++walked == buckets)
            {
                return NONE;
            }
            bucket = following(bucket);
            matches = matches(bucket, tag);
        }
        final int slot = Integer.numberOfTrailingZeros(matches);
        matches &= matches - 1;
        return lines.buffer(bucket).getInt(lines.offset(bucket) + REFS_OFFSET + (slot << 2));
    }

    /** Brings a hash's line into the cache; the sum of what was read keeps the load alive. */
    int touch(final long hash)
    {
        final int line = bucketOf(hash);
        return lines.buffer(line).getInt(lines.offset(line) + OVERFLOW_OFFSET);
    }

    /**
     * Adds an entry. The caller sees to it that there are never more than the capacity.
     */
    void insert(final long hash, final int ref)
    {
        final int newTag = tagOf(hash);
        int line = bucketOf(hash);
        for (int i = 0; i < buckets; i++)
        {
            final int empty = matches(line, 0);
            final UnsafeBuffer buffer = lines.buffer(line);
            final int offset = lines.offset(line);
            if (empty != 0)
            {
                final int slot = Integer.numberOfTrailingZeros(empty);
                buffer.putShort(offset + (slot << 1), (short)newTag);
                buffer.putInt(offset + REFS_OFFSET + (slot << 2), ref);
                return;
            }
            addOverflow(buffer, offset, 1);
            line = following(line);
        }
        throw new IllegalStateException("index is full: buckets=" + buckets);
    }

    /**
     * Removes an entry that is in the index.
     */
    void remove(final long hash, final int ref)
    {
        final int oldTag = tagOf(hash);
        int line = bucketOf(hash);
        for (int i = 0; i < buckets; i++)
        {
            final UnsafeBuffer buffer = lines.buffer(line);
            final int offset = lines.offset(line);
            for (int found = matches(line, oldTag); found != 0; found &= found - 1)
            {
                final int slot = Integer.numberOfTrailingZeros(found);
                if (buffer.getInt(offset + REFS_OFFSET + (slot << 2)) == ref)
                {
                    buffer.putShort(offset + (slot << 1), (short)0);
                    return;
                }
            }
            addOverflow(buffer, offset, -1);
            line = following(line);
        }
        throw new IllegalStateException("entry is not in the index: ref=" + ref);
    }

    /**
     * Adds to a bucket's overflow count, which 16 bits always hold: no more entries than {@code 65535} can pass a bucket
     * by unless the hash is broken, and then the count stays at its end and lookups just go on further.
     */
    private static void addOverflow(final UnsafeBuffer buffer, final int offset, final int delta)
    {
        final int count = buffer.getShort(offset + OVERFLOW_OFFSET) & 0xFFFF;
        if (count != 0xFFFF)
        {
            buffer.putShort(offset + OVERFLOW_OFFSET, (short)(count + delta));
        }
    }

    private int overflow(final int line)
    {
        return lines.buffer(line).getShort(lines.offset(line) + OVERFLOW_OFFSET) & 0xFFFF;
    }

    /** A bit for each slot whose tag is the one wanted. */
    private int matches(final int line, final int wanted)
    {
        final UnsafeBuffer buffer = lines.buffer(line);
        final int offset = lines.offset(line);
        final long pattern = wanted * LOW_BITS;
        final long first = zeros(buffer.getLong(offset) ^ pattern);
        final long second = zeros(buffer.getLong(offset + 8) ^ pattern);
        final long last = zeros((buffer.getInt(offset + 16) ^ (int)pattern) & 0xFFFF_FFFFL | 0x7FFF_7FFF_0000_0000L);
        return gather(first) | gather(second) << 4 | gather(last) << 8;
    }

    /** The top bit of each 16-bit lane that is zero; exact, no borrow crosses a lane. */
    private static long zeros(final long lanes)
    {
        final long low = (lanes & ~HIGH_BITS) + ~HIGH_BITS;
        return ~(low | lanes | ~HIGH_BITS);
    }

    /** Bits 15, 31, 47, 63 to bits 0 to 3. */
    private static int gather(final long topBits)
    {
        return (int)((topBits >>> 15) * 0x0001_0002_0004_0008L >>> 48) & 0xF;
    }

    private int following(final int line)
    {
        final int next = line + 1;
        return next == buckets ? 0 : next;
    }

    private int bucketOf(final long hash)
    {
        return (int)((hash >>> 32) * buckets >>> 32);
    }

    private static int tagOf(final long hash)
    {
        final int low = (int)hash & 0xFFFF;
        return low == 0 ? 0x8000 : low;
    }

    long sizeBytes()
    {
        return lines.sizeBytes();
    }
}
