package io.fourtuple.bench.tool.terminal;

import java.io.PrintWriter;

/** No terminal at all: a pipe, a file, a test's buffer. */
final class PlainTerminal implements Terminal
{
    private final PrintWriter writer;

    PlainTerminal(final PrintWriter writer)
    {
        this.writer = writer;
    }

    @Override
    public boolean isInteractive()
    {
        return false;
    }

    @Override
    public boolean hasColour()
    {
        return false;
    }

    @Override
    public int columns()
    {
        return DEFAULT_COLUMNS;
    }

    @Override
    public int rows()
    {
        return DEFAULT_ROWS;
    }

    @Override
    public void write(final String text)
    {
        writer.write(text);
        writer.flush();
    }
}
