package io.fourtuple.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ties the calling thread to one CPU, so that the scheduler does not move a busy-spinning loop away from its caches. For Linux
 * and platform threads. Other threads may still use the CPU ({@code isolcpus} keeps them away).
 */
public final class CpuPinning
{
    // Room for the masks of kernels built for up to 8,192 CPUs; sched_getaffinity refuses a mask shorter than its own.
    private static final int MASK_BYTES = 1_024;
    private static final int MAX_CPUS = MASK_BYTES * 8;

    private CpuPinning()
    {
    }

    /**
     * @param cpu number of the CPU, from 0.
     * @return a message, as in {@code thread loop on CPU 1 only (was allowed 0-1)}.
     * @throws IllegalArgumentException if there is no such CPU or this process may not use it; lists those that it may.
     * @throws TunException             if the kernel refuses for another reason.
     */
    public static String pin(final int cpu)
    {
        if (Thread.currentThread().isVirtual())
        {
            throw new IllegalStateException("a virtual thread cannot be pinned to a CPU: " + Thread.currentThread());
        }
        final String before = allowed();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment mask = arena.allocate(MASK_BYTES, 8);
            if (cpu < 0 || cpu >= MAX_CPUS)
            {
                throw noSuchCpu(cpu, before);
            }
            mask.set(ValueLayout.JAVA_BYTE, cpu >> 3, (byte)(1 << (cpu & 7)));
            final int result = new Libc().schedSetAffinity(MASK_BYTES, mask.address());
            if (Errno.EINVAL.is(result))
            {
                throw noSuchCpu(cpu, before);
            }
            if (result < 0)
            {
                throw TunException.of("sched_setaffinity", "CPU " + cpu, -result);
            }
        }
        return "thread " + Thread.currentThread().getName() +
            " on CPU " + allowed() + " only (was allowed " + before + ")";
    }

    /**
     * @return the CPUs that the calling thread may run on, as in {@code 0-3,8}.
     */
    public static String allowed()
    {
        try (Arena arena = Arena.ofConfined())
        {
            return ranges(mask(arena));
        }
    }

    /**
     * @return the numbers of the CPUs that the calling thread may run on, lowest first.
     */
    public static List<Integer> allowedCpus()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment mask = mask(arena);
            return IntStream.range(0, MAX_CPUS).filter(cpu -> isSet(mask, cpu)).boxed().toList();
        }
    }

    private static MemorySegment mask(final Arena arena)
    {
        final MemorySegment mask = arena.allocate(MASK_BYTES, 8);
        final int result = new Libc().schedGetAffinity(MASK_BYTES, mask.address());
        if (result < 0)
        {
            throw TunException.of("sched_getaffinity", "thread " + Thread.currentThread().getName(), -result);
        }
        return mask;
    }

    private static String ranges(final MemorySegment mask)
    {
        final StringBuilder text = new StringBuilder();
        for (int first = 0; first < MAX_CPUS; first++)
        {
            if (!isSet(mask, first))
            {
                continue;
            }
            int last = first;
            while (isSet(mask, last + 1))
            {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(first).append(last > first ? "-" + last : "");
            first = last;
        }
        return text.toString();
    }

    private static boolean isSet(final MemorySegment mask, final int cpu)
    {
        return cpu < MAX_CPUS && (mask.get(ValueLayout.JAVA_BYTE, cpu >> 3) & 1 << (cpu & 7)) != 0;
    }

    private static IllegalArgumentException noSuchCpu(final int cpu, final String allowed)
    {
        return new IllegalArgumentException(
            "no such CPU, or not one that this process may use: cpu=" + cpu + " allowed=" + allowed);
    }
}
