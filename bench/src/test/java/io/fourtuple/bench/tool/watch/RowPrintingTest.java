package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.IpText;

class RowPrintingTest
{
    private static final List<SocketRow> ROWS = List.of(
        SampleRows.parse("LISTEN 0 128 *:80 *:*"),
        SampleRows.parse("LISTEN 3 5 198.18.0.2:7 0.0.0.0:*"),
        SampleRows.timed("ESTAB 0 1460 198.18.0.2:80 198.18.0.3:32768", SocketRow.Timer.ON, 200, 1),
        SampleRows.timed("TIME-WAIT 0 0 198.18.0.2:80 198.18.0.3:1", SocketRow.Timer.TIMEWAIT, 59_000, 0),
        SampleRows.parse("CLOSE-WAIT 12345678 0 [2001:db8::2]:443 [2001:db8::3]:65535"));

    private final StringWriter text = new StringWriter();
    private final PrintWriter writer = new PrintWriter(text);
    private final TextBuffer buffer = new TextBuffer();

    private String print(final SocketRowSink sink)
    {
        ROWS.forEach(sink::onRow);
        sink.end();
        return text.toString();
    }

    @Test
    void shouldPrintTheColumnsOfSs()
    {
        assertEquals("""
            State      Recv-Q   Send-Q Local Address:Port  Peer Address:Port
            LISTEN     0        128                *:80               *:*
            LISTEN     3        5         198.18.0.2:7          0.0.0.0:*
            ESTAB      0        1460      198.18.0.2:80      198.18.0.3:32768
            TIME-WAIT  0        0         198.18.0.2:80      198.18.0.3:1
            CLOSE-WAIT 12345678 0      [2001:db8::2]:443  [2001:db8::3]:65535
            """, print(new SocketTable(writer, true, SocketRowExtras.NONE)).replaceAll(" +\n", "\n"));
    }

    @Test
    void shouldPrintTimersAsSsDoes()
    {
        assertEquals("""
            LISTEN     0        128              *:80              *:*
            LISTEN     3        5       198.18.0.2:7         0.0.0.0:*
            ESTAB      0        1460    198.18.0.2:80     198.18.0.3:32768 timer:(on,200ms,1)
            TIME-WAIT  0        0       198.18.0.2:80     198.18.0.3:1     timer:(timewait,59sec,0)
            CLOSE-WAIT 12345678 0    [2001:db8::2]:443 [2001:db8::3]:65535
            """, print(new SocketTable(writer, false,
            new SocketRowExtras(true, false, false, false, false))).replaceAll(" +\n", "\n"));
    }

    @Test
    void shouldPrintADetailLineAsSsDoes()
    {
        final SocketRowExtras extras = new SocketRowExtras(false, true, true, true, false);
        final SocketTable table = new SocketTable(writer, false, extras);
        final SocketRow listener = SampleRows.parse("LISTEN 0 128 *:80 *:*");
        listener.engine = "a";
        listener.pid = 47;
        table.onRow(listener);
        table.onRow(detailed());
        final SocketRow bare = SampleRows.parse("SYN-RECV 0 0 198.18.0.2:80 198.18.0.3:1");
        bare.recordBytes = 32;
        bare.retries = 2;
        table.onRow(bare);
        table.end();
        assertEquals("""
            LISTEN   0 128           *:80          *:*     users:(("a",pid=47))
            ESTAB    0 1500 198.18.0.2:80 198.18.0.3:32768 users:(("b",pid=48))
            \t skmem:(r0,w1500) record:64 transfer:128 ts sack wscale:7 rto:204 rtt:1.03/0.5 mss:1448 \
            pmtu:1500 cwnd:10 ssthresh:7 unacked:1 retrans:1 notsent:52 snd_wnd:65535 rcv_wnd:1000
            SYN-RECV 0 0    198.18.0.2:80 198.18.0.3:1     users:(("",pid=0))
            \t skmem:(r0,w0) record:32 retrans:2
            """, text.toString().replaceAll(" +\n", "\n"));
    }

