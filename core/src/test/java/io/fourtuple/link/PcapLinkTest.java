package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapLinkTest
{
    private static final String FILE_HEADER =
        "4d3cb2a1" + "02000400" + "00000000" + "00000000" + "00000400" + "65000000";

    private final MemoryChannel channel = new MemoryChannel();
    private final List<Throwable> errors = new ArrayList<>();
    private final RingLink[] ends = RingLink.pair(1 << 16, 1500);
    private final FrameBatch batch = new FrameBatch(16);
    private long nowNs = 1_700_000_000_123_456_789L;

    private PcapWriter writer()
    {
        return new PcapWriter(channel, () -> nowNs, errors::add);
    }

    @Test
    void shouldWriteBothDirectionsByteForByte()
    {
        final PcapLink link = new PcapLink(ends[0], writer());
        send(link, 0x45, 0x01, 0x02);
        nowNs += 1_000_000_001L;
        send(ends[1], 0x60, 0x0F);
        assertEquals(1, link.receive(batch));
        link.close();

        assertArrayEquals(HexFormat.of().parseHex(FILE_HEADER +
            "00f15365" + "15cd5b07" + "03000000" + "03000000" + "450102" +
            "01f15365" + "16cd5b07" + "02000000" + "02000000" + "600f"), channel.bytes());
        assertFalse(channel.isOpen());
        assertFalse(link.isUp());
    }

    @Test
    void shouldWriteAFrameOfSeveralSegmentsAsItIs()
    {
        final RingLink[] large = RingLink.pair(1 << 20, 1500, 65_535);
        final PcapLink link = new PcapLink(large[0], writer());
        final int offset = link.claim(3);
        link.txBuffer().putBytes(offset, new byte[]{0x45, 1, 2});
        link.commitSegments(offset, 3, 2, 1);
        assertEquals(65_535, link.maxFrameBytes());
        assertEquals(1, large[1].receive(batch));
        assertTrue(batch.isVerified(0));
        assertEquals(3, batch.lengthBytes(0));
        link.close();
        assertArrayEquals(HexFormat.of().parseHex(FILE_HEADER + "00f15365" + "15cd5b07" + "03000000" + "03000000" + "450102"),
            channel.bytes());
    }

    @Test
    void shouldPassFramesOnUnchanged()
    {
        final PcapLink link = new PcapLink(ends[0], writer());
        send(link, 1, 2, 3);
        assertEquals(1, ends[1].receive(batch));
        assertEquals(3, batch.lengthBytes(0));
        assertEquals(2, batch.buffer().getByte(batch.offset(0) + 1));
        assertEquals(1500, link.mtuBytes());
    }

    @Test
    void shouldBeReadableBeforeAnyFrameCame()
    {
        writer();
        assertArrayEquals(HexFormat.of().parseHex(FILE_HEADER), channel.bytes());
    }

    @Test
    void shouldCutFramesAtSnapLength()
    {
        final PcapWriter writer = new PcapWriter(channel, () -> nowNs, errors::add, 2);
        writer.write(new UnsafeBuffer(new byte[]{1, 2, 3, 4}), 1, 3);
        writer.close();
        final ByteBuffer bytes = ByteBuffer.wrap(channel.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, bytes.getInt(16));
        assertEquals(2, bytes.getInt(24 + 8));
        assertEquals(3, bytes.getInt(24 + 12));
        assertEquals(24 + 16 + 2, bytes.capacity());
    }

    @Test
    void shouldFlushOnceASecondAndWhenFull()
    {
        final PcapWriter writer = writer();
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[1500]);
        writer.write(frame, 0, 1500);
        nowNs += PcapWriter.FLUSH_INTERVAL_NS - 1;
        writer.flushIfDue();
        assertEquals(24, channel.bytes().length);
        nowNs += 1;
        writer.flushIfDue();
        assertEquals(24 + 1516, channel.bytes().length);

        for (int i = 0; i < 1_000; i++)
        {
            writer.write(frame, 0, 1500);
            assertEquals(0, (channel.bytes().length - 24) % 1516, "a flush must end with a whole record");
        }
        assertTrue(channel.bytes().length > 24 + 1516);
        assertEquals(1_001, writer.frames());
    }

    @Test
    void shouldEndTheCaptureNotTheTrafficWhenTheDiskIsFull()
    {
        final PcapWriter writer = writer();
        final PcapLink link = new PcapLink(ends[0], writer);
        channel.room = 10;
        for (int i = 0; i < 3; i++)
        {
            send(link, 1, 2, 3);
            nowNs += PcapWriter.FLUSH_INTERVAL_NS;
            link.flush();
        }
        assertEquals(3, ends[1].receive(batch));
        assertTrue(writer.hasFailed());
        link.close();
        assertEquals(1, errors.size());
        assertEquals("capture ended after 24 bytes: No space left on device", errors.get(0).getMessage());
    }

    /** The one that is told fails as well: the loop that writes must not be cut short by that. */
    @Test
    void shouldEndTheCaptureAloneWhenTheErrorHandlerFails()
    {
        final PcapWriter writer = new PcapWriter(channel, () -> nowNs, ex ->
        {
            errors.add(ex);
            throw new AssertionError(ex);
        });
        channel.room = 10;
        writer.write(new UnsafeBuffer(new byte[20]), 0, 20);
        nowNs += PcapWriter.FLUSH_INTERVAL_NS;
        writer.flushIfDue();
        writer.close();
        assertTrue(writer.hasFailed());
        assertEquals(1, errors.size());
    }

    @Test
    void shouldKeepTheCaptureWhenTheThreadIsInterrupted(@TempDir final Path folder) throws IOException
    {
        final Path file = folder.resolve("capture.pcap");
        final PcapWriter writer = new PcapWriter(
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE), () -> nowNs, errors::add);
        writer.write(new UnsafeBuffer(new byte[20]), 0, 20);
        Thread.currentThread().interrupt();
        writer.close();
        assertTrue(Thread.interrupted());
        assertEquals(24 + 36, Files.size(file));
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldRefuseAnUnusableSnapLength()
    {
        final IllegalArgumentException ex = assertThrows(
            IllegalArgumentException.class, () -> new PcapWriter(channel, () -> nowNs, errors::add, 0));
        assertEquals("snapLength must be 1 to 262144: snapLength=0", ex.getMessage());
    }

    private static void send(final Link link, final int... bytes)
    {
        final int offset = link.claim(bytes.length);
        for (int i = 0; i < bytes.length; i++)
        {
            link.txBuffer().putByte(offset + i, (byte)bytes[i]);
        }
        link.commit(offset, bytes.length);
    }

    private static final class MemoryChannel implements WritableByteChannel
    {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean open = true;
        private int room = Integer.MAX_VALUE;

        @Override
        public int write(final ByteBuffer source) throws IOException
        {
            if (room == 0)
            {
                throw new IOException("No space left on device");
            }
            final byte[] part = new byte[Math.min(Math.min(source.remaining(), 4_000), room)];
            room -= part.length;
            source.get(part);
            bytes.writeBytes(part);
            return part.length;
        }

        byte[] bytes()
        {
            return bytes.toByteArray();
        }

        @Override
        public boolean isOpen()
        {
            return open;
        }

        @Override
        public void close()
        {
            open = false;
        }
    }
}
