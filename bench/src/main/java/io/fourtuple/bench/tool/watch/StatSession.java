package io.fourtuple.bench.tool.watch;

/**
 * Shows one engine's counters interval by interval, in the form that was asked for. An engine that has ended is shown
 * once, as it ended.
 */
public final class StatSession implements IntervalSession
{
    private final WatchedEngine engine;
    private final Form form;
    private final boolean withZeros;
    private final Display view;
    private final StatTable table;
    private EngineSnapshot last;

    public enum Form
    {
        /** A table, redrawn in place on a terminal; a line an interval into a pipe. */
        TABLE,
        /** As nstat of iproute2. */
        NSTAT,
        /** A JSON object a line. */
        JSON
    }

    /** @param withZeros whether counters that are 0 are there, too. */
    public StatSession(final WatchedEngine engine, final Form form, final boolean withZeros, final Display view)
    {
        this.engine = engine;
        this.form = form;
        this.withZeros = withZeros;
        this.view = view;
        table = new StatTable(engine.identity(), view.times(), withZeros);
    }

    @Override
    public boolean begin(final boolean isOnly)
    {
        final CounterRates rates = read();
        final boolean isAlive = rates.now().life().isAlive();
        if (isOnly || !isAlive || form == Form.TABLE && view.isTerminal())
        {
            show(rates, true);
        }
        else if (form == Form.TABLE)
        {
            view.out().println(engine.describe(view.times()));
            view.out().flush();
        }
        return isAlive;
    }

    @Override
    public boolean next()
    {
        final CounterRates rates = read();
        final boolean isAlive = rates.now().life().isAlive();
        show(rates, !isAlive);
        return isAlive;
    }

    @Override
    public void close()
    {
        view.live().close();
    }

    private CounterRates read()
    {
        final EngineSnapshot before = last;
        last = view.read(engine);
        return new CounterRates(before, last);
    }

    private void show(final CounterRates rates, final boolean isWhole)
    {
        switch (form)
        {
            case NSTAT -> view.out().print(NstatText.of(rates, withZeros));
            case JSON -> view.out().println(StatJson.of(engine.identity(), rates));
            case TABLE ->
            {
                if (isWhole || view.isTerminal())
                {
                    view.live().draw(table.lines(rates, view.live().columns(), view.live().rows()));
                }
                else
                {
                    view.out().println(StatLine.of(rates, view.times()));
                }
            }
        }
        view.check();
    }
}
