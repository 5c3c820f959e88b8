package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.loop.MachineOf;
import io.fourtuple.table.ReceiveMemory;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.testing.SentSegment;

/**
 * Peers that send other bytes for the same numbers, FINs anywhere, and SYNs and RSTs in between, to applications that abort,
 * close, send and throw while data is delivered, with less memory than they all want. No byte is delivered or told of that was
 * not sent, no byte twice, and in the end all memory is free. A failure names its seed.
 */
@OneJdk
class HostileDisorderTest
{
    private static final int SEEDS = 40;
    private static final int PEERS = 6;
    private static final int REACH = 40_000;
    private static final int TS = 7;

    /** One connection: its peer, and its application. */
    private static final class Peer
    {
        private final Endpoint endpoint;
        private final int peerIss;
        private final boolean hasTimestamps;
        private final int[] letters = new int[REACH + 70_000];
        private final boolean[] fins = new boolean[REACH + 70_000];
        private int iss;
        private int theirNext;
        private int acked = 1;
        private int edge;
        private long id = -1;
        private int delivered;
        private boolean isClosed;
        private boolean isPeerClosed;

        private Peer(final Endpoint endpoint, final int peerIss, final boolean hasTimestamps)
        {
            this.endpoint = endpoint;
            this.peerIss = peerIss;
            this.hasTimestamps = hasTimestamps;
        }
    }

    private static final class Play implements ConnectionHandler
    {
        private final SplittableRandom random;
        private final EngineFixture fixture;
        private final Peer[] peers = new Peer[PEERS];
        private final List<Peer> byUserData = new ArrayList<>();
        private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[4_096]);
        private final long allChunks;
        private final int transfers;
        private int port = 1_024;
        private boolean isQuiet;

        private Play(final long seed)
        {
            random = new SplittableRandom(seed);
            transfers = 1 + random.nextInt(PEERS + 2);
            fixture = EngineFixture.with(random.nextBoolean(), EngineFixture.smallSettings()
                .with(Setting.MAX_CONNECTIONS_IPV4, 4_000)
                .with(Setting.MAX_CONNECTIONS_IPV6, 4_000)
                .with(Setting.TCP_RMEM, 3_000 + random.nextInt(60_000) * random.nextInt(2))
                .with(Setting.MAX_TRANSFERS, transfers)
                .with(Setting.SEND_MEMORY_PATIENCE_MS, 1 + random.nextInt(1_000))
                .with(Setting.RECEIVE_MEMORY, random.nextBoolean() ? 65_536 : 1 << 20)).seed(seed).build();
            allChunks = memory().freeBytes();
            fixture.tcp.listen(Endpoint.any(80), this);
        }

        private ReceiveMemory memory()
        {
            return Inside.receiveMemory(fixture.engine);
        }

