package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;
import io.fourtuple.tun.testing.RequiresTun;

@RequiresTun
class PacketSocketTest
{
    private static final int SLOT_BYTES = 128;
    private static final int QUEUE_FRAMES = 100;

    private final NetNs netNs = NetNs.create();
    private final MemorySegment slots = Arena.ofAuto().allocate(PacketSocket.MAX_FRAMES * SLOT_BYTES, 64);

    @AfterEach
    void removeNamespace()
    {
        netNs.close();
    }

    @Test
    void shouldBringTheExactBytesOfEitherFamilyToTheDevicesReader()
    {
        final byte[] ipv4 = Packets.echoRequest("198.18.0.1", "198.18.0.2", 1, new byte[3]);
        final byte[] ipv6 = Packets.echoRequest("2001:db8::1", "2001:db8::2", 2, new byte[40]);
        put(0, ipv4);
        put(1, ipv6);
        put(2, ipv4);
        try (TunDevice device = netNs.open(TunConfig.named("ft0")); PacketSocket socket = open("ft0"))
        {
            final Link link = TunLinks.polled(device, new Counters());
            final LinkDriver driver = new LinkDriver(link, 8);
            assertEquals(2, socket.send(slots, 1, SLOT_BYTES, 2));
            assertArrayEquals(ipv6, driver.awaitFrame());
            assertArrayEquals(ipv4, driver.awaitFrame());
            assertEquals(0, driver.receive());
        }
    }

    @Test
    void shouldSayHowManyAFullQueueTookAndLoseNone()
    {
        for (int i = 0; i < PacketSocket.MAX_FRAMES; i++)
        {
            put(i, Packets.echoRequest("198.18.0.1", "198.18.0.2", i, new byte[8]));
        }
        try (TunDevice device = netNs.open(TunConfig.named("ft0").txQueue(QUEUE_FRAMES));
            PacketSocket socket = open("ft0"))
        {
            int sent = 0;
            int taken = PacketSocket.MAX_FRAMES;
            while (taken > 0)
            {
                taken = socket.send(slots, 0, SLOT_BYTES, PacketSocket.MAX_FRAMES);
                sent += taken;
            }
            // The queue is as long as it was made, or a little longer: the kernel rounds up.
            assertTrue(sent >= QUEUE_FRAMES && sent < 2 * QUEUE_FRAMES, "sent=" + sent);
            final Link link = TunLinks.polled(device, new Counters(), 2 * QUEUE_FRAMES);
            assertEquals(sent, new LinkDriver(link, 2 * QUEUE_FRAMES).receive());
            assertEquals(PacketSocket.MAX_FRAMES, socket.send(slots, 0, SLOT_BYTES, PacketSocket.MAX_FRAMES));
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchDevice()
    {
        final TunException ex = assertThrows(TunException.class, () -> open("ft7"));
        assertEquals("if_nametoindex failed for ft7: ENODEV (No such device)", ex.getMessage());
    }

    private void put(final int slot, final byte[] packet)
    {
        MemorySegment.copy(MemorySegment.ofArray(packet), 0, slots, (long)slot * SLOT_BYTES, packet.length);
    }

    private PacketSocket open(final String deviceName)
    {
        return netNs.call(() -> PacketSocket.open(deviceName));
    }
}
