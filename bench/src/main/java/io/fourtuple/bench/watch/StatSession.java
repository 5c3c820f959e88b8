package io.fourtuple.bench.watch;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

import io.fourtuple.bench.terminal.LiveTable;
import io.fourtuple.bench.terminal.Terminal;

/**
 * Shows one engine's counters interval by interval, in the form that was asked for. An engine that has ended is shown
 * once, as it ended.
 */
public final class StatSession implements IntervalSession
{
    private final WatchedEngine engine;
    private final Form form;
    private final boolean withZeros;
    private final PrintWriter out;
    private final TimeText times;
    private final LongSupplier nanoClock;
    private final LongSupplier epochClock;
    private final LiveTable live;
    private final StatTable table;
    private Reading last;

    /** How it is shown. */
    public enum Form
    {
        /** A table, redrawn in place on a terminal; a line an interval into a pipe. */
        TABLE,
        /** As nstat of iproute2. */
        NSTAT,
        /** A JSON object a line. */
        JSON
    }

    /**
     * @param engine     to be shown.
     * @param form       how.
     * @param withZeros  whether counters that are 0 are there, too.
     * @param out        to write to.
     * @param times      for times of day.
     * @param nanoClock  for the length of intervals.
     * @param epochClock the time of day, in milliseconds since 1970.
     */
    public StatSession(
        final WatchedEngine engine,
        final Form form,
        final boolean withZeros,
        final PrintWriter out,
        final TimeText times,
        final LongSupplier nanoClock,
        final LongSupplier epochClock)
    {
        this.engine = engine;
        this.form = form;
        this.withZeros = withZeros;
        this.out = out;
        this.times = times;
        this.nanoClock = nanoClock;
        this.epochClock = epochClock;
        live = new LiveTable(Terminal.of(out));
        table = new StatTable(engine.identity(), times, withZeros);
    }

    @Override
    public boolean begin(final boolean isOnly)
    {
        final Rates rates = read();
        final boolean isAlive = rates.now().life().isAlive();
        if (isOnly || !isAlive || form == Form.TABLE && isTerminal())
        {
            show(rates, true);
        }
        else if (form == Form.TABLE)
        {
            out.println(engine.describe(times));
            out.flush();
        }
        return isAlive;
    }

    @Override
    public boolean next()
    {
        final Rates rates = read();
        final boolean isAlive = rates.now().life().isAlive();
        show(rates, !isAlive);
        return isAlive;
    }

    @Override
    public void close()
    {
        live.close();
    }

    private Rates read()
    {
        final Reading before = last;
        last = engine.read(nanoClock.getAsLong(), epochClock.getAsLong());
        return new Rates(before, last);
    }

    private boolean isTerminal()
    {
        return Terminal.of(out).isInteractive();
    }

    private void show(final Rates rates, final boolean isWhole)
    {
        switch (form)
        {
            case NSTAT -> out.print(NstatText.of(rates, withZeros));
            case JSON -> out.println(StatJson.of(engine.identity(), rates));
            case TABLE ->
            {
                if (isWhole || isTerminal())
                {
                    live.draw(table.lines(rates, live.columns(), live.rows()));
                }
                else
                {
                    out.println(StatLine.of(rates, times));
                }
            }
        }
        if (out.checkError())
        {
            throw new OutputClosedException();
        }
    }
}
