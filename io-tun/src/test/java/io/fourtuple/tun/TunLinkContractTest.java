package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * What every link over a TUN device does, with the kernel as its peer.
 * <pre>
 *   kernel 198.18.0.1, 2001:db8::1 ── UDP, echo replies ──> the link
 *                                  <── echo requests ────── 198.18.0.2, 2001:db8::2: the test
 * </pre>
 */
@RequiresTun
abstract class TunLinkContractTest
{
    static final String KERNEL = "198.18.0.1";
    static final String ENGINE = "198.18.0.2";
    static final int MTU = 1_500;

    final NetNs netNs = NetNs.create();
    final Counters counters = new Counters();
    TunDevice device;
    Link link;
    LinkDriver driver;

    abstract Link newLink(TunDevice openDevice, Counters linkCounters);

    abstract String downReason();

    TunConfig deviceConfig()
    {
        return TunConfig.named("ft0");
    }

    /** A UDP packet as it is compared: with its checksum, unless the link leaves that to others. */
    byte[] comparable(final byte[] packet)
    {
        return packet;
    }

    @BeforeEach
    void openLink()
    {
        device = netNs.open(deviceConfig().mtu(MTU).address(KERNEL + "/24").address("2001:db8::1/64"));
        link = newLink(device, counters);
        driver = new LinkDriver(link, 64);
    }

