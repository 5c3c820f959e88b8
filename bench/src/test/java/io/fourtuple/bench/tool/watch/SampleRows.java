package io.fourtuple.bench.tool.watch;

import java.nio.ByteBuffer;

import io.fourtuple.app.IpText;

/** Rows for tests, from a line as ss prints it. */
final class SampleRows
{
    private SampleRows()
    {
    }

    /**
     * @param line as {@code ss -tanH} prints it.
     * @return the row that it shows.
     */
    static SocketRow parse(final String line)
    {
        final String[] fields = line.trim().split("\\s+");
        final SocketRow row = new SocketRow();
        row.state = SsState.valueOf(fields[0].replace('-', '_'));
        row.recvQueue = Long.parseLong(fields[1]);
        row.sendQueue = Long.parseLong(fields[2]);
        row.isAnyFamily = fields[3].startsWith("*");
        final long[] local = endpoint(row, fields[3]);
        row.localHi = local[0];
        row.localLo = local[1];
        row.localPort = (int)local[2];
        final long[] remote = endpoint(row, fields[4]);
        row.remoteHi = remote[0];
        row.remoteLo = remote[1];
        row.remotePort = (int)remote[2];
        return row;
    }

    static SocketRow timed(final String line, final SocketRow.Timer timer, final long timerMs, final int retries)
    {
        final SocketRow row = parse(line);
        row.timer = timer;
        row.timerMs = timerMs;
        row.retries = retries;
        return row;
    }

    private static long[] endpoint(final SocketRow row, final String text)
    {
        final int colon = text.lastIndexOf(':');
        final String address = text.substring(0, colon).replaceAll("[\\[\\]]", "").replaceFirst("%.*", "");
        final String port = text.substring(colon + 1);
        final byte[] bytes = IpText.parse(address.equals("*") ? "::" : address).getAddress();
        row.isIpv6 |= bytes.length == 16;
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        final long hi = bytes.length == 16 ? buffer.getLong() : 0;
        final long lo = bytes.length == 16 ? buffer.getLong() : Integer.toUnsignedLong(buffer.getInt());
        return new long[]{hi, lo, port.equals("*") ? 0 : Long.parseLong(port)};
    }
}
