package io.fourtuple.bench.base;

import java.io.PrintWriter;
import java.util.Locale;

/** A benchmark's procedure: it prints lines for a person, and leaves its result as JSON. */
public abstract class Harness
{
    protected final PrintWriter out;
    protected final Json json = new Json();

    protected Harness(final PrintWriter out)
    {
        this.out = out;
    }

    /** Prints a line at once, since the next may take minutes. */
    protected final void line(final String format, final Object... values)
    {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** The result, when all has run. */
    public final Json json()
    {
        return json;
    }
}
