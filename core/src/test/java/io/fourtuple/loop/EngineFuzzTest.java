package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.*;

import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.wire.Checksum;

/**
 * A peer without sense or mercy: segments of any kind with numbers near the right ones, spoiled frames, ICMP, and an
 * application that does anything at any time. Whatever comes, the sums hold, nothing throws, and in the end nothing is left.
 */
@OneJdk
class EngineFuzzTest
{
    private static final int STEPS = 60_000;
    private static final String[] FLAGS = {"S", "S.", ".", "P.", "F.", "R", "R.", "-", "SF", "SR", "F", "SF.", "P"};

    private static final long CONNECTED = 4_711;

    private SplittableRandom random;
    private EngineFixture fixture;
    private int ports;
    private final int[] lastSeq = new int[16];
    private final int[] lastAck = new int[16];
    private int known;
    private int closed;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldStandAnything(final long seed)
    {
        random = new SplittableRandom(seed);
        fixture = EngineFixture.with(seed % 2 == 0, EngineFixture.smallSettings()).seed(seed).recorded().build();
        fixture.tcp.listen(Endpoint.any(80), new AnythingHandler());
        ports = 16;
        for (int step = 0; step < STEPS; step++)
        {
            final int action = random.nextInt(100);
            if (action < 80)
            {
                fixture.link.put(frame());
            }
            else if (action < 82)
            {
                connect(fixture.tcp, new AnythingHandler());
            }
            if (random.nextInt(3) == 0)
            {
                fixture.jump(random.nextInt(200) == 0 ? random.nextInt(30_000) : random.nextInt(5));
            }
            look("seed=" + seed + " step=" + step);
        }
        fixture.link.room(Integer.MAX_VALUE);
        fixture.tcp.drain();
        for (int i = 0; i < 3_000; i++)
        {
            fixture.jump(1_000);
            look("seed=" + seed + " ending");
        }
        assertEquals(0, fixture.counter(Counter.CURR_SYN_RCVD));
        assertEquals(0, fixture.counter(Counter.CURR_TIME_WAIT));
        fixture.latencies.assertAllCounted(fixture.counters);
        assertTrue(fixture.counter(Counter.ESTABLISHED) > 25, fixture.counters.toString());
        fixture.engine.onClose();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN), fixture.counters.toString());
        assertEquals(known, closed, "each connection that an application knew was ended once");
    }

    private void connect(final Tcp tcp, final AnythingHandler handler)
    {
        final long id = tcp.connect(fixture.tuple()
            .remote(fixture.peer.hi(), fixture.peer.lo(), 1 + random.nextInt(ports)).localPort(80), handler, CONNECTED);
        known += id > 0 ? 1 : 0;
    }

    private void look(final String where)
    {
        fixture.errors.removeIf(error -> error instanceof org.agrona.concurrent.AgentTerminationException);
        assertTrue(fixture.errors.isEmpty(), () -> where + ": " + fixture.errors);
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            final int protocol = fixture.ipv6 ? frame[6] : frame[9];
            if (protocol == 6)
            {
                final SentSegment sent = SentSegment.of(frame);
                final int at = sent.frame()[fixture.ipv6 ? 43 : 23] & 15;
                lastSeq[at] = sent.seq() + sent.payload().length + (sent.flags().matches(".*[SF].*") ? 1 : 0);
                lastAck[at] = sent.ack();
            }
        }
        assertEquals(fixture.counter(Counter.IP_IN_RECEIVES), fixture.counters.outcomes(), where);
        for (final Counter counter : Counter.values())
        {
            assertTrue(fixture.counter(counter) >= 0, () -> where + ": " + counter);
        }
    }

    private byte[] frame()
    {
        final int port = 1 + random.nextInt(ports - 1);
        final Frames frames = Frames.segment(FLAGS[random.nextInt(FLAGS.length)])
            .from(new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), port))
            .to(random.nextInt(50) == 0 ? new Endpoint(fixture.local.family(), fixture.local.hi(), fixture.local.lo(), 81) :
                fixture.local)
            .seq(random.nextInt(5) == 0 ? random.nextInt() : lastAck[port] + near())
            .ack(random.nextInt(5) == 0 ? random.nextInt() : lastSeq[port] + near())
            .window(random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(65_536));
        if (random.nextInt(3) == 0)
        {
            frames.timestamps(random.nextInt(1_000), random.nextInt());
        }
        if (random.nextInt(4) == 0)
        {
            frames.mss(random.nextInt(2_000)).windowScale(random.nextInt(20)).sackPermitted();
        }
        if (random.nextInt(3) == 0)
        {
            frames.payload(random.nextInt(600));
        }
        final byte[] frame = frames.bytes();
        return random.nextInt(12) == 0 ? spoil(frame) : random.nextInt(20) == 0 ? icmp(frame) : frame;
    }

    private int near()
    {
        return random.nextInt(3) != 0 ? 0 : random.nextInt(5) == 0 ? random.nextInt(70_000) - 2_000 : random.nextInt(5) - 2;
    }

    private byte[] spoil(final byte[] frame)
    {
        frame[random.nextInt(frame.length)] = (byte)random.nextInt();
        return random.nextBoolean() ? frame : java.util.Arrays.copyOf(frame, random.nextInt(frame.length + 1));
    }

    /** An error that quotes what might have been a segment of the engine's. */
    private byte[] icmp(final byte[] quoted)
    {
        final int ip = fixture.ipv6 ? 40 : 20;
        final byte[] frame = java.util.Arrays.copyOf(quoted, Math.min(quoted.length, ip + 8 + random.nextInt(80)));
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final int length = frame.length - ip;
        frame[fixture.ipv6 ? 6 : 9] = (byte)(fixture.ipv6 ? 58 : 1);
        buffer.putShort(fixture.ipv6 ? 4 : 2, (short)(fixture.ipv6 ? length : frame.length), java.nio.ByteOrder.BIG_ENDIAN);
        frame[ip] = (byte)(fixture.ipv6 ? random.nextInt(1, 4) : 3);
        frame[ip + 1] = (byte)random.nextInt(6);
        buffer.putShort(ip + 2, (short)0);
        if (length > 8 + ip)
        {
            buffer.putBytes(ip + 8, quoted, 0, Math.min(ip, length - 8));
            buffer.putByte(ip + 8 + (fixture.ipv6 ? 6 : 9), (byte)6);
        }
        if (!fixture.ipv6)
        {
            buffer.putShort(10, (short)0);
            Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 20));
        }
        final long pseudo = fixture.ipv6 ? Checksum.addPseudo(Checksum.add(0, buffer, 8, 32), length, 58) : 0;
        Checksum.put(buffer, ip + 2, Checksum.add(pseudo, buffer, ip, length));
        return frame;
    }

    /** Does anything, from within any call. */
    private final class AnythingHandler extends RecordingHandler
    {
        private void anything(final Tcp tcp, final long id)
        {
            switch (random.nextInt(14))
            {
                case 0 -> tcp.close(id);
                case 1 -> tcp.shutdownOutput(id);
                case 2 -> tcp.abort(id);
                case 3, 4, 5 -> tcp.send(id, new UnsafeBuffer(new byte[70_000]), 0, random.nextInt(70_000));
                case 6 -> tcp.receiveWindow(id, random.nextInt(70_000));
                case 7 -> fixture.link.room(random.nextInt(3) == 0 ? random.nextInt(20) : Integer.MAX_VALUE);
                case 9 -> connect(tcp, this);
                default ->
                {
                }
            }
        }

        @Override
        public void onEstablished(final Tcp tcp, final long id)
        {
            // One that was connected is known already; its user data says so.
            known += tcp.userData(id) == CONNECTED ? 0 : 1;
            assertEquals(io.fourtuple.app.TcpState.ESTABLISHED, tcp.state(id));
            anything(tcp, id);
        }

        @Override
        public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
        {
            anything(tcp, id);
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long id)
        {
            anything(tcp, id);
            anything(tcp, id);
        }

        @Override
        public void onWritable(final Tcp tcp, final long id)
        {
            anything(tcp, id);
        }

        @Override
        public void onClosed(final Tcp tcp, final long id, final CloseReason reason)
        {
            assertEquals(Tcp.NO_CONNECTION, tcp.send(id, new UnsafeBuffer(new byte[1]), 0, 1));
            closed++;
            anything(tcp, id);
        }
    }
}
