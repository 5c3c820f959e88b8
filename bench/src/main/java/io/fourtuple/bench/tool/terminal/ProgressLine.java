package io.fourtuple.bench.tool.terminal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One line that tells how far long work has come, on standard error if that is a terminal, and nothing elsewhere. It
 * appears after a second, so that quick work stays quiet, and is gone at the end.
 */
public final class ProgressLine implements AutoCloseable
{
    private static final long FIRST_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long NEXT_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Terminal terminal;
    private final LongSupplier clock;
    private long dueNs;
    private boolean isShown;

    /** @param clock nanoseconds. */
    public ProgressLine(final Terminal terminal, final LongSupplier clock)
    {
        this.terminal = terminal;
        this.clock = clock;
        dueNs = clock.getAsLong() + FIRST_NS;
    }

    /** @return whether it is time to {@link #show} something: cheap enough to be asked every few thousand steps. */
    public boolean isDue()
    {
        return terminal.isInteractive() && clock.getAsLong() - dueNs >= 0;
    }

    /** @param text how far it is. */
    public void show(final String text)
    {
        dueNs = clock.getAsLong() + NEXT_NS;
        isShown = true;
        terminal.write("\r" + StyledText.of(text).render(false, terminal.columns() - 1) + "\u001b[K");
    }

    /** Removes the line. */
    @Override
    public void close()
    {
        if (isShown)
        {
            isShown = false;
            terminal.write("\r\u001b[K");
        }
    }
}
