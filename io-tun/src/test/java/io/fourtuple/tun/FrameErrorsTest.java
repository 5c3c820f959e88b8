package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.link.Link;
import io.fourtuple.link.RingLink;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.Command;

/**
 * What a TUN device hardly ever says, said by other files: a pipe takes 64 KiB, then a part of a frame, then nothing;
 * /dev/full takes nothing; a folder cannot be read. Needs no root.
 */
class FrameErrorsTest
{
    private static final int MTU = 65_535;
    private static final int ALMOST_ALL_OF_A_PIPE = 60_000;
    private static final int MORE_THAN_THE_REST = 10_000;

    private final Counters counters = new Counters();
    private final UnsafeBuffer frame = TunLink.allocate(MTU);
    private TunDevice device;

    @TempDir
    private Path folder;

    @AfterEach
    void close()
    {
        device.close();
    }

    @Test
    void shouldCountAShortWriteAndLeaveAFullDeviceToTheCaller()
    {
        device = pipe();
        final FrameWriter writer = new FrameWriter(device, 0, counters);
        assertEquals(FrameWriter.SENT, writer.write(frame.addressOffset(), ALMOST_ALL_OF_A_PIPE));
        assertEquals(FrameWriter.LOST, writer.write(frame.addressOffset(), MORE_THAN_THE_REST));
        assertEquals(1, counters.get(Counter.LINK_SHORT_WRITES));
        assertEquals(FrameWriter.FULL, writer.write(frame.addressOffset(), MORE_THAN_THE_REST));
        assertEquals(0, counters.get(Counter.LINK_TX_FULL));
        assertEquals(0, counters.get(Counter.LINK_TX_ERRORS));
        assertTrue(device.isPresent());
    }

    @Test
    void shouldCountAFrameThatAFullDeviceDoesNotTakeFromAPolledLink()
    {
        device = pipe();
        final Link link = TunLinks.polled(device, counters);
        link.commit(link.claim(ALMOST_ALL_OF_A_PIPE), ALMOST_ALL_OF_A_PIPE);
        link.commit(link.claim(MORE_THAN_THE_REST), MORE_THAN_THE_REST);
        link.commit(link.claim(MORE_THAN_THE_REST), MORE_THAN_THE_REST);
        assertEquals(1, counters.get(Counter.LINK_SHORT_WRITES));
        assertEquals(1, counters.get(Counter.LINK_TX_FULL));
        assertTrue(link.isUp());
    }

    @Test
    void shouldKeepAFrameThatAFullDeviceDoesNotTakeInTheRingOfAPump()
    {
        device = pipe();
        final OneToOneRingBuffer ring = RingLink.newRing(1 << 20);
        final TunWriter writer = new TunWriter(device, ring, counters, PumpConfig.ANY_CPU);
        ring.write(RingLink.FRAME_TYPE_ID, frame, 0, ALMOST_ALL_OF_A_PIPE);
        ring.write(RingLink.FRAME_TYPE_ID, frame, 0, MORE_THAN_THE_REST);
        ring.write(RingLink.FRAME_TYPE_ID, frame, 0, MORE_THAN_THE_REST);
        assertEquals(2, writer.doWork());
        assertEquals(1, counters.get(Counter.LINK_SHORT_WRITES));
        assertEquals(0, writer.doWork());
        assertTrue(ring.size() >= MORE_THAN_THE_REST);

        new Libc().read(device.fd(0), frame.addressOffset(), MTU);
        assertEquals(1, writer.doWork());
        assertEquals(0, ring.size());
        assertEquals(0, counters.get(Counter.LINK_TX_FULL));
        assertEquals(0, counters.get(Counter.LINK_TX_ERRORS));
    }

    @Test
    void shouldCountEveryOtherErrorOfAWriteAndLiveOn()
    {
        device = open("/dev/full", Libc.O_RDWR);
        final FrameWriter writer = new FrameWriter(device, 0, counters);
        assertEquals(FrameWriter.LOST, writer.write(frame.addressOffset(), 40));
        assertEquals(FrameWriter.LOST, writer.write(frame.addressOffset(), 40));
        assertEquals(2, counters.get(Counter.LINK_TX_ERRORS));
        assertEquals(0, counters.get(Counter.LINK_DOWN));
        assertTrue(device.isPresent());
    }

    @Test
    void shouldCountEveryOtherErrorOfAReadAndLiveOn()
    {
        device = open(folder.toString(), Libc.O_RDONLY);
        final FrameReader reader = new FrameReader(device, 0, counters);
        assertEquals(0, reader.read(frame.addressOffset(), MTU));
        assertEquals(0, reader.read(frame.addressOffset(), MTU));
        assertEquals(2, counters.get(Counter.LINK_RX_ERRORS));
        assertTrue(device.isPresent());
    }

    @Test
    void shouldEndOnceWhenTheFileIsBadForReaderAndWriter()
    {
        device = new TunDevice("gone", MTU, Integer.MAX_VALUE);
        assertEquals(0, new FrameReader(device, 0, counters).read(frame.addressOffset(), MTU));
        assertEquals(FrameWriter.LOST, new FrameWriter(device, 0, counters).write(frame.addressOffset(), 40));
        assertFalse(device.isPresent());
        assertEquals("device gone was removed: EBADF (Bad file descriptor)", device.downReason());
        assertEquals(1, counters.get(Counter.LINK_DOWN));
        assertEquals(1, counters.get(Counter.LINK_TX_ERRORS));
        assertEquals(0, counters.get(Counter.LINK_RX_ERRORS));
    }

    private TunDevice pipe()
    {
        final String path = folder.resolve("pipe").toString();
        Command.run(List.of("mkfifo", path)).orFail();
        return open(path, Libc.O_RDWR | Libc.O_NONBLOCK);
    }

    private static TunDevice open(final String path, final int flags)
    {
        final int fd = new Libc().open(path, flags | Libc.O_CLOEXEC);
        assertTrue(fd >= 0, path + ": " + Errno.describe(-fd));
        return new TunDevice(path, MTU, fd);
    }
}
