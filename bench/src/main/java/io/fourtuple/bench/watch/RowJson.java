package io.fourtuple.bench.watch;

import java.io.PrintWriter;

/** Prints rows as JSON, an object a line; a timer is there only if one runs. */
final class RowJson implements RowSink
{
    private static final int BLOCK_LENGTH = 48 * 1024;

    private final PrintWriter writer;
    private final TextBuffer text = new TextBuffer();

    RowJson(final PrintWriter writer)
    {
        this.writer = writer;
    }

    @Override
    public void onRow(final Row row)
    {
        // No text of anybody else's is in it, so nothing needs to be escaped.
        text.add("{\"state\": \"").add(row.state.label())
            .add("\", \"family\": \"").add(row.isAnyFamily ? "any" : row.isIpv6 ? "ipv6" : "ipv4")
            .add("\", \"recv_q\": ").add(row.recvQueue)
            .add(", \"send_q\": ").add(row.sendQueue)
            .add(", \"local_address\": \"").address(row.isIpv6, row.localHi, row.localLo)
            .add("\", \"local_port\": ").add(row.localPort)
            .add(", \"peer_address\": \"").address(row.isIpv6, row.remoteHi, row.remoteLo)
            .add("\", \"peer_port\": ").add(row.remotePort);
        if (row.timer != Row.Timer.OFF)
        {
            text.add(", \"timer\": \"").add(row.timer.label())
                .add("\", \"timer_ms\": ").add(row.timerMs)
                .add(", \"retries\": ").add(row.retries);
        }
        text.add("}\n");
        if (text.length() >= BLOCK_LENGTH)
        {
            text.writeTo(writer);
        }
    }

    @Override
    public void end()
    {
        text.writeTo(writer);
    }
}
