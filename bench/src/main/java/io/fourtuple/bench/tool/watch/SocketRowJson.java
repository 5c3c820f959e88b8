package io.fourtuple.bench.tool.watch;

import java.io.PrintWriter;

/** Prints rows as JSON, an object a line; a timer is there only if one runs. */
final class SocketRowJson implements SocketRowSink
{
    private static final int BLOCK_LENGTH = 48 * 1024;

    private final PrintWriter writer;
    private final SocketRowExtras extras;
    private final TextBuffer text = new TextBuffer();

    SocketRowJson(final PrintWriter writer, final SocketRowExtras extras)
    {
        this.writer = writer;
        this.extras = extras;
    }

    @Override
    public void onRow(final SocketRow row)
    {
        // No text of anybody else's is in it but the engine's name, which is plain: nothing needs to be escaped.
        text.add("{\"state\": \"").add(row.state.label())
            .add("\", \"family\": \"").add(row.isAnyFamily ? "any" : row.isIpv6 ? "ipv6" : "ipv4")
            .add("\", \"recv_q\": ").add(row.recvQueue)
            .add(", \"send_q\": ").add(row.sendQueue)
            .add(", \"local_address\": \"").address(row.isIpv6, row.localHi, row.localLo)
            .add("\", \"local_port\": ").add(row.localPort)
            .add(", \"peer_address\": \"").address(row.isIpv6, row.remoteHi, row.remoteLo)
            .add("\", \"peer_port\": ").add(row.remotePort);
        if (row.timer != SocketRow.Timer.OFF)
        {
            text.add(", \"timer\": \"").add(row.timer.label())
                .add("\", \"timer_ms\": ").add(row.timerMs)
                .add(", \"retries\": ").add(row.retries);
        }
        if (extras.engine())
        {
            text.add(", \"engine\": \"").add(row.engine).add("\", \"pid\": ").add(row.pid);
        }
        if (extras.memory())
        {
            text.add(", \"record_bytes\": ").add(row.recordBytes).add(", \"transfer_bytes\": ").add(row.transferBytes);
        }
        if (extras.info() && row.hasDetails)
        {
            info(row);
        }
        text.add("}\n");
        if (text.length() >= BLOCK_LENGTH)
        {
            text.writeTo(writer);
        }
    }

    private void info(final SocketRow row)
    {
        text.add(", \"timestamps\": ").add(row.hasTimestamps ? "true" : "false")
            .add(", \"sack\": ").add(row.hasSack ? "true" : "false");
        if (row.sndScale >= 0)
        {
            text.add(", \"snd_wscale\": ").add(row.sndScale);
        }
        text.add(", \"rto_ms\": ").add(row.rtoMs);
        if (row.srttUs > 0)
        {
            text.add(", \"rtt_us\": ").add(row.srttUs).add(", \"rttvar_us\": ").add(row.rttvarUs);
        }
        text.add(", \"mss\": ").add(row.mss).add(", \"pmtu\": ").add(row.pmtu);
        if (row.cwnd > 0)
        {
            text.add(", \"cwnd\": ").add(row.cwnd);
        }
        if (row.ssthresh > 0)
        {
            text.add(", \"ssthresh\": ").add(row.ssthresh);
        }
        text.add(", \"retrans\": ").add(row.retries)
            .add(", \"in_flight\": ").add(row.flightBytes).add(", \"snd_wnd\": ").add(row.sndWnd)
            .add(", \"rcv_wnd\": ").add(row.rcvWnd);
    }

    @Override
    public void end()
    {
        text.writeTo(writer);
    }
}
