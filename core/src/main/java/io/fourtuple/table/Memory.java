package io.fourtuple.table;

import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.agrona.BitUtil;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.telemetry.MappedSection;
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
 * making the machine swap: {@code fourtuple.max.memory} (bytes, or with k, m, g), by default 90 % of the machine's.
 */
public final class Memory
{
    /** Property with the limit for the whole process. */
    public static final String LIMIT_PROPERTY = "fourtuple.max.memory";

    static final Cleaner CLEANER = Cleaner.create();

    private static final AtomicLong TAKEN = new AtomicLong();
    /** Zeroed in steps, so that a large piece does not keep the virtual machine from its safepoints. */
    private static final long STEP_BYTES = 1L << 24;
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

    private Memory(final MappedSection section, final long entries, final int shift)
    {
        this.entries = entries;
        this.shift = shift;
        start = section.address();
        touchedAddress = section.touchedAddress();
        owner = section;
    }

    private Memory(final long entries, final int shift)
    {
        this.entries = entries;
        this.shift = shift;
        touchedAddress = 0;
        owner = null;
        final long sizeBytes = (entries << shift) + BitUtil.CACHE_LINE_LENGTH;
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
    public static Memory zeroed(final long entries, final int shift)
    {
        final Memory memory = new Memory(entries, shift);
        final long sizeBytes = memory.sizeBytes();
        for (long done = 0; done < sizeBytes; done += STEP_BYTES)
        {
            UnsafeApi.setMemory(memory.start + done, Math.min(STEP_BYTES, sizeBytes - done), (byte)0);
        }
        return memory;
    }

    /**
     * Memory that is zeroed already, of a telemetry file where other processes can read it.
     *
     * @param section where it lies.
     * @param entries how many.
     * @param shift   log2 of an entry's bytes.
     * @return the memory.
     * @throws OutOfMemoryError if it is more than the process may take.
     */
    static Memory of(final MappedSection section, final long entries, final int shift)
    {
        final long sizeBytes = entries << shift;
        reserve(sizeBytes);
        final Memory memory = new Memory(section, entries, shift);
        CLEANER.register(memory, () -> TAKEN.addAndGet(-sizeBytes));
        return memory;
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
    static Memory zeroed(final Telemetry telemetry, final String what, final SectionSize size)
    {
        final List<MappedSection> sections = telemetry == null ? List.of() : telemetry.append(what, size);
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
    public static Memory untouched(final long entries, final int shift)
    {
        return new Memory(entries, shift);
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

    private static void reserve(final long sizeBytes)
    {
        final long limit = limitBytes();
        for (int attempt = 0; !tryReserve(sizeBytes, limit); attempt++)
        {
            if (attempt == RECLAIM_ATTEMPTS || sizeBytes > limit)
            {
                throw new OutOfMemoryError("off-heap memory: needed=" + sizeBytes + " taken=" + TAKEN.get() +
                    " limit=" + limit + " (" + LIMIT_PROPERTY + ")");
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

    private static long limitBytes()
    {
        final String text = System.getProperty(LIMIT_PROPERTY);
        if (text != null)
        {
            return org.agrona.SystemUtil.parseSize(LIMIT_PROPERTY, text);
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof
            com.sun.management.OperatingSystemMXBean system ? system.getTotalMemorySize() / 10 * 9 : Long.MAX_VALUE;
    }
}