    @AfterEach
    void closeLink()
    {
        if (link != null)
        {
            link.close();
        }
        netNs.close();
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.1,198.18.0.2", "2001:db8::1,2001:db8::2"})
    void shouldReceiveTheExactBytesTheKernelSent(final String kernel, final String engine) throws Exception
    {
        final byte[] payload = pattern(333);
        try (DatagramSocket socket = socket(kernel))
        {
            socket.send(new DatagramPacket(payload, payload.length, Packets.inetAddress(engine), 7_777));
            final byte[] frame = driver.awaitFrame();
            final byte[] expected = Packets.udp(kernel, socket.getLocalPort(), engine, 7_777, payload);
            assertArrayEquals(comparable(Packets.withFreeFieldsOf(expected, frame)), comparable(frame));
        }
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.1,198.18.0.2", "2001:db8::1,2001:db8::2"})
    void shouldSendAnEchoRequestAndReceiveTheKernelsReply(final String kernel, final String engine)
    {
        assertEcho(kernel, engine, 1, pattern(56));
        assertLinkCountersAreZero();
    }

    @Test
    void shouldCarryFramesOfTheWholeMtu()
    {
        assertEcho(KERNEL, ENGINE, 1, pattern(MTU - 28));
    }

    @Test
    void shouldRefuseFramesOutOfRange()
    {
        final IllegalArgumentException tooLong =
            assertThrows(IllegalArgumentException.class, () -> link.claim(MTU + 1));
        assertEquals("frame length must be 1 to the MTU: lengthBytes=1501 mtuBytes=1500", tooLong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> link.claim(0));
        assertEquals(MTU, link.mtuBytes());
    }

    @Test
    void shouldReceiveNothingWhenNothingWasSent()
    {
        assertEquals(0, driver.receive());
        assertTrue(link.isUp());
        assertNull(downReason());
    }

    @Test
    void shouldReceiveManyFramesInOrder() throws Exception
    {
        final int total = 20_000;
        final int burst = 200;
        try (DatagramSocket socket = socket(KERNEL))
        {
            final ByteBuffer payload = ByteBuffer.allocate(32);
            for (int sent = 0; sent < total; sent += burst)
            {
                for (int i = sent; i < sent + burst; i++)
                {
                    payload.putInt(0, i);
                    socket.send(new DatagramPacket(payload.array(), 32, Packets.inetAddress(ENGINE), 7_777));
                }
                for (int i = sent; i < sent + burst; i++)
                {
                    assertEquals(i, ByteBuffer.wrap(driver.awaitFrame()).getInt(28));
                }
            }
        }
        assertEquals(0, driver.receive());
        assertLinkCountersAreZero();
    }

    @Test
    void shouldCountADownDeviceOnceAndWorkAgainWhenItIsUp()
    {
        netNs.run("ip", "link", "set", "ft0", "down");
        for (int lost = 1; lost <= 10; lost++)
        {
            sendUntilLost(lost);
        }
        assertEquals(1, counters.get(Counter.LINK_DOWN));
        assertTrue(link.isUp());
        assertEquals(0, driver.receive());

        netNs.run("ip", "link", "set", "ft0", "up");
        // The kernel gives the device its IPv6 addresses back some time later.
        LinkDriver.await("the route of 2001:db8::1",
            () -> netNs.run("ip", "-6", "route", "show", "table", "local").contains("local 2001:db8::1 "));
        assertEcho(KERNEL, ENGINE, 1, pattern(56));
        assertEcho("2001:db8::1", "2001:db8::2", 2, pattern(56));

        netNs.run("ip", "link", "set", "ft0", "down");
        sendUntilLost(11);
        assertEquals(2, counters.get(Counter.LINK_DOWN));
        assertTrue(link.isUp());
    }

    @Test
    void shouldEndWhenTheDeviceIsRemoved()
    {
        netNs.run("ip", "link", "del", "ft0");
        LinkDriver.await("the end of the link", () -> driver.receive() == 0 && !link.isUp());
        assertEquals("device ft0 was removed: EBADFD (File descriptor in bad state)", downReason());
        assertEquals(0, driver.receive());
        assertFalse(driver.send(Packets.echoRequest(ENGINE, KERNEL, 1, pattern(8))));
        LinkDriver.await("the end counted", () -> counters.get(Counter.LINK_DOWN) == 1);
        assertEquals(0, counters.get(Counter.LINK_RX_ERRORS));
        link.close();
        link.close();
    }

    @Test
    void shouldRemoveTheDeviceWhenClosed()
    {
        link.close();
        assertFalse(link.isUp());
        assertEquals("device ft0 was closed", downReason());
        assertEquals(1, netNs.tryRun("ip", "link", "show", "ft0").exitCode());
        assertEquals(0, driver.receive());
        assertEquals(Link.NO_ROOM, link.claim(40));
    }

    @Test
    void shouldSendEverythingCommittedBeforeClosing()
    {
        final int frames = 50;
        for (int i = 0; i < frames; i++)
        {
            assertTrue(driver.send(Packets.echoRequest(ENGINE, KERNEL, i, pattern(8))));
        }
        link.close();
        LinkDriver.await("the kernel's count", () -> icmpEchosIn() >= frames);
        assertEquals(frames, icmpEchosIn());
        assertLinkCountersAreZero();
    }

    @Test
    void shouldCountAFrameThatTheKernelRefuses()
    {
        final byte[] notIp = new byte[40];
        Arrays.fill(notIp, (byte)0xA5);
        assertTrue(driver.send(notIp));
        LinkDriver.await("the refusal", () -> counters.get(Counter.LINK_TX_ERRORS) == 1);
        assertEquals(0, counters.get(Counter.LINK_DOWN));
        assertEcho(KERNEL, ENGINE, 1, pattern(56));
    }

    void assertEcho(final String kernel, final String engine, final int sequence, final byte[] payload)
    {
        assertTrue(driver.send(Packets.echoRequest(engine, kernel, sequence, payload)));
        final byte[] reply = driver.awaitFrame();
        final byte[] expected = Packets.echoReply(kernel, engine, sequence, payload);
        assertArrayEquals(Packets.withFreeFieldsOf(expected, reply), reply);
    }

    void assertLinkCountersAreZero()
    {
        assertEquals("", counters.describe());
    }

    static byte[] pattern(final int length)
    {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 7 + 1);
        }
        return bytes;
    }

    DatagramSocket socket(final String address)
    {
        return netNs.call(() -> new DatagramSocket(new InetSocketAddress(Packets.inetAddress(address), 0)));
    }

    private void sendUntilLost(final int lost)
    {
        assertTrue(driver.send(Packets.echoRequest(ENGINE, KERNEL, lost, pattern(8))));
        LinkDriver.await("lost frame " + lost, () -> counters.get(Counter.LINK_TX_ERRORS) == lost);
    }

    private long icmpEchosIn()
    {
        final String[] lines = netNs.run("grep", "^Icmp:", "/proc/net/snmp").split("\n");
        final int column = Arrays.asList(lines[0].split(" ")).indexOf("InEchos");
        return Long.parseLong(lines[1].split(" ")[column]);
    }
}
