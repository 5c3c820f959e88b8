package io.fourtuple.table;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds references by hash. A bucket is one cache line:
 * <pre>
 *    0              8              16      20         22      24                              64
 *    | tag 0 ... 3  | tag 4 ... 7  | 8, 9  | overflow | spare | reference x 10 (32 bits)       |     tag 0: empty
 * </pre>
 * A full bucket sends the entry to the next one and raises its own overflow count. A lookup goes on to the next bucket only
 * while the count is not zero, and a removal takes the counts back. So there are no tombstones, and the table is as fast after
 * a billion removals as when new. An entry's key lies in its record: the caller walks the candidates by {@link #first} and
 * {@link #next} and compares each.
 */
final class Index
{
    /** No candidate left. */
    static final int NONE = -1;

    /** Most hashes that are touched together: more lines than a core can load at a time. */
    static final int MAX_TOUCHED = 64;

    private static final int LINE_SHIFT = 6;
    private static final long LINE_LENGTH = 1L << LINE_SHIFT;
    private static final int TAGS_4_OFFSET = 8;
    private static final int TAGS_8_OFFSET = 16;
    private static final int OVERFLOW_OFFSET = 20;
    private static final int REFS_OFFSET = 24;
    private static final long LOW_BITS = 0x0001_0001_0001_0001L;
    private static final long HIGH_BITS = 0x8000_8000_8000_8000L;
    private static final long HIGH_BITS_8 = 0x8000_8000L;
    /** Entries of a bucket on average when the table is full: load 0.8. */
    private static final int ENTRIES_PER_BUCKET = 8;

    private final OffHeapArray lines;
    private final long start;
    private final int buckets;

    private final long[] touchedLines = new long[MAX_TOUCHED];
    private final long[] touchedRecords = new long[MAX_TOUCHED];
    private final long[] furtherHashes = new long[MAX_TOUCHED];

    // The probable places of the touched hashes, for lookups in the same order.
    private final long[] touchedHashes = new long[MAX_TOUCHED];
    private final long[] touchedTags = new long[MAX_TOUCHED];
    int nextTouched = MAX_TOUCHED;
    /** The tag that an IPv4 lookup found last; any of this index at first. */
    private long foundTag;

    // The walk of one lookup; a loop has one at a time.
    private int bucket;
    private long pattern;
    private long matches;
    private int walked;

    /** @param capacity most entries. */
    Index(final int capacity)
    {
        buckets = buckets(capacity);
        lines = OffHeapArray.zeroed(buckets, LINE_SHIFT);
        start = lines.address(0);
        foundTag = start;
    }

    private static int buckets(final int capacity)
    {
        return Math.max(2, (int)((capacity + (long)ENTRIES_PER_BUCKET - 1) / ENTRIES_PER_BUCKET));
    }

    /** Bytes that an index of so many entries takes. */
    static long neededBytes(final int capacity)
    {
        return OffHeapArray.neededBytes(buckets(capacity), LINE_SHIFT);
    }

    /** @return the first reference whose tag fits the hash, or {@link #NONE}. */
    int first(final long hash)
    {
        bucket = bucketOf(hash);
        pattern = patternOf(hash);
        walked = 0;
        matches = matches(address(bucket), pattern);
        return next();
    }

    /** @return the next reference after the one returned before, or {@link #NONE}. */
    int next()
    {
        while (matches == 0)
        {
            if (overflow(address(bucket)) == 0 || ++walked == buckets)
            {
                return NONE;
            }
            bucket = following(bucket);
            matches = matches(address(bucket), pattern);
        }
        final int slot = firstSlot(matches);
        matches &= matches - 1;
        return UnsafeApi.getInt(refAddress(address(bucket), slot));
    }

    /**
     * Finds an IPv4 record, as {@link #first} and {@link #next} would. After {@link #touch}, lookups in the same order try the
     * place first where it saw a matching tag: it is right if the tag is still there and the record has the key.
     *
     * @param records   that the entries are of.
     * @param addresses as they lie in the record.
     * @param ports     as they lie in the record.
     * @return the record's number, or {@link #NONE}.
     */
    int findIpv4(final long hash, final RecordAddresses records, final long addresses, final int ports)
    {
        final int touched = nextTouched;
        if (touched < MAX_TOUCHED && touchedHashes[touched] == hash)
        {
            nextTouched = touched + 1;
            final long tag = touchedTags[touched];
            final int ref = UnsafeApi.getInt(refAddressOfTag(tag));
            if ((UnsafeApi.getShort(tag) & 0xFFFF) == tagOf(hash) && isIpv4(records.address(ref), addresses, ports))
            {
                foundTag = tag;
                return ref;
            }
        }
        return walkIpv4(hash, records, addresses, ports);
    }

    private int walkIpv4(final long hash, final RecordAddresses records, final long addresses, final int ports)
    {
        final long wanted = patternOf(hash);
        int number = bucketOf(hash);
        for (int i = 0; i < buckets; i++)
        {
            final long line = address(number);
            for (long found = matches(line, wanted); found != 0; found &= found - 1)
            {
                final int slot = firstSlot(found);
                final int ref = UnsafeApi.getInt(refAddress(line, slot));
                if (isIpv4(records.address(ref), addresses, ports))
                {
                    foundTag = line + (slot << 1);
                    return ref;
                }
            }
            if (overflow(line) == 0)
            {
                return NONE;
            }
            number = following(number);
        }
        return NONE;
    }

    /**
     * Loads the memory that lookups of these hashes will read: their lines and the records with matching tags. For a hash
     * without a match in a line that was full once, it also loads the next line and the record there. Passes of a few
     * instructions each put as many loads as possible in flight. A pass with nothing to load reads its line once more, so that
     * no branch is mispredicted and nothing is fetched in vain.
     *
     * @param count of hashes, at most {@link #MAX_TOUCHED}.
     * @return a sum of the loads, which the caller keeps, so that the JIT does not remove them.
     */
    int touch(final long[] hashes, final int count, final RecordAddresses records)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            final long line = address(bucketOf(hashes[i]));
            touchedLines[i] = line;
            kept += UnsafeApi.getInt(line);
        }
        int further = 0;
        for (int i = 0; i < count; i++)
        {
            final long line = touchedLines[i];
            final long found = matches(line, patternOf(hashes[i]));
            final long tag = line + (firstSlot(found | 1L << 63) << 1);
            touchedTags[i] = tag;
            touchedHashes[i] = hashes[i];
            touchedRecords[i] = candidate(tag, found, records);
            furtherHashes[further] = hashes[i];
            further += (int)((~(found | -found) & (long)-overflow(line)) >>> 63);
        }
        for (int i = 0; i < count; i++)
        {
            kept += UnsafeApi.getInt(touchedRecords[i]);
        }
        nextTouched = 0;
        return kept + touchFurther(further, records);
    }

    /**
     * Loads the lines of these hashes, and no more: those of a small table are in the second-level cache at least, and waiting
     * for each alone cost 4 % of opening and closing a connection.
     *
     * @return a sum of the loads, which the caller keeps.
     */
    int load(final long[] hashes, final int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            kept += UnsafeApi.getInt(address(bucketOf(hashes[i])));
        }
        return kept;
    }

    private int touchFurther(final int count, final RecordAddresses records)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            final long line = address(following(bucketOf(furtherHashes[i])));
            touchedLines[i] = line;
            kept += UnsafeApi.getInt(line);
        }
        for (int i = 0; i < count; i++)
        {
            final long line = touchedLines[i];
            final long found = matches(line, patternOf(furtherHashes[i]));
            kept += UnsafeApi.getInt(candidate(line + (firstSlot(found | 1L << 63) << 1), found, records));
        }
        return kept;
    }

    /** The address of a tag's record, or of the tag itself if none was found; without a branch. */
    private static long candidate(final long tag, final long found, final RecordAddresses records)
    {
        final long isFound = (found | -found) >> 63;
        return records.address(UnsafeApi.getInt(refAddressOfTag(tag))) & isFound | tag & ~isFound;
    }

    private static boolean isIpv4(final long record, final long addresses, final int ports)
    {
        return UnsafeApi.getLong(record + TcbDescriptor.REMOTE_IPV4_OFFSET) == addresses &&
            UnsafeApi.getInt(record + TcbDescriptor.PORTS_OFFSET) == ports;
    }

    /** Adds an entry. The caller makes sure that there are never more than the capacity. */
    void insert(final long hash, final int ref)
    {
        int number = bucketOf(hash);
        for (int i = 0; i < buckets; i++)
        {
            final long line = address(number);
            final long empty = matches(line, 0);
            if (empty != 0)
            {
                final int slot = firstSlot(empty);
                UnsafeApi.putShort(line + (slot << 1), (short)tagOf(hash));
                UnsafeApi.putInt(refAddress(line, slot), ref);
                return;
            }
            addOverflow(line, 1);
            number = following(number);
        }
        throw new IllegalStateException("index is full: buckets=" + buckets);
    }

    /** Removes an entry that is in the index. */
    void remove(final long hash, final int ref)
    {
        if (isFound(hash, ref) && (foundTag & -LINE_LENGTH) == address(bucketOf(hash)))
        {
            // No other line counts it among its overflow.
            UnsafeApi.putShort(foundTag, (short)0);
            return;
        }
        final long wanted = patternOf(hash);
        int number = bucketOf(hash);
        for (int i = 0; i < buckets; i++)
        {
            final long line = address(number);
            for (long found = matches(line, wanted); found != 0; found &= found - 1)
            {
                final int slot = firstSlot(found);
                if (UnsafeApi.getInt(refAddress(line, slot)) == ref)
                {
                    UnsafeApi.putShort(line + (slot << 1), (short)0);
                    return;
                }
            }
            addOverflow(line, -1);
            number = following(number);
        }
        throw new IllegalStateException("entry is not in the index: ref=" + ref);
    }

    /**
     * Whether an entry is the one found last, as it mostly is. A reference belongs to one slot, so the tag and the reference
     * together identify it.
     */
    private boolean isFound(final long hash, final int ref)
    {
        return (UnsafeApi.getShort(foundTag) & 0xFFFF) == tagOf(hash) &&
            UnsafeApi.getInt(refAddressOfTag(foundTag)) == ref;
    }

    /** Makes an entry of the index lead to another record with the same key. */
    void replace(final long hash, final int ref, final int newRef)
    {
        if (isFound(hash, ref))
        {
            UnsafeApi.putInt(refAddressOfTag(foundTag), newRef);
            return;
        }
        final long wanted = patternOf(hash);
        int number = bucketOf(hash);
        for (int i = 0; i < buckets; i++)
        {
            final long line = address(number);
            for (long found = matches(line, wanted); found != 0; found &= found - 1)
            {
                final long entry = refAddress(line, firstSlot(found));
                if (UnsafeApi.getInt(entry) == ref)
                {
                    UnsafeApi.putInt(entry, newRef);
                    return;
                }
            }
            number = following(number);
        }
        throw new IllegalStateException("entry is not in the index: ref=" + ref);
    }

    /**
     * Adds to a bucket's overflow count. 16 bits suffice: more than {@code 65535} entries pass a bucket only if the hash is
     * broken. Then the count stays at its maximum, and lookups just go on further.
     */
    private static void addOverflow(final long line, final int delta)
    {
        final int count = overflow(line);
        if (count != 0xFFFF)
        {
            UnsafeApi.putShort(line + OVERFLOW_OFFSET, (short)(count + delta));
        }
    }

    private static int overflow(final long line)
    {
        return UnsafeApi.getShort(line + OVERFLOW_OFFSET) & 0xFFFF;
    }

    private static long refAddress(final long line, final int slot)
    {
        return line + REFS_OFFSET + ((long)slot << 2);
    }

    /** The address of the reference beside a tag. */
    private static long refAddressOfTag(final long tag)
    {
        return (tag & -LINE_LENGTH) + REFS_OFFSET + ((tag & LINE_LENGTH - 1) << 1);
    }

    /**
     * A bit for each slot with the wanted tag: for tags 0 to 3 the top bit of their 16-bit lane, for 4 to 7 the bit below, for
     * 8 and 9 the bit below that. A lane above a match shows a false match if its tag differs in the lowest bit only. The
     * lowest bit set is always right; callers compare the keys of the others.
     */
    private static long matches(final long line, final long pattern)
    {
        final long tags0 = UnsafeApi.getLong(line) ^ pattern;
        final long tags4 = UnsafeApi.getLong(line + TAGS_4_OFFSET) ^ pattern;
        final long tags8 = UnsafeApi.getLong(line + TAGS_8_OFFSET) ^ pattern;
        return tags0 - LOW_BITS & ~tags0 & HIGH_BITS |
            (tags4 - LOW_BITS & ~tags4 & HIGH_BITS) >>> 1 |
            (tags8 - LOW_BITS & ~tags8 & HIGH_BITS_8) >>> 2;
    }

    /** The slot of the lowest bit of {@link #matches}. */
    private static int firstSlot(final long matches)
    {
        final int bit = Long.numberOfTrailingZeros(matches);
        return (bit >>> 4) + ((~bit & 0xF) << 2);
    }

    private long address(final int line)
    {
        return UnsafeBuffer.SHOULD_BOUNDS_CHECK ? lines.address(line) : start + ((long)line << LINE_SHIFT);
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
        // Neither 0, which is an empty slot, nor 1, for which an empty slot could be a false match of matches().
        final int low = (int)hash & 0xFFFF;
        return low < 2 ? low + 2 : low;
    }

    private static long patternOf(final long hash)
    {
        return tagOf(hash) * LOW_BITS;
    }

    /** The number of entries that went past the line of this hash. */
    int passedBy(final long hash)
    {
        return overflow(address(bucketOf(hash)));
    }

    long sizeBytes()
    {
        return lines.sizeBytes();
    }
}
