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
 * Entries are read and written at their address through Agrona's {@code UnsafeApi}. A buffer object in between would cost two
 * loads for each access; and since it may lie on the heap, the JIT could keep nothing in registers across an access. Numbers
 * are checked as in Agrona's buffers: unless {@code agrona.disable.bounds.checks} is set.
 * <p>
 * One limit holds for all such memory of the process, so that too large a table is refused with a message instead of making
 * the machine swap, or the container end the process. It is {@code fourtuple.max.memory} (bytes, or with k, m, g), by default
 * 90 % of the memory of the machine or the container, and no more than the heap and the JVM leave of it.
 */
public final class OffHeapArray
{
    /** Property with the limit for the whole process. */
    public static final String LIMIT_PROPERTY = "fourtuple.max.memory";

    static final Cleaner CLEANER = Cleaner.create();

    private static final AtomicLong TAKEN = new AtomicLong();
    /** Memory of a small JVM beside its heap: compiled code, classes, stacks, buffers. */
    private static final long OWN_BYTES = 80L << 20;
    /** Memory is zeroed in steps, so that a large piece does not keep the JVM from its safepoints. */
    private static final long STEP_BYTES = 1L << 24;
    private static final long MIB = 1L << 20;
    /** The wait doubles after each collection, 4 s in all: the thread that gives memory back may have to wait for a CPU. */
    private static final int RECLAIM_ATTEMPTS = 12;
    private static final long RECLAIM_WAIT_NS = 1_000_000;

    private final long start;
    private final int shift;
    private final long entries;
    /** Address of the number of entries ever in use; 0: not published. */
    private final long touchedAddress;
    /** Owner of mapped memory, which keeps it mapped. */
    private final Object owner;

    private OffHeapArray(final MappedSection section, final long entries, final int shift)
    {
        this.entries = entries;
        this.shift = shift;
        start = section.address();
        touchedAddress = section.touchedAddress();
        owner = section;
    }

    /** The system's limit, read once: a container's lies in files. */
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
     * Zeroed memory; zeroing touches it, so that no page is missing later.
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
     * Zeroed memory in a telemetry file, where other processes can read it; {@link #append} has reserved it.
     *
     * @param section of the file.
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
     * Adds sections to a telemetry file. Their memory is reserved first: a file in memory takes the machine's, and a file that
     * is too large would be found out only when it exists.
     *
     * @param telemetry null for none.
     * @param what      their name, for the note that the file cannot take them.
     * @param sizes     of the sections.
     * @return the sections, each to be passed to {@link #of} once; empty if the file cannot take them.
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
     * Memory for one kind of entries: in a telemetry file if it can take them, and else of this process alone.
     *
     * @param telemetry null for none.
     * @param what      their name, for the note that the file cannot take them.
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
     * Memory with undefined content, whose pages the system gives when they are first written; for pools that are rarely used
     * up.
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

    /** Tells other processes that no entry from this one on was ever in use. */
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

    /** @return bytes that the process has taken. */
    public static long takenBytes()
    {
        return TAKEN.get();
    }

    /**
     * Checks that there is room for several pieces, before any of them is taken; collects garbage if need be.
     *
     * @param sizeBytes of all pieces together.
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
            // A collection gives back the memory of earlier engines; so small a heap may not have needed one yet.
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
     * @param totalBytes of the machine, or of the container if it has less.
     * @param heapBytes  most bytes of the heap.
     * @return the limit if none is set: it leaves a tenth to other processes, and room for the JVM.
     */
    static long defaultLimitBytes(final long totalBytes, final long heapBytes)
    {
        return Math.max(0, Math.min(totalBytes / 10 * 9, totalBytes - heapBytes - OWN_BYTES));
    }
}
