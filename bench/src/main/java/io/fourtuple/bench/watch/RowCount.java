package io.fourtuple.bench.watch;

import java.io.PrintWriter;

/** Prints how many rows there are, and nothing else. */
final class RowCount implements RowSink
{
    private final PrintWriter writer;
    private long rows;

    RowCount(final PrintWriter writer)
    {
        this.writer = writer;
    }

    @Override
    public void onRow(final Row row)
    {
        rows++;
    }

    @Override
    public void end()
    {
        writer.println(rows);
    }
}
