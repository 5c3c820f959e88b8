package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.Packets;

class TunLinkTest extends TunLinkContractTest
{
    private static final int MEASURED_FRAMES = 100_000;
    /** 200 bytes were measured, the JVM's own; a de-optimisation may cost more. One object a frame were 1.6 MB. */
    private static final long MOST_BYTES = 16_384;

    private final FrameBatch batch = new FrameBatch(64);

    @Override
    Link newLink(final TunDevice openDevice, final Counters linkCounters)
    {
        return TunLinks.polled(openDevice, linkCounters);
    }

    @Override
    String downReason()
    {
        return ((TunLink)link).downReason();
    }

    /** Once the compiler is done with it, which takes its time on a busy machine. */
    @Test
    void shouldAllocateNothingPerFrame()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final byte[] request = Packets.echoRequest(ENGINE, KERNEL, 1, pattern(32));
        final long deadlineNs = System.nanoTime() + LinkDriver.TIMEOUT_NS;
        long allocatedBytes;
        do
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            final int replies = echo(request, MEASURED_FRAMES);
            allocatedBytes = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals(MEASURED_FRAMES, replies);
        }
        while (allocatedBytes >= MOST_BYTES && System.nanoTime() - deadlineNs < 0);
        assertTrue(allocatedBytes < MOST_BYTES, "bytes allocated in " + MEASURED_FRAMES + " frames: " + allocatedBytes);
    }

    @Test
    void shouldFillTheBatchAndKeepTheRestForTheNextReceive() throws Exception
    {
        try (DatagramSocket socket = socket(KERNEL))
        {
            for (int i = 0; i < 100; i++)
            {
                socket.send(new DatagramPacket(pattern(20), 20, Packets.inetAddress(ENGINE), 7_777));
            }
        }
        assertEquals(64, link.receive(batch));
        assertTrue(batch.isFull());
        assertEquals(36, link.receive(batch));
        assertEquals(0, link.receive(batch));
        assertEquals(0, batch.size());
    }

    @Test
    void shouldReceiveNoMoreThanItsSlotsHoweverLargeTheBatch() throws Exception
    {
        final Link narrow = TunLinks.polled(device, counters, 3);
        try (DatagramSocket socket = socket(KERNEL))
        {
            for (int i = 0; i < 5; i++)
            {
                socket.send(new DatagramPacket(pattern(20), 20, Packets.inetAddress(ENGINE), 7_777));
            }
        }
        final LinkDriver narrowDriver = new LinkDriver(narrow, 64);
        assertEquals(3, narrowDriver.receive());
        assertEquals(2, narrowDriver.receive());
        assertThrows(IllegalArgumentException.class, () -> TunLinks.polled(device, counters, 0));
    }

    @Test
    void shouldCutOffFramesLongerThanASlotWhenTheMtuWasRaised() throws Exception
    {
        netNs.run("ip", "link", "set", "ft0", "mtu", "3000");
        final byte[] payload = pattern(2_500);
        try (DatagramSocket socket = socket(KERNEL))
        {
            socket.send(new DatagramPacket(payload, payload.length, Packets.inetAddress(ENGINE), 7_777));
            socket.send(new DatagramPacket(payload, 20, Packets.inetAddress(ENGINE), 7_777));
        }
        final byte[] cutOff = driver.awaitFrame();
        assertEquals(TunLink.slotBytes(MTU), cutOff.length);
        assertArrayEquals(Arrays.copyOf(payload, cutOff.length - 28), Arrays.copyOfRange(cutOff, 28, cutOff.length));
        assertEquals(48, driver.awaitFrame().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {68, 576, 1_280, 1_499, 1_500, 9_000, 65_535})
    void shouldHaveSlotsOfAnOddNumberOfCacheLinesThatHoldMoreThanTheMtu(final int mtuBytes)
    {
        final int slotBytes = TunLink.slotBytes(mtuBytes);
        assertTrue(slotBytes > mtuBytes && slotBytes <= mtuBytes + 128, "slotBytes=" + slotBytes);
        assertEquals(64, slotBytes % 128);
    }

    /** Sends and receives as a loop would, so that the measured code is the compiled one. */
    private int echo(final byte[] request, final int frames)
    {
        int replies = 0;
        for (int i = 0; i < frames; i++)
        {
            final int offset = link.claim(request.length);
            link.txBuffer().putBytes(offset, request);
            link.commit(offset, request.length);
            replies += link.receive(batch);
        }
        final long deadlineNs = System.nanoTime() + LinkDriver.TIMEOUT_NS;
        while (replies < frames && System.nanoTime() - deadlineNs < 0)
        {
            replies += link.receive(batch);
        }
        return replies;
    }
}
