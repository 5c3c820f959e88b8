package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;

/** Prints how many rows there are, and nothing else. */
final class SocketCount implements SocketRowSink
{
    private final PrintWriter writer;
    private long rows;

    SocketCount(final PrintWriter writer)
    {
        this.writer = writer;
    }

    @Override
    public void onRow(final SocketRow row)
    {
        rows++;
    }

    @Override
    public void end()
    {
        writer.println(rows);
    }
}
