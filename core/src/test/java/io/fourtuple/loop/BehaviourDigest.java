package io.fourtuple.loop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Settings;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * Prints what an engine answers to seeded, mutated frames: a checksum of every byte that it sends and of every call of its
 * applications, and its counters. Two builds that behave alike print the same. Compiled against the public interface
 * only, so that the same source runs on both:
 * <pre>
 *   java -cp one.jar:core/target/test-classes io.fourtuple.loop.BehaviourDigest 1000000 7    (frames, seed)
 * </pre>
 * The jar is {@code bench/target/fourtuple.jar} of either build. Nothing in it depends on the wall clock.
 */
final class BehaviourDigest
{
    private static final int PORTS = 24;
    private static final int[] FLAGS = {2, 0x12, 0x10, 0x18, 0x11, 4, 0x14, 0, 3, 6, 1, 0x13, 8, 0x10, 0x10, 0x18, 0x30};
    private static final String[] SETTINGS = {
        "", "time_wait=linux", "time_wait=freebsd", "time_wait=classic", "time_wait=none", "time_wait=linux-recycle",
        "tcp_syncookies=0", "tcp_syncookies=2", "syn_defence=cache", "tcp_timestamps=0"};

    private final SplittableRandom random;
    private final boolean ipv6;
    private final CRC32C digest = new CRC32C();
    private final MemoryLink link = new MemoryLink();
    private final Counters counters = new Counters();
    private final Engine engine;
    private final FourTuple tuple = new FourTuple();
    private final int[] lastSeq = new int[PORTS];
    private final int[] lastAck = new int[PORTS];
    private final int[] lastTs = new int[PORTS];
    private final int[] answered = new int[PORTS];
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[70_000]);
    private long nowNs = 1_000_000_000L;
    private int queued;

    private BehaviourDigest(final long seed, final String setting)
    {
        random = new SplittableRandom(seed);
        ipv6 = (seed & 1) != 0;
        final SplittableRandom secrets = new SplittableRandom(~seed);
        Settings settings = Settings.defaults().with("max_connections_ipv4=4096").with("max_connections_ipv6=4096");
        settings = setting.isEmpty() ? settings : settings.with(setting);
        engine = new Engine(new EngineConfig(link)
            .settings(settings).counters(counters).clock(() -> nowNs).random(secrets::nextLong)
            .errorHandler(error -> note(error.getClass().getName().hashCode())));
    }

    /**
     * @param arguments how many frames, and the first seed.
     */
    public static void main(final String[] arguments)
    {
        final int frames = Integer.parseInt(arguments[0]);
        final long firstSeed = Long.parseLong(arguments[1]);
        final int runs = 2 * SETTINGS.length;
        for (int i = 0; i < runs; i++)
        {
            final String setting = SETTINGS[i / 2];
            final BehaviourDigest run = new BehaviourDigest(firstSeed * 2 + i, setting);
            run.run(frames / runs, "IPv" + (run.ipv6 ? 6 : 4) + " " + setting);
        }
    }

    private void run(final int frames, final String name)
    {
        engine.tcp().listen(Endpoint.any(80), new AnyHandler());
        queued = engine.tcp().listenQueued(Endpoint.any(81), 3);
        for (int i = 0; i < frames; i++)
        {
            link.put(frame());
            if (random.nextInt(50) == 0)
            {
                connect(engine.tcp());
            }
            if (random.nextInt(3) == 0)
            {
                nowNs += (random.nextInt(200) == 0 ? random.nextInt(30_000) : random.nextInt(5)) * 1_000_000L;
                cycle();
            }
            if (random.nextInt(40) == 0)
            {
                engine.tcp().accept(queued, new AnyHandler(), i);
            }
        }
        engine.tcp().drain();
        for (int i = 0; i < 2_000 && cycle(); i++)
        {
            nowNs += 1_000_000_000L;
        }
        engine.onClose();
        System.out.printf("%-32s %d sent, digest %08x%n", name, link.sent, digest.getValue());
        final StringBuilder line = new StringBuilder();
        Arrays.stream(Counter.values()).filter(counter -> counters.get(counter) != 0).map(Counter::toString).sorted()
            .forEach(label -> line.append(' ').append(label).append('=').append(counters.get(Counter.valueOf(label))));
        System.out.println("  " + line.toString().strip());
    }

    private boolean cycle()
    {
        try
        {
            engine.doWork();
            return true;
        }
        catch (final AgentTerminationException ex)
        {
            return false;
        }
    }

    private void connect(final Tcp tcp)
    {
        tuple.family(ipv6).local(ipv6 ? 0x20010db8_00000000L : 0, ipv6 ? 2 : 0xC6120002L, 80 + random.nextInt(3));
        tuple.remote(ipv6 ? 0x20010db8_00000000L : 0, ipv6 ? 9 : 0xC6120009L, 1 + random.nextInt(PORTS - 1));
        note((int)tcp.connect(tuple, new AnyHandler(), 4_711));
    }

    private void note(final int value)
    {
        digest.update(value);
        digest.update(value >>> 8);
        digest.update(value >>> 16);
        digest.update(value >>> 24);
    }

    /** A segment of a peer that goes on from the last answer. */
    private int goodFlags(final int port)
    {
        return answered[port] == 0 ? 2 : (answered[port] & 4) != 0 && random.nextInt(4) == 0 ? 2 :
            (answered[port] & 0x12) == 2 ? 0x12 : random.nextInt(30) == 0 ? 0x11 : random.nextInt(400) == 0 ? 4 :
            random.nextInt(3) == 0 ? 0x18 : 0x10;
    }

    private int near()
    {
        return random.nextInt(3) != 0 ? 0 : random.nextInt(5) == 0 ? random.nextInt(70_000) - 2_000 : random.nextInt(5) - 2;
    }

    private byte[] frame()
    {
        final int port = 1 + random.nextInt(PORTS - 1);
        final int ip = ipv6 ? 40 : 20;
        final boolean good = random.nextInt(10) < 8;
        final int flags = good ? goodFlags(port) : FLAGS[random.nextInt(FLAGS.length)];
        final boolean timestamps = good ? port % 3 != 0 : random.nextInt(3) != 0;
        final boolean options = good ? (flags & 2) != 0 && port % 4 != 0 : random.nextInt(4) == 0;
        final int tcp = 20 + (timestamps ? 12 : 0) + (options ? 12 : 0);
        final int payload = random.nextInt(3) == 0 ? random.nextInt(1_400) : 0;
        final byte[] array = new byte[ip + tcp + payload];
        final ByteBuffer frame = ByteBuffer.wrap(array);
        if (ipv6)
        {
            frame.putInt(0x60000000).putShort((short)(tcp + payload)).put((byte)6).put((byte)64);
            frame.putLong(0x20010db8_00000000L).putLong(9).putLong(0x20010db8_00000000L).putLong(2);
        }
        else
        {
            frame.putShort((short)0x4500).putShort((short)array.length).putInt(0x00004000).put((byte)64).put((byte)6);
            frame.putShort((short)0).putInt(0xC6120009).putInt(0xC6120002);
            frame.putShort(10, (short)sum(array, 0, 20, 0));
        }
        frame.putShort((short)port).putShort((short)(80 + (port & 7) / 6 + (random.nextInt(50) == 0 ? 1 : 0)));
        frame.putInt(!good && random.nextInt(6) == 0 ? random.nextInt() : lastAck[port] + (good ? 0 : near()));
        frame.putInt(!good && random.nextInt(6) == 0 ? random.nextInt() : lastSeq[port] + (good ? 0 : near()));
        frame.put((byte)(tcp << 2)).put((byte)flags);
        frame.putShort((short)(random.nextInt(20) == 0 ? random.nextInt(3) : random.nextInt(65_536))).putInt(0);
        if (timestamps)
        {
            frame.putInt(0x0101080A).putInt((int)(nowNs / 1_000_000) + (good ? 0 : near())).putInt(lastTs[port] + (good ? 0 : near()));
        }
        if (options)
        {
            frame.putInt(0x02040000 | (good ? 1_460 : random.nextInt(2_000))).putInt(0x01030300 | (good ? port % 10 : random.nextInt(20))).putInt(0x01010402);
        }
        while (frame.hasRemaining())
        {
            frame.put((byte)random.nextInt());
        }
        frame.putShort(ip + 16, (short)tcpSum(array, ip));
        if (random.nextInt(20) == 0)
        {
            return icmp(array, ip);
        }
        if (random.nextInt(12) == 0)
        {
            array[random.nextInt(array.length)] = (byte)random.nextInt();
            return random.nextBoolean() ? array : Arrays.copyOf(array, random.nextInt(array.length + 1));
        }
        return array;
    }

    /** An error, or an echo request, that quotes what the engine may have sent: the addresses and ports turned round. */
    private byte[] icmp(final byte[] quoted, final int ip)
    {
        final byte[] array = new byte[ip + 8 + Math.min(quoted.length, ip + 8 + random.nextInt(80))];
        System.arraycopy(quoted, 0, array, 0, ip);
        System.arraycopy(quoted, 0, array, ip + 8, array.length - ip - 8);
        final ByteBuffer frame = ByteBuffer.wrap(array);
        final int length = array.length - ip;
        final int addresses = ip + 8 + (ipv6 ? 8 : 12);
        final int half = ipv6 ? 16 : 4;
        final byte[] first = Arrays.copyOfRange(array, addresses, addresses + half);
        System.arraycopy(array, addresses + half, array, addresses, half);
        System.arraycopy(first, 0, array, addresses + half, half);
        final int ports = frame.getInt(ip + 8 + ip);
        frame.putInt(ip + 8 + ip, ports << 16 | ports >>> 16);
        final int port = (ports >>> 16) % PORTS;
        frame.putInt(ip + 8 + ip + 4, lastSeq[port] - random.nextInt(3) * 700 + (random.nextBoolean() ? 0 : near()));
        frame.put(ipv6 ? 6 : 9, (byte)(ipv6 ? 58 : 1)).putShort(ipv6 ? 4 : 2, (short)(ipv6 ? length : array.length));
        final boolean echo = random.nextInt(10) == 0;
        frame.put(ip, (byte)(echo ? ipv6 ? 128 : 8 : ipv6 ? random.nextInt(1, 4) : 3)).put(ip + 1, (byte)random.nextInt(6));
        frame.putInt(ip + 4, random.nextInt(2_000)).putShort(ip + 2, (short)0);
        if (!ipv6)
        {
            frame.putShort(10, (short)0).putShort(10, (short)sum(array, 0, 20, 0));
        }
        frame.putShort(ip + 2, (short)(ipv6 ? sum(array, 8, array.length, length + 58) : sum(array, ip, array.length, 0)));
        return array;
    }

    private int tcpSum(final byte[] array, final int ip)
    {
        array[ip + 16] = 0;
        array[ip + 17] = 0;
        return sum(array, ipv6 ? 8 : 12, array.length, array.length - ip + 6);
    }

    private static int sum(final byte[] array, final int from, final int to, final int start)
    {
        long sum = start;
        for (int i = from; i < to; i++)
        {
            sum += (array[i] & 0xFF) << ((i - from & 1) == 0 ? 8 : 0);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (int)~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF;
    }

    /** Does anything, from within any call; what it is told is part of the digest. */
    private final class AnyHandler implements ConnectionHandler
    {
        private void anything(final Tcp tcp, final long id, final int call)
        {
            note(call);
            note(tcp.state(id).ordinal());
            switch (random.nextInt(24))
            {
                case 0 -> tcp.close(id);
                case 1 -> tcp.shutdownOutput(id);
                case 2 -> note(random.nextInt(4) == 0 ? tcp.abort(id) : 0);
                case 3, 4, 5, 6 -> note(tcp.send(id, bytes, 0, random.nextInt(bytes.capacity())));
                case 7 -> tcp.receiveWindow(id, random.nextInt(70_000));
                case 8 -> link.room = random.nextInt(3) == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
                case 9 -> connect(tcp);
                case 10 -> tcp.close(id, random.nextInt(3));
                case 11 -> tcp.receiveWindow(id, 1 << 20);
                case 12 ->
                {
                    if (random.nextInt(4) == 0)
                    {
                        throw new IllegalStateException("a handler fails");
                    }
                }
                default ->
                {
                }
            }
        }

        @Override
        public void onEstablished(final Tcp tcp, final long id)
        {
            anything(tcp, id, 1);
        }

        @Override
        public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
        {
            for (int i = 0; i < length; i++)
            {
                digest.update(buffer.getByte(offset + i));
            }
            anything(tcp, id, 2);
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long id)
        {
            anything(tcp, id, 3);
        }

        @Override
        public void onWritable(final Tcp tcp, final long id)
        {
            anything(tcp, id, 4);
        }

        @Override
        public void onClosed(final Tcp tcp, final long id, final CloseReason reason)
        {
            note(5);
            note(reason.ordinal());
        }
    }

    /** A link of a few frames, with as much room for answers as it is told. */
    private final class MemoryLink implements Link
    {
        private final MutableDirectBuffer tx = new UnsafeBuffer(ByteBuffer.allocateDirect(65_536));
        private final UnsafeBuffer rx = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 18));
        private final int[] lengths = new int[128];
        private int waiting;
        private int room = Integer.MAX_VALUE;
        private long sent;

        private void put(final byte[] frame)
        {
            if (frame.length > 0 && waiting < lengths.length)
            {
                rx.putBytes(waiting * 2_048, frame);
                lengths[waiting++] = frame.length;
            }
        }

        @Override
        public int receive(final FrameBatch batch)
        {
            batch.reset(rx);
            int taken = 0;
            while (taken < waiting && !batch.isFull())
            {
                batch.add(taken * 2_048, lengths[taken]);
                taken++;
            }
            waiting = 0;
            room = room == Integer.MAX_VALUE || random.nextInt(4) == 0 ? Integer.MAX_VALUE : room;
            return taken;
        }

        @Override
        public int claim(final int lengthBytes)
        {
            if (room <= 0)
            {
                return NO_ROOM;
            }
            room -= room == Integer.MAX_VALUE ? 0 : 1;
            return 0;
        }

        @Override
        public MutableDirectBuffer txBuffer()
        {
            return tx;
        }

        @Override
        public void commit(final int offset, final int lengthBytes)
        {
            sent++;
            for (int i = 0; i < lengthBytes; i++)
            {
                digest.update(tx.getByte(i));
            }
            final int ip = ipv6 ? 40 : 20;
            if (tx.getByte(ipv6 ? 6 : 9) == 6)
            {
                final int port = (tx.getByte(ip + 2) & 0xFF) << 8 | tx.getByte(ip + 3) & 0xFF;
                final int flags = tx.getByte(ip + 13);
                final int header = (tx.getByte(ip + 12) & 0xF0) >> 2;
                if (port < PORTS)
                {
                    lastSeq[port] = tx.getInt(ip + 4, ByteOrder.BIG_ENDIAN) + lengthBytes - ip - header + Integer.bitCount(flags & 3);
                    lastAck[port] = tx.getInt(ip + 8, ByteOrder.BIG_ENDIAN);
                    answered[port] = flags & 0xFF;
                    lastTs[port] = header >= 32 ? tx.getInt(ip + 24, ByteOrder.BIG_ENDIAN) : 0;
                }
            }
        }

        @Override
        public int mtuBytes()
        {
            return 1_500;
        }

        @Override
        public void close()
        {
            waiting = 0;
        }
    }
}
