package io.fourtuple.bench.tool.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.link.PcapWriter;

class CaptureTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldCaptureTheFramesOfTheRightSide() throws IOException
    {
        for (final Scenario scenario : Scenarios.all())
        {
            final Path file = folder.resolve(scenario.name() + ".pcap");
            final ScenarioRun played = play(scenario, file);
            final long expected = played.trace().events().stream().filter(event -> event.flight() != null &&
                !event.host().isLeft()).count();
            assertEquals(expected, packets(ByteBuffer.wrap(Files.readAllBytes(file))), scenario.name());
        }
    }

    private static ScenarioRun play(final Scenario scenario, final Path file) throws IOException
    {
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return scenario.play(new ScenarioOptions(scenario.shownWith(), List.of(), 1,
            clock -> new PcapWriter(channel, clock, ex ->
            {
                throw new AssertionError(ex);
            })));
    }

    private static long packets(final ByteBuffer capture)
    {
        capture.order(ByteOrder.LITTLE_ENDIAN).position(PcapWriter.FILE_HEADER_LENGTH);
        long count = 0;
        long lastNs = 0;
        while (capture.hasRemaining())
        {
            final long ns = capture.getInt() * 1_000_000_000L + capture.getInt();
            assertTrue(ns >= lastNs, "time runs on: ns=" + ns + " lastNs=" + lastNs);
            lastNs = ns;
            final byte[] frame = new byte[capture.getInt()];
            assertEquals(frame.length, capture.getInt(), "kept whole");
            capture.get(frame);
            assertTrue(!Packet.of(frame).flagNames().isEmpty());
            count++;
        }
        return count;
    }
}
