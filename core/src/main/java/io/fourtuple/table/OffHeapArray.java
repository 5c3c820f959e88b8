package io.fourtuple.table;

import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.agrona.BitUtil;
import org.agrona.SystemUtil;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.telemetry.MappedSection;
import io.fourtuple.telemetry.MemoryProgress;
import io.fourtuple.telemetry.SectionSize;
import io.fourtuple.telemetry.Telemetry;

/**
 * Off-heap memory for equal entries, numbered from 0, in one piece of any size; given back when the object is garbage.
 * <p>
 * Entries are read and written at their address through Agrona's {@code UnsafeApi}. A buffer object in between costs two
 * loads for each access, and, since it may also lie on the heap, keeps the compiler from holding anything in registers
 * across it. Numbers are checked where Agrona's buffers check theirs: unless {@code agrona.disable.bounds.checks} is set.
 * <p>
 * All such memory of the process together is limited, so that too large a table is refused with a message instead of
 * making the machine swap, or the container end the process: {@code fourtuple.max.memory} (bytes, or with k, m, g), by
 * default 90 % of what the machine or the container has, and no more than the heap and the virtual machine leave of it.
 */
public final class OffHeapArray
{
    /** Property with the limit for the whole process. */
    public static final String LIMIT_PROPERTY = "fourtuple.max.memory";

    static final Cleaner CLEANER = Cleaner.create();

    private static final AtomicLong TAKEN = new AtomicLong();
    /** What a small virtual machine takes beside its heap: compiled code, classes, stacks, buffers. */
    private static final long OWN_BYTES = 80L << 20;
    /** Zeroed in steps, so that a large piece does not keep the virtual machine from its safepoints. */
    private static final long STEP_BYTES = 1L << 24;
    private static final long MIB = 1L << 20;
    /** Twice as long after each collection, 4 s in all: the thread that gives memory back may have to wait for a CPU. */
    private static final int RECLAIM_ATTEMPTS = 12;
    private static final long RECLAIM_WAIT_NS = 1_000_000;

    private final long start;
    private final int shift;
    private final long entries;
    /** Where it is said how many entries were ever in use; 0: nobody asks. */
    private final long touchedAddress;
    /** What keeps memory that is mapped. */
    private final Object owner;

    private OffHeapArray(final MappedSection section, final long entries, final int shift)
    {
        this.entries = entries;
        this.shift = shift;
        start = section.address();
        touchedAddress = section.touchedAddress();
        owner = section;
    }

    /** Asked of the system once: a container's limit lies in files. */
    private static final class Default
    {
        private static final long LIMIT_BYTES =
            ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system ?
                defaultLimitBytes(system.getTotalMemorySize(), Runtime.getRuntime().totalMemory()) : Long.MAX_VALUE;
    }

    private OffHeapArray(final long entries, final int shift)
    {
        this.entries = entries;
        this.shift = shift;
        touchedAddress = 0;
        owner = null;
        final long sizeBytes = neededBytes(entries, shift);
        reserve(sizeBytes);
        final long block;
        try
        {
            block = UnsafeApi.allocateMemory(sizeBytes);
        }
        catch (final Throwable ex)
        {
            TAKEN.addAndGet(-sizeBytes);
            throw ex;
        }
        CLEANER.register(this, () ->
        {
            UnsafeApi.freeMemory(block);
            TAKEN.addAndGet(-sizeBytes);
        });
        start = BitUtil.align(block, BitUtil.CACHE_LINE_LENGTH);
    }

    /**
     * Memory that is zeroed, and touched by that, so that no page is missing later.
     *
     * @param entries how many.
     * @param shift   log2 of an entry's bytes.
     * @return the memory.
     * @throws OutOfMemoryError if it is more than the process may take.
     */
    public static OffHeapArray zeroed(final long entries, final int shift)
    {
        final OffHeapArray memory = new OffHeapArray(entries, shift);
        final long sizeBytes = memory.sizeBytes();
        for (long done = 0; done < sizeBytes; done += STEP_BYTES)
        {
            final long step = Math.min(STEP_BYTES, sizeBytes - done);
            UnsafeApi.setMemory(memory.start + done, step, (byte)0);
            MemoryProgress.touched(step);
        }
        return memory;
    }

    /**
     * Memory that is zeroed already, of a telemetry file where other processes can read it; {@link #append} has reserved it.
     *
     * @param section where it lies.
     * @param entries how many.
     * @param shift   log2 of an entry's bytes.
     * @return the memory.
     */
    static OffHeapArray of(final MappedSection section, final long entries, final int shift)
    {
        final long sizeBytes = entries << shift;
        final OffHeapArray memory = new OffHeapArray(section, entries, shift);
        CLEANER.register(memory, () -> TAKEN.addAndGet(-sizeBytes));
        return memory;
    }

