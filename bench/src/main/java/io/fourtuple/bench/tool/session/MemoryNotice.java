package io.fourtuple.bench.tool.session;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.fourtuple.bench.tool.terminal.Terminal;
import io.fourtuple.telemetry.MemoryProgress;

/**
 * Prints on standard error the memory that engines take, where that is gigabytes, and the progress: every two seconds to
 * a person, every ten to a file.
 */
public final class MemoryNotice implements MemoryProgress.Listener
{
    /** Less than this is there before anybody asks, unless the machine is slow. */
    static final long MUCH_BYTES = 1L << 30;
    static final long TERMINAL_NS = TimeUnit.SECONDS.toNanos(2);
    static final long FILE_NS = TimeUnit.SECONDS.toNanos(10);

    private static final double GIB = 1L << 30;
    private static final double SECOND_NS = 1e9;

    private final Terminal terminal;
    private final LongSupplier clock;
    private final long intervalNs;
    private int engines;
    private long bytes;
    private long touched;
    private long startNs;
    private long dueNs;
    private boolean isShown;

    /** @param clock nanoseconds. */
    public MemoryNotice(final Terminal terminal, final LongSupplier clock)
    {
        this.terminal = terminal;
        this.clock = clock;
        intervalNs = terminal.isInteractive() ? TERMINAL_NS : FILE_NS;
    }

    @Override
    public synchronized void onBegin(final long moreBytes)
    {
        if (engines++ == 0)
        {
            startNs = clock.getAsLong();
            dueNs = startNs + intervalNs;
            bytes = 0;
            touched = 0;
            isShown = false;
        }
        bytes += moreBytes;
        if (moreBytes >= MUCH_BYTES)
        {
            show("fourtuple: taking %.1f GiB of memory, and writing each page of it once", moreBytes / GIB);
        }
    }

    @Override
    public synchronized void onTouched(final long moreBytes)
    {
        touched += moreBytes;
        if (engines > 0 && clock.getAsLong() - dueNs >= 0)
        {
            dueNs = clock.getAsLong() + intervalNs;
            show("fourtuple: %.1f of %.1f GiB taken, %.0f s", touched / GIB, bytes / GIB, seconds());
        }
    }

    @Override
    public synchronized void onEnd()
    {
        if (engines > 0 && --engines == 0 && isShown && touched >= bytes / 2)
        {
            show("fourtuple: %.1f GiB taken in %.1f s", touched / GIB, seconds());
        }
    }

    private double seconds()
    {
        return (clock.getAsLong() - startNs) / SECOND_NS;
    }

    private void show(final String format, final Object... values)
    {
        isShown = true;
        terminal.write(String.format(Locale.ROOT, format, values) + System.lineSeparator());
    }
}
