package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

import io.fourtuple.bench.tool.terminal.LiveTable;
import io.fourtuple.bench.tool.terminal.Terminal;

/**
 * Where engines are shown, and the clocks by which.
 *
 * @param out        to write to.
 * @param live       the table that is redrawn there, if it is a terminal.
 * @param times      for times of day.
 * @param nanoClock  for the length of intervals.
 * @param epochClock the time of day, in milliseconds since 1970.
 */
public record Display(
    PrintWriter out, LiveTable live, TimeText times, LongSupplier nanoClock, LongSupplier epochClock)
{
    /** On the terminal that {@code out} writes to. */
    public Display(
        final PrintWriter out, final TimeText times, final LongSupplier nanoClock, final LongSupplier epochClock)
    {
        this(out, new LiveTable(Terminal.of(out)), times, nanoClock, epochClock);
    }

    boolean isTerminal()
    {
        return Terminal.of(out).isInteractive();
    }

    EngineSnapshot read(final WatchedEngine engine)
    {
        return engine.read(nanoClock.getAsLong(), epochClock.getAsLong());
    }

    /** To be called when an interval has been shown. */
    void check()
    {
        if (out.checkError())
        {
            throw new OutputClosedException();
        }
    }
}