    /**
     * Sections of a telemetry file. Their memory is reserved first: a file in memory takes the machine's, and one that is too
     * large would be found out only when it is there.
     *
     * @param telemetry null for none.
     * @param what      they are, for the note that the file cannot.
     * @param sizes     of the sections.
     * @return where they lie, each to be passed to {@link #of} once; empty if the file cannot take them.
     * @throws OutOfMemoryError if it is more than the process may take.
     */
    static List<MappedSection> append(final Telemetry telemetry, final String what, final SectionSize... sizes)
    {
        if (telemetry == null || telemetry.path() == null)
        {
            return List.of();
        }
        long sizeBytes = 0;
        for (final SectionSize size : sizes)
        {
            sizeBytes += size.lengthBytes();
        }
        reserve(sizeBytes);
        List<MappedSection> sections = List.of();
        try
        {
            sections = telemetry.append(what, sizes);
            return sections;
        }
        finally
        {
            if (sections.isEmpty())
            {
                TAKEN.addAndGet(-sizeBytes);
            }
        }
    }

    /**
     * Memory of one kind of entries: of a telemetry file if that can take them, and else of this process alone.
     *
     * @param telemetry null for none.
     * @param what      they are, for the note that the file cannot.
     * @param size      of the section.
     * @return the memory, zeroed.
     * @throws OutOfMemoryError if it is more than the process may take.
     */
    static OffHeapArray zeroed(final Telemetry telemetry, final String what, final SectionSize size)
    {
        final List<MappedSection> sections = append(telemetry, what, size);
        return sections.isEmpty() ? zeroed(size.entries(), size.shift()) :
            of(sections.get(0), size.entries(), size.shift());
    }

    /**
     * Memory whose content is undefined and whose pages the system gives when they are first written: for what is rarely
     * used to its end.
     *
     * @param entries how many.
     * @param shift   log2 of an entry's bytes.
     * @return the memory.
     * @throws OutOfMemoryError if it is more than the process may take.
     */
    public static OffHeapArray untouched(final long entries, final int shift)
    {
        return new OffHeapArray(entries, shift);
    }

    /**
     * @param entry its number.
     * @return its address.
     */
    public long address(final int entry)
    {
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            check(entry);
        }
        return start + ((long)entry << shift);
    }

    /** Says to other processes that entries from 0 up to this one, not included, were ever in use. */
    void touched(final int end)
    {
        if (touchedAddress != 0)
        {
            UnsafeApi.putLongRelease(null, touchedAddress, end);
        }
    }

    private void check(final int entry)
    {
        if (entry < 0 || entry >= entries)
        {
            throw new IndexOutOfBoundsException("no such entry: entry=" + entry + " entries=" + entries);
        }
    }

    public long sizeBytes()
    {
        return entries << shift;
    }

    /**
     * @param entries how many.
     * @param shift   log2 of an entry's bytes.
     * @return bytes that memory for them takes.
     */
    public static long neededBytes(final long entries, final int shift)
    {
        return (entries << shift) + BitUtil.CACHE_LINE_LENGTH;
    }

    /**
     * @return bytes that the process has taken.
     */
    public static long takenBytes()
    {
        return TAKEN.get();
    }

    /**
     * Finds out whether there is room for all of something, before any of it is taken; what nobody holds any more is given
     * back for it.
     *
     * @param sizeBytes of all together.
     * @throws OutOfMemoryError if it is more than the process may take.
     */
    public static void requireRoom(final long sizeBytes)
    {
        reserve(sizeBytes);
        TAKEN.addAndGet(-sizeBytes);
    }

    private static void reserve(final long sizeBytes)
    {
        final long limit = limitBytes();
        for (int attempt = 0; !tryReserve(sizeBytes, limit); attempt++)
        {
            if (attempt == RECLAIM_ATTEMPTS || sizeBytes > limit)
            {
                throw new OutOfMemoryError(refusal(sizeBytes, TAKEN.get(), limit));
            }
            // What an engine of before has left is given back by a collection, which so small a heap may not need yet.
            System.gc();
            LockSupport.parkNanos(RECLAIM_WAIT_NS << attempt);
        }
    }

    private static boolean tryReserve(final long sizeBytes, final long limit)
    {
        final long taken = TAKEN.addAndGet(sizeBytes);
        if (taken <= limit)
        {
            return true;
        }
        TAKEN.addAndGet(-sizeBytes);
        return false;
    }

    private static String refusal(final long needed, final long taken, final long limit)
    {
        return "off-heap memory: " + (needed + MIB - 1) / MIB + " MiB are needed, " + taken / MIB + " of " + limit / MIB +
            " MiB are taken: needed=" + needed + " taken=" + taken + " limit=" + limit + " (" + LIMIT_PROPERTY + ")";
    }

    private static long limitBytes()
    {
        final String text = System.getProperty(LIMIT_PROPERTY);
        return text == null ? Default.LIMIT_BYTES : SystemUtil.parseSize(LIMIT_PROPERTY, text);
    }

    /**
     * @param totalBytes that the machine has, or the container if it has less.
     * @param heapBytes  of it that the heap has.
     * @return the limit if none is set: a tenth is left to others, and the virtual machine has to live beside it.
     */
    static long defaultLimitBytes(final long totalBytes, final long heapBytes)
    {
        return Math.max(0, Math.min(totalBytes / 10 * 9, totalBytes - heapBytes - OWN_BYTES));
    }
}
