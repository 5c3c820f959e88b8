package io.fourtuple.bench.tool.option;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/** The message that there is not enough memory, in one line, with a way out. */
public final class MemoryShortage
{
    private MemoryShortage()
    {
    }

    /**
     * @param ex   says how much is needed, and how much there is.
     * @param less ways to need less, in the plural, as {@code fewer connections}.
     */
    public static CliException of(final OutOfMemoryError ex, final String less)
    {
        return new CliException(CliException.FAILURE, text(ex, less));
    }

    public static String text(final OutOfMemoryError ex, final String less)
    {
        return "not enough memory: " + ex.getMessage() + "; " + less + " need less, FOURTUPLE_MEMORY=SIZE sets another " +
            "limit; this machine or container has " + totalMib() + " MiB";
    }

    private static String totalMib()
    {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system ?
            String.valueOf(system.getTotalMemorySize() >> 20) : "unknown";
    }
}
