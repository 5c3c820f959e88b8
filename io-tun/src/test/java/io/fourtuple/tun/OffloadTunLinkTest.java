package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.link.ForwardingLink;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.Packets;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpDescriptor;

/** A link whose device leaves checksums, and the cutting of TCP data, to the two ends. */
class OffloadTunLinkTest extends TunLinkContractTest
{
    private static final int BULK = 8 << 20;
    private static final int LARGEST = 65_535;

    @Override
    TunConfig deviceConfig()
    {
        return super.deviceConfig().offload(true);
    }

    @Override
    Link newLink(final TunDevice openDevice, final Counters linkCounters)
    {
        return TunLinks.polled(openDevice, linkCounters);
    }

    @Override
    String downReason()
    {
        return device.downReason();
    }

    /** The kernel has summed up the pseudo header only. */
    @Override
    byte[] comparable(final byte[] packet)
    {
        final byte[] copy = packet.clone();
        final int checksum = (packet[0] >> 4 == 6 ? 40 : 20) + 6;
        Arrays.fill(copy, checksum, checksum + 2, (byte)0);
        return copy;
    }

    @Override
    @Test
    void shouldRefuseFramesOutOfRange()
    {
        assertThrows(IllegalArgumentException.class, () -> link.claim(LARGEST + 1));
        assertThrows(IllegalArgumentException.class, () -> link.claim(0));
        final int offset = link.claim(MTU + 1);
        assertThrows(IllegalArgumentException.class, () -> link.commit(offset, MTU + 1));
        assertEquals(MTU, link.mtuBytes());
        assertEquals(LARGEST, link.maxFrameBytes());
    }

    @Test
    void shouldVouchForWhatTheKernelHasNotSummedUp() throws Exception
    {
        final FrameBatch batch = new FrameBatch(4);
        try (DatagramSocket socket = socket(KERNEL))
        {
            socket.send(new DatagramPacket(new byte[9], 9, Packets.inetAddress(ENGINE), 7_777));
        }
        LinkDriver.await("a frame", () -> link.receive(batch) > 0);
        assertTrue(batch.isVerified(0));
        // The kernel's echo reply has its checksum.
        driver.send(Packets.echoRequest(ENGINE, KERNEL, 1, pattern(9)));
        LinkDriver.await("a reply", () -> link.receive(batch) > 0);
        assertFalse(batch.isVerified(0));
    }

    /** The kernel resets what no socket waits for, so it took the frame; the small one after it must not be taken for large. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHandTheKernelAFrameOfSeveralSegments(final boolean ipv6)
    {
        final String kernel = ipv6 ? "2001:db8::1" : KERNEL;
        final String engine = ipv6 ? "2001:db8::2" : ENGINE;
        final byte[] header = Packets.tcp(new InetSocketAddress(Packets.inetAddress(engine), 4_000),
            new InetSocketAddress(Packets.inetAddress(kernel), 4_001), 0x10, 1, 1, 1_000);
        final byte[] frame = Arrays.copyOf(header, header.length + 20_000);
        final int ipLength = ipv6 ? 40 : 20;
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putShort(ipv6 ? 4 : 2, (short)(ipv6 ? frame.length - 40 : frame.length), ByteOrder.BIG_ENDIAN);
        if (!ipv6)
        {
            buffer.putShort(10, (short)0);
            Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 20));
        }
        final long addresses = ipv6 ? Checksum.add(0, buffer, 8, 32) : Checksum.add(0, buffer, 12, 8);
        final long pseudo = Checksum.addPseudo(addresses, frame.length - ipLength, IpDescriptor.PROTOCOL_TCP);
        buffer.putShort(ipLength + 16, (short)Checksum.fold(pseudo));
        final int offset = link.claim(frame.length);
        final MutableDirectBuffer tx = link.txBuffer();
        tx.putBytes(offset, frame);
        link.commitSegments(offset, frame.length, ipLength + 20, MTU - ipLength - 20);
        // virtio_net_hdr: a device that has to cut the frame would need all of it.
        assertEquals(1, tx.getByte(offset - 10), "VIRTIO_NET_HDR_F_NEEDS_CSUM");
        assertEquals(ipv6 ? 4 : 1, tx.getByte(offset - 9), "VIRTIO_NET_HDR_GSO_TCPV6 or TCPV4");
        assertEquals(ipLength + 20, tx.getShort(offset - 8), "header length");
        assertEquals(MTU - ipLength - 20, tx.getShort(offset - 6), "gso size");
        assertEquals(ipLength, tx.getShort(offset - 4), "csum start");
        assertEquals(16, tx.getShort(offset - 2), "csum offset");
        final byte[] reset = driver.awaitFrame();
        assertEquals(4_000, (reset[ipLength + 2] & 0xFF) << 8 | reset[ipLength + 3] & 0xFF);
        assertEquals(4, reset[ipLength + 13] & 4, "RST");
        driver.discard();
        assertEcho(kernel, engine, 1, pattern(56));
        assertLinkCountersAreZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.2", "2001:db8::2"})
    void shouldCarryBulkDataInLargeSteps(final String address) throws Exception
    {
        final AtomicInteger large = new AtomicInteger();
        final Engine engine = new Engine(new EngineConfig(new ForwardingLink(link)
        {
            @Override
            public void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
            {
                large.incrementAndGet();
                super.commitSegments(offset, lengthBytes, headerBytes, segmentBytes);
            }
        }).counters(counters).localAddresses(LocalAddresses.all()));
        engine.tcp().listen(Endpoint.any(7), new Mirror());
        final AgentRunner runner = new AgentRunner(YieldingIdleStrategy.INSTANCE, Throwable::printStackTrace, null, engine);
        AgentRunner.startOnThread(runner);
        try (Socket socket = netNs.call(() -> new Socket(Packets.inetAddress(address), 7)))
        {
            socket.setSoTimeout(60_000);
            final byte[] sent = new byte[BULK];
            new Random(7).nextBytes(sent);
            final OutputStream output = socket.getOutputStream();
            output.write(sent);
            socket.shutdownOutput();
            final ByteArrayOutputStream received = new ByteArrayOutputStream();
            final InputStream input = socket.getInputStream();
            input.transferTo(received);
            assertArrayEquals(sent, received.toByteArray());
        }
        finally
        {
            runner.close();
        }
        assertEquals(0, counters.get(Counter.TCP_IN_CSUM_ERRORS));
        assertTrue(counters.get(Counter.DATA_CALLS) < BULK / MTU / 2, "pieces: " + counters.get(Counter.DATA_CALLS));
        assertTrue(large.get() > 0 && large.get() < BULK / MTU / 2, "frames of several segments: " + large);
        assertTrue(counters.get(Counter.OUT_SEGS) > BULK / MTU, "segments: " + counters.get(Counter.OUT_SEGS));
    }

    @Test
    void shouldRefuseAPump()
    {
        assertThrows(IllegalArgumentException.class, () -> TunLinks.pumped(device, counters, new PumpConfig()));
    }

    /** Keeps all that it gets until the other side has sent everything, then sends it back. */
    private static final class Mirror implements ConnectionHandler
    {
        private final UnsafeBuffer kept = new UnsafeBuffer(new byte[BULK]);
        private int received;
        private int sent;

        @Override
        public void onData(final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            kept.putBytes(received, buffer, offset, length);
            received += length;
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long connection)
        {
            onWritable(tcp, connection);
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            sent += tcp.send(connection, kept, sent, received - sent);
            if (sent == received)
            {
                tcp.close(connection);
            }
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
        }
    }
}
