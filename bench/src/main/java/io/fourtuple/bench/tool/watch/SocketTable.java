package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows in the columns of {@code ss -tan}: text to the left, addresses to the right, each port behind its colon.
 * <pre>
 *   State      Recv-Q Send-Q Local Address:Port   Peer Address:Port
 *   ESTAB      0      0         198.18.0.2:80       198.18.0.3:32768  timer:(on,200ms,1)
 *   LISTEN     0      128                *:7                 *:*
 * </pre>
 * Rows are collected a block at a time, and a block is printed as wide as it needs, never narrower than the one before:
 * a million rows begin to come at once, and a few are as narrow as can be.
 */
final class SocketTable implements SocketRowSink
{
    private static final String[] HEADS =
        {"State", "Recv-Q", "Send-Q", "Local Address", ":Port", "Peer Address", ":Port"};
    private static final boolean[] IS_TO_THE_RIGHT =
        {false, false, false, true, false, true, false, false, false, false};
    private static final boolean[] IS_PORT = {false, false, false, false, true, false, true, false, false, false};
    private static final int CELLS = IS_PORT.length;
    private static final int BLOCK_ROWS = 512;

    private final PrintWriter writer;
    private final SocketRowExtras extras;
    private final List<String> heads = new ArrayList<>(List.of(HEADS));
    private final int cells;
    private final TextBuffer block = new TextBuffer();
    private final TextBuffer out = new TextBuffer();
    private final int[] ends = new int[BLOCK_ROWS * CELLS];
    private final int[] widths = new int[CELLS];
    private int cell;

    /** @param extras the columns behind the addresses. */
    SocketTable(final PrintWriter writer, final boolean hasHeader, final SocketRowExtras extras)
    {
        this.writer = writer;
        this.extras = extras;
        addHead(extras.engine(), "Process");
        addHead(extras.timers(), "Timer");
        addHead(extras.hasDetails(), "");
        cells = heads.size();
        if (hasHeader)
        {
            for (final String head : heads)
            {
                block.add(head);
                endCell();
            }
        }
    }

    private void addHead(final boolean isWanted, final String head)
    {
        if (isWanted)
        {
            heads.add(head);
        }
    }

    @Override
    public void onRow(final SocketRow row)
    {
        block.add(row.state.label());
        endCell();
        block.add(row.recvQueue);
        endCell();
        block.add(row.sendQueue);
        endCell();
        address(row, row.localHi, row.localLo);
        endCell();
        port(row.localPort);
        endCell();
        address(row, row.remoteHi, row.remoteLo);
        endCell();
        port(row.remotePort);
        endCell();
        if (extras.engine())
        {
            block.add("users:((\"").add(row.engine).add("\",pid=").add(row.pid).add("))");
            endCell();
        }
        if (extras.timers())
        {
            TimerText.add(block, row);
            endCell();
        }
        if (extras.hasDetails())
        {
            DetailText.add(block, row, extras);
            endCell();
        }
    }

    @Override
    public void end()
    {
        print();
    }

    private void address(final SocketRow row, final long hi, final long lo)
    {
        if (row.isAnyFamily)
        {
            block.add('*');
        }
        else if (row.isIpv6)
        {
            block.add('[').address(true, hi, lo).add(']');
        }
        else
        {
            block.address(false, hi, lo);
        }
    }

    private void port(final int port)
    {
        block.add(':');
        if (port == 0)
        {
            block.add('*');
        }
        else
        {
            block.add(port);
        }
    }

    private void endCell()
    {
        final int column = cell % cells;
        final int start = cell == 0 ? 0 : ends[cell - 1];
        ends[cell++] = block.length();
        final boolean hasWidth = !extras.hasDetails() || column < cells - 1;
        widths[column] = hasWidth ? Math.max(widths[column], block.length() - start) : 0;
        if (cell == BLOCK_ROWS * cells)
        {
            print();
        }
    }

    private void print()
    {
        int start = 0;
        for (int i = 0; i < cell; i++)
        {
            final int column = i % cells;
            if (extras.hasDetails() && column == cells - 1)
            {
                printDetails(start, ends[i]);
                start = ends[i];
                continue;
            }
            final int padding = widths[column] - (ends[i] - start);
            out.blanks(column == 0 || IS_PORT[column] ? 0 : 1);
            out.blanks(IS_TO_THE_RIGHT[column] ? padding : 0);
            out.add(block, start, ends[i]);
            start = ends[i];
            if (column == cells - 1)
            {
                out.add('\n');
            }
            else
            {
                out.blanks(IS_TO_THE_RIGHT[column] ? 0 : padding);
            }
        }
        block.clear();
        cell = 0;
        out.writeTo(writer);
    }

    /** In a line of their own, as ss has it, unless they are to be in the row's. */
    private void printDetails(final int start, final int end)
    {
        if (end > start)
        {
            out.add(extras.oneLine() ? "" : "\n\t").add(block, start, end);
        }
        out.add('\n');
    }
}
