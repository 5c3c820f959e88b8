package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;
import java.util.Locale;

import io.fourtuple.bench.tool.terminal.ProgressLine;

/** Prints the connections of one engine or of several, those that pass a filter, in the form that was asked for. */
public final class ConnectionReport
{
    private static final int ROWS_A_LOOK = 1 << 14;

    private final PrintWriter out;
    private final SocketRowSink sink;
    private final SocketFilter filter;
    private long rows;

    public enum Form
    {
        /** In the columns of ss. */
        TABLE,
        /** A JSON object a line. */
        JSON,
        /** How many there are by state and family. */
        SUMMARY,
        /** How many there are. */
        COUNT
    }

    public enum Family
    {
        ALL,
        IPV4,
        IPV6
    }

    /**
     * @param hasHeader  whether the columns' names come first.
     * @param filterText as for ss(8).
     * @param family     that is wanted; a listener of both belongs to each.
     * @throws FilterException if the filter is not understood.
     */
    public ConnectionReport(
        final Form form,
        final SocketRowExtras extras,
        final boolean hasHeader,
        final String filterText,
        final Family family,
        final boolean onlyListening,
        final PrintWriter out)
    {
        this.out = out;
        final SocketFilter listening = onlyListening ? row -> row.state == SsState.LISTEN : SocketFilter.ALL;
        final SocketFilter ofFamily = family == Family.ALL ? SocketFilter.ALL :
            row -> row.isAnyFamily || row.isIpv6 == (family == Family.IPV6);
        filter = listening.and(ofFamily).and(FilterParser.parse(filterText));
        sink = switch (form)
        {
            case TABLE -> new SocketTable(out, hasHeader, extras);
            case JSON -> new SocketRowJson(out, extras);
            case SUMMARY -> new SocketSummary(out);
            case COUNT -> new SocketCount(out);
        };
    }

    /**
     * Prints those of an engine; {@link #end} comes after the last one.
     *
     * @return the number of records left out because they changed at each reading.
     * @throws OutputClosedException                          if the output's reader has gone.
     * @throws io.fourtuple.telemetry.TelemetryException if they are not in the engine's file.
     */
    public long print(final WatchedEngine engine, final ProgressLine progress)
    {
        engine.forEachRow(row ->
        {
            if (filter.matches(row))
            {
                sink.onRow(row);
            }
            if (++rows % ROWS_A_LOOK == 0 && progress.isDue())
            {
                progress.show(String.format(Locale.ROOT, "%,d connections of at most %,d", rows, engine.records()));
            }
            return true;
        });
        return engine.omitted();
    }

    /**
     * There are no more engines.
     *
     * @throws OutputClosedException if the output's reader has gone.
     */
    public void end()
    {
        sink.end();
        if (out.checkError())
        {
            throw new OutputClosedException();
        }
    }
}
