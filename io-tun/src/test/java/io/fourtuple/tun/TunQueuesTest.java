package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;
import io.fourtuple.tun.testing.RequiresTun;

/** A device of several queues, with the kernel on the other side: which flow comes where. */
@RequiresTun
class TunQueuesTest
{
    private static final int QUEUES = 4;
    private static final int FLOWS = 200;
    private static final int ROUNDS = 5;
    private static final int PORT = 7_777;

    private final NetNs netNs = NetNs.create();
    private final Counters counters = new Counters();
    private final FrameBatch batch = new FrameBatch(64);
    private final Map<Integer, Integer> queueOfPort = new HashMap<>();
    private TunDevice device;
    private Link[] links;

    private void open(final int queues)
    {
        device = netNs.open(
            TunConfig.named("ft%d").queues(queues).address("198.18.0.1/24").address("2001:db8::1/64"));
        links = new Link[queues];
        for (int queue = 0; queue < queues; queue++)
        {
            links[queue] = TunLinks.polled(device, queue, counters, 64);
        }
    }

    @AfterEach
    void close()
    {
        if (device != null)
        {
            device.close();
        }
        netNs.close();
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.1,198.18.0.2,20", "2001:db8::1,2001:db8::2,40"})
    void shouldKeepEveryFlowOnItsQueueAndUseThemAll(
        final String kernel, final String engine, final int headerLength) throws Exception
    {
        open(QUEUES);
        final DatagramSocket[] sockets = new DatagramSocket[FLOWS];
        for (int i = 0; i < FLOWS; i++)
        {
            sockets[i] = netNs.call(() -> new DatagramSocket(new InetSocketAddress(Packets.inetAddress(kernel), 0)));
        }
        for (int round = 0; round < ROUNDS; round++)
        {
            for (final DatagramSocket socket : sockets)
            {
                socket.send(new DatagramPacket(new byte[8], 8, Packets.inetAddress(engine), PORT));
                assertSameQueue(socket.getLocalPort(), receive(socket.getLocalPort(), headerLength));
                // The answer on the same queue is what a loop sends; the kernel learns nothing else from it.
                answer(kernel, engine, socket.getLocalPort());
            }
        }
        assertEquals(FLOWS, queueOfPort.size());
        assertEquals(QUEUES, queueOfPort.values().stream().distinct().count(), queueOfPort.toString());
        for (final DatagramSocket socket : sockets)
        {
            socket.close();
        }
    }

    private void assertSameQueue(final int port, final int queue)
    {
        final Integer before = queueOfPort.putIfAbsent(port, queue);
        assertTrue(before == null || before == queue, "port " + port + " came to queue " + queue + " after " + before);
    }

    /** @return the queue that the flow's packet has come to. */
    private int receive(final int port, final int headerLength)
    {
        final int[] found = {-1};
        LinkDriver.await("a packet from port " + port, () ->
        {
            for (int queue = 0; queue < links.length && found[0] < 0; queue++)
            {
                if (links[queue].receive(batch) > 0)
                {
                    assertEquals(1, batch.size());
                    assertEquals(port, batch.buffer().getShort(
                        batch.offset(0) + headerLength, java.nio.ByteOrder.BIG_ENDIAN) & 0xFFFF);
                    found[0] = queue;
                }
            }
            return found[0] >= 0;
        });
        return found[0];
    }

    private void answer(final String kernel, final String engine, final int port)
    {
        final byte[] frame = Packets.udp(engine, PORT, kernel, port, new byte[4]);
        final Link link = links[queueOfPort.get(port)];
        final int offset = link.claim(frame.length);
        link.txBuffer().putBytes(offset, frame);
        link.commit(offset, frame.length);
    }

    @Test
    void shouldLiveUntilItsLastQueueIsClosed()
    {
        open(2);
        assertEquals(2, device.queues());
        links[0].close();
        assertFalse(links[0].isUp());
        assertEquals(Link.NO_ROOM, links[0].claim(40));
        assertEquals("queue 0 of device ft0 was closed", ((TunLink)links[0]).downReason());
        assertTrue(links[1].isUp());
        netNs.run("ip", "link", "show", "ft0");
        links[1].close();
        links[1].close();
        assertFalse(device.isPresent());
        assertEquals("device ft0 was closed", ((TunLink)links[0]).downReason());
        assertEquals(1, netNs.tryRun("ip", "link", "show", "ft0").exitCode());
    }

    @Test
    void shouldTellEveryLinkThatTheDeviceWasRemoved()
    {
        open(2);
        netNs.run("ip", "link", "del", "ft0");
        for (final Link link : links)
        {
            LinkDriver.await("the end of the link", () -> link.receive(batch) == 0 && !link.isUp());
        }
        assertEquals("device ft0 was removed: EBADFD (File descriptor in bad state)", device.downReason());
    }

    @Test
    void shouldRefuseWhatDoesNotFit()
    {
        open(2);
        assertEquals("no such queue: queue=2 queues=2 device=ft0", assertThrows(IllegalArgumentException.class,
            () -> TunLinks.polled(device, 2, counters, 64)).getMessage());
        assertEquals("a pump is for a device of one queue: queues=2", assertThrows(IllegalArgumentException.class,
            () -> TunLinks.pumped(device, counters, new PumpConfig())).getMessage());
        assertEquals("queues must be 1 to 256: queues=0", assertThrows(IllegalArgumentException.class,
            () -> TunConfig.named("ft0").queues(0)).getMessage());
        assertEquals("queues must be 1 to 256: queues=257", assertThrows(IllegalArgumentException.class,
            () -> TunConfig.named("ft0").queues(257)).getMessage());
    }
}
