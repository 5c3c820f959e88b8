package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String commandLine)
    {
        return Main.run(commandLine.split(" "), new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void shouldTakeTheMeanOfTheTwoSecondsInTheMiddleOfTheSecondHalf()
    {
        assertEquals(15, DemoCommand.settled(1, 2, 10, 20));
        assertEquals(15, DemoCommand.settled(1, 2, 10, 15, 20));
        assertEquals(9, DemoCommand.settled(9));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "demo --seconds 1 --concurrency 16 --connections 400000 --idle yield",
        "demo --seconds 1 --concurrency 16 --connections 400000 --idle yield --close-first client --ipv6",
        "demo --seconds 1 --concurrency 4 --connections 20000 --idle backoff --bytes 200000",
        "demo --seconds 1 --concurrency 8 --connections 20000 --idle yield --fault drop=0.01,dup=0.01,reorder=0.01"})
    void shouldEndWithAllSumsEqual(final String commandLine)
    {
        assertEquals(0, run(commandLine), () -> out + err.toString());
        assertTrue(out.toString().contains("All sums come out."), out.toString());
        assertTrue(out.toString().contains("handshake us: p50"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldWriteACaptureOfWholeRecords(@TempDir final Path folder) throws IOException
    {
        final Path file = folder.resolve("demo.pcap");
        final String options = "demo --seconds 1 --concurrency 1 --connections 400000 --idle yield --snap 60 --pcap ";
        assertEquals(0, run(options + file), () -> out + err.toString());
        final ByteBuffer capture = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0xa1b2_3c4d, capture.getInt(0));
        int position = 24;
        int records = 0;
        while (position < capture.capacity())
        {
            position += 16 + capture.getInt(position + 8);
            records++;
        }
        assertEquals(capture.capacity(), position);
        assertTrue(records > 6, "records=" + records);
    }
}