    private static SocketRow detailed()
    {
        final SocketRow row = SampleRows.parse("ESTAB 0 1500 198.18.0.2:80 198.18.0.3:32768");
        row.engine = "b";
        row.pid = 48;
        row.retries = 1;
        row.hasDetails = true;
        row.hasTimestamps = true;
        row.hasSack = true;
        row.sndScale = 7;
        row.rtoMs = 204;
        row.srttUs = 1_030;
        row.rttvarUs = 500;
        row.mss = 1_448;
        row.pmtu = 1_500;
        row.cwnd = 10;
        row.ssthresh = 7;
        row.flightBytes = 1_448;
        row.sndWnd = 65_535;
        row.rcvWnd = 1_000;
        row.recordBytes = 64;
        row.transferBytes = 128;
        return row;
    }

    @Test
    void shouldLeaveOutDetailsThatAreNotKnown()
    {
        final SocketRow row = detailed();
        row.hasTimestamps = false;
        row.hasSack = false;
        row.sndScale = -1;
        row.srttUs = 0;
        row.cwnd = 0;
        row.ssthresh = 0;
        row.sendQueue = 0;
        row.transferBytes = 0;
        final SocketRowExtras extras = new SocketRowExtras(false, false, true, true, true);
        DetailText.add(buffer, row, extras);
        assertEquals(" skmem:(r0,w0) record:64 rto:204 mss:1448 pmtu:1500 unacked:1 retrans:1 snd_wnd:65535 rcv_wnd:1000",
            buffer.toString());
        final SocketRowJson json = new SocketRowJson(writer, extras);
        json.onRow(row);
        json.end();
        assertTrue(text.toString().endsWith("\"peer_port\": 32768, \"record_bytes\": 64, \"transfer_bytes\": 0, " +
            "\"timestamps\": false, \"sack\": false, \"rto_ms\": 204, \"mss\": 1448, \"pmtu\": 1500, \"retrans\": 1, " +
            "\"in_flight\": 1448, \"snd_wnd\": 65535, \"rcv_wnd\": 1000}\n"), text.toString());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0.001", "30,0.03", "999,0.999", "1000,1", "1500,1.5", "12345678,12345.678"})
    void shouldPrintMillisecondsWithoutZerosAtTheEnd(final int us, final String expected)
    {
        DetailText.ms(buffer, us);
        assertEquals(expected, buffer.toString());
    }

    @ParameterizedTest
    @CsvSource({"0,``", "1,001ms", "999,999ms", "1000,1sec", "1500,1.500ms", "9999,9.999ms", "10500,10sec",
        "59999,59sec", "60000,1min", "61500,1min1sec", "119999,1min59sec", "599000,9min59sec", "659000,10min"})
    void shouldPrintDurationsAsSsDoes(final long timerMs, final String expected)
    {
        final TextBuffer buffer = new TextBuffer();
        final SocketRow row = SampleRows.timed("ESTAB 0 0 198.18.0.2:80 198.18.0.3:1", SocketRow.Timer.PERSIST, timerMs, 7);
        TimerText.add(buffer, row);
        assertEquals("timer:(persist," + expected.replace("`", "") + ",7)", buffer.toString());
    }

    @Test
    void shouldPrintOneJsonObjectALine()
    {
        final List<String> lines = print(new SocketRowJson(writer, SocketRowExtras.NONE)).lines().toList();
        assertEquals(ROWS.size(), lines.size());
        assertEquals("{\"state\": \"ESTAB\", \"family\": \"ipv4\", \"recv_q\": 0, \"send_q\": 1460, " +
            "\"local_address\": \"198.18.0.2\", \"local_port\": 80, \"peer_address\": \"198.18.0.3\", " +
            "\"peer_port\": 32768, \"timer\": \"on\", \"timer_ms\": 200, \"retries\": 1}", lines.get(2));
        assertEquals("{\"state\": \"CLOSE-WAIT\", \"family\": \"ipv6\", \"recv_q\": 12345678, \"send_q\": 0, " +
            "\"local_address\": \"2001:db8::2\", \"local_port\": 443, \"peer_address\": \"2001:db8::3\", " +
            "\"peer_port\": 65535}", lines.get(4));
    }

    @Test
    void shouldSumRowsByStateAndFamily()
    {
        assertEquals("""
            TCP: 5 (estab 1, synrecv 0, timewait 1, listen 2)

            State             Total         IPv4         IPv6     both
            ESTAB                 1            1            0        0
            TIME-WAIT             1            1            0        0
            CLOSE-WAIT            1            0            1        0
            LISTEN                2            1            0        1
            total                 5            3            1        1
            """, print(new SocketSummary(writer)).replace(System.lineSeparator(), "\n"));
    }

    @Test
    void shouldPrintTheNumberOfRows()
    {
        assertEquals("5", print(new SocketCount(writer)).trim());
    }

    @Test
    void shouldPrintManyBlocksInOrderAndNeverNarrower()
    {
        final SocketTable table = new SocketTable(writer, true, SocketRowExtras.NONE);
        final SocketRow row = SampleRows.parse("ESTAB 0 0 198.18.0.2:80 198.18.0.3:1");
        for (int i = 1; i <= 10_000; i++)
        {
            row.remotePort = i;
            row.recvQueue = i % 3000 == 0 ? 1_000_000_000L : 0;
            table.onRow(row);
        }
        table.end();
        final List<String> lines = text.toString().lines().toList();
        assertEquals(10_001, lines.size());
        int width = 0;
        for (int i = 1; i <= 10_000; i++)
        {
            final String line = lines.get(i);
            assertTrue(line.stripTrailing().endsWith(":" + i), line);
            assertTrue(line.indexOf(".3:") >= width, i + ": " + line);
            width = line.indexOf(".3:");
        }
    }

    @Test
    void shouldEndWhenTheOutputIsClosed()
    {
        final PrintWriter closed = new PrintWriter(new OutputStream()
        {
            @Override
            public void write(final int b) throws IOException
            {
                throw new IOException("Broken pipe");
            }
        });
        final SocketTable table = new SocketTable(closed, true, SocketRowExtras.NONE);
        assertThrows(OutputClosedException.class, () ->
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                table.onRow(ROWS.get(2));
            }
        });
    }

    @Test
    void shouldWriteNumbersAsJavaDoes()
    {
        final Random random = new Random(42);
        for (int i = 0; i < 100_000; i++)
        {
            final long value = i < 4 ? new long[]{0, -1, Long.MIN_VALUE, Long.MAX_VALUE}[i] :
                random.nextLong() >> random.nextInt(64);
            assertEquals(String.valueOf(value), fresh().add(value).toString());
        }
    }

    @Test
    void shouldWriteAddressesAsTheEngineDoes()
    {
        final Random random = new Random(43);
        for (int i = 0; i < 100_000; i++)
        {
            // Groups of zeros in all places.
            final long hi = sparse(random);
            final long lo = sparse(random);
            assertEquals(IpText.address(true, hi, lo), fresh().address(true, hi, lo).toString());
            assertEquals(IpText.address(false, 0, lo & 0xFFFF_FFFFL),
                fresh().address(false, 0, lo & 0xFFFF_FFFFL).toString());
        }
    }

    private TextBuffer fresh()
    {
        buffer.clear();
        return buffer;
    }

    private static long sparse(final Random random)
    {
        long value = 0;
        for (int group = 0; group < 4; group++)
        {
            value = value << 16 | (random.nextInt(3) == 0 ? random.nextInt(0x10000) >> random.nextInt(16) : 0);
        }
        return value;
    }
}