        private void open(final int number)
        {
            final Endpoint endpoint =
                new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), port++);
            final int peerIss = switch (random.nextInt(4))
            {
                case 0 -> -random.nextInt(REACH);
                case 1 -> Integer.MAX_VALUE - random.nextInt(REACH);
                default -> random.nextInt();
            };
            final Peer peer = new Peer(endpoint, peerIss, random.nextBoolean());
            peers[number] = peer;
            byUserData.add(peer);
            final Frames syn = Frames.segment("S").from(endpoint).to(fixture.local).seq(peerIss).mss(1_460);
            if (random.nextInt(4) > 0)
            {
                syn.sackPermitted();
            }
            if (peer.hasTimestamps)
            {
                syn.timestamps(TS, 0);
            }
            fixture.inject(syn);
            SentSegment synAck = fixture.sent();
            while (!synAck.flags().equals("S."))
            {
                synAck = fixture.sent();
            }
            peer.iss = synAck.seq();
            peer.theirNext = peer.iss + 1;
            peer.edge = 1 + synAck.window();
            fixture.inject(segment(peer, ".", 1));
            take();
        }

        private Frames segment(final Peer peer, final String flags, final int seq)
        {
            final Frames frames = Frames.segment(flags).from(peer.endpoint).to(fixture.local).seq(peer.peerIss + seq);
            frames.ack(random.nextInt(4) == 0 ? peer.iss + 1 : peer.theirNext).window(random.nextInt(5) == 0 ? 0 : 65_535);
            return peer.hasTimestamps ? frames.timestamps(TS, TS) : frames;
        }

        private void send(final Peer peer)
        {
            final int near = peer.acked + random.nextInt(3_000) - 1_000;
            final int from = Math.max(1, random.nextInt(3) == 0 ? peer.acked : random.nextInt(6) == 0 ?
                peer.edge - 2 + random.nextInt(4) : near);
            final int length = switch (random.nextInt(5))
            {
                case 0 -> 0;
                case 1 -> 1;
                default -> 1 + random.nextInt(1_400);
            };
            if (from + length > REACH)
            {
                fixture.tcp.abort(peer.id);
                return;
            }
            final int letter = random.nextInt(26);
            final byte[] payload = new byte[length];
            for (int i = 0; i < length; i++)
            {
                payload[i] = (byte)('a' + letter);
                peer.letters[from + i] |= 1 << letter;
            }
            final boolean fin = random.nextInt(12) == 0;
            peer.fins[from + length] |= fin;
            final String flags = (fin ? "F" : "") + (random.nextInt(60) == 0 ? "S" : "") +
                (random.nextInt(200) == 0 ? "R" : "") + (random.nextInt(20) == 0 ? "U" : "") + ".";
            final Frames frames = segment(peer, flags, from);
            fixture.link.put((length > 0 ? frames.payload(payload) : frames).bytes());
            if (random.nextInt(3) > 0)
            {
                fixture.engine.doWork();
                take();
            }
        }

        /** Looks at all that the engine has sent meanwhile. */
        private void take()
        {
            while (fixture.link.hasSent())
            {
                final SentSegment sent = fixture.sent();
                final int to = Port.destination(sent.frame(), fixture.ipv6);
                for (final Peer peer : peers)
                {
                    if (peer != null && peer.endpoint.port() == to && !sent.flags().contains("S") && !sent.flags().contains("R"))
                    {
                        check(peer, sent);
                    }
                }
                assertTrue(sent.frame().length <= EngineFixture.MTU);
            }
        }

        private void check(final Peer peer, final SentSegment sent)
        {
            final int ack = sent.ack() - peer.peerIss;
            assertTrue(ack >= peer.acked, "goes back: " + sent);
            peer.acked = ack;
            peer.edge = Math.max(peer.edge, ack + sent.window());
            final int end = sent.seq() + sent.payload().length + (sent.flags().contains("F") ? 1 : 0);
            peer.theirNext = end - peer.theirNext > 0 ? end : peer.theirNext;
            final String blocks = SackOption.of(fixture.ipv6, peer.peerIss, sent);
            boolean isFirst = true;
            for (final String block : blocks.isEmpty() ? new String[0] : blocks.split(" "))
            {
                final int first = Integer.parseInt(block.substring(0, block.indexOf(':')));
                final int last = Integer.parseInt(block.substring(block.indexOf(':') + 1));
                assertTrue(first < last && (isFirst || first > ack), blocks + " ack=" + ack);
                for (int i = first; i < last; i++)
                {
                    assertTrue(peer.letters[i] != 0 || i == last - 1 && peer.fins[i], i + " was not sent: " + blocks);
                }
                isFirst = false;
            }
        }

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            tcp.userData(connection, byUserData.size() - 1);
            byUserData.get(byUserData.size() - 1).id = connection;
        }

        @Override
        public void onData(final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            final Peer peer = byUserData.get((int)tcp.userData(connection));
            assertTrue(length > 0 && !peer.isPeerClosed && !peer.isClosed);
            final int before = random.nextInt(2);
            if (before == 0)
            {
                act(peer);
            }
            for (int i = 0; i < length; i++)
            {
                final int letter = buffer.getByte(offset + i) - 'a';
                final int at = 1 + peer.delivered + i;
                if (letter < 0 || letter > 25 || (peer.letters[at] & 1 << letter) == 0)
                {
                    fixture.errors.add(new AssertionError("byte " + at + " was not sent so: " + (char)(letter + 'a')));
                }
            }
            peer.delivered += length;
            if (before == 1)
            {
                act(peer);
            }
            if (!isQuiet && random.nextInt(200) == 0)
            {
                throw new IllegalStateException("on purpose");
            }
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long connection)
        {
            byUserData.get((int)tcp.userData(connection)).isPeerClosed = true;
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            final Peer peer = byUserData.get((int)tcp.userData(connection));
            assertTrue(!peer.isClosed);
            peer.isClosed = true;
        }

        /** The application does something, to this connection or another. */
        private void act(final Peer own)
        {
            final Peer peer = random.nextInt(3) == 0 ? peers[random.nextInt(PEERS)] : own;
            if (isQuiet || peer == null)
            {
                return;
            }
            switch (random.nextInt(40))
            {
                case 0 -> fixture.tcp.abort(peer.id);
                case 1 -> fixture.tcp.close(peer.id);
                case 2 -> fixture.tcp.shutdownOutput(peer.id);
                case 3, 4, 5 -> fixture.tcp.receiveWindow(peer.id, random.nextInt(2) * random.nextInt(70_000));
                case 6, 7, 8, 9, 10 -> fixture.tcp.send(peer.id, bytes, 0, 1 + random.nextInt(bytes.capacity()));
                case 11 -> fixture.tcp.close(peer.id, random.nextInt(3));
                case 12 -> fixture.tcp.connect(fixture.tuple().localPort(0), new RecordingHandler(), 0);
                default ->
                {
                }
            }
        }

        private void play()
        {
            for (int step = 0; step < 2_000; step++)
            {
                final int number = random.nextInt(PEERS);
                if (peers[number] == null || peers[number].isClosed)
                {
                    fixture.link.room(Integer.MAX_VALUE);
                    fixture.work();
                    take();
                    isQuiet = true;
                    open(number);
                    isQuiet = false;
                }
                send(peers[number]);
                act(peers[number]);
                if (random.nextInt(30) == 0)
                {
                    fixture.pass(random.nextInt(300));
                }
                if (random.nextInt(30) == 0)
                {
                    fixture.link.room(random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE);
                }
            }
            isQuiet = true;
            fixture.link.room(Integer.MAX_VALUE);
            fixture.work();
            take();
            for (final Peer peer : peers)
            {
                if (peer != null && !peer.isClosed)
                {
                    assertTrue(peer.acked - 1 == peer.delivered || peer.acked - 2 == peer.delivered,
                        "acked=" + peer.acked + " delivered=" + peer.delivered);
                    fixture.tcp.abort(peer.id);
                }
            }
            fixture.pass(300_000);
            for (final Throwable error : fixture.errors)
            {
                assertEquals("on purpose", error.getMessage(), () -> error.toString());
            }
            assertEquals(allChunks, memory().freeBytes(), "chunks that nobody gave back");
            assertEquals(0, memory().oldest());
            final SendMemory sendMemory = MachineOf.engine(fixture.engine).context.tables.sendMemory;
            assertEquals(0, sendMemory.oldestOwing() | sendMemory.oldestResting() | sendMemory.oldestReceiving());
            final Transfer transfer = new Transfer();
            for (int i = 0; i < transfers; i++)
            {
                assertTrue(sendMemory.allocate(transfer) != 0, "a transfer that nobody gave back: " + i + " of " + transfers);
            }
            fixture.assertCountersAddUp();
        }
    }

    /** The port that a frame goes to. */
    private static final class Port
    {
        static int destination(final byte[] frame, final boolean ipv6)
        {
            final int tcp = ipv6 ? 40 : 20;
            return frame[tcp + 2] << 8 & 0xFF00 | frame[tcp + 3] & 0xFF;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = 0)
    void shouldBearPeersAndApplicationsThatDoAnything(final int from)
    {
        long kept = 0;
        long pruned = 0;
        for (long seed = from; seed < from + SEEDS; seed++)
        {
            Play play = null;
            try
            {
                play = new Play(seed);
                play.play();
            }
            catch (final RuntimeException | AssertionError ex)
            {
                throw new AssertionError("seed=" + seed, ex);
            }
            kept += play.fixture.counter(Counter.OFO_QUEUE);
            pruned += play.fixture.counter(Counter.OFO_PRUNED);
            play.fixture.engine.onClose();
        }
        assertTrue(kept > 0 && pruned > 0, "kept=" + kept + " pruned=" + pruned);
    }
}
