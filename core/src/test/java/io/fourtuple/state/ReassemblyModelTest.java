package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.SentSegment;

/**
 * A stream in segments drawn at random: overlapping, doubled, in any order, its FIN early and late, through a window that the
 * application opens and closes. The model is a set of the bytes that have come within the window: RCV.NXT is its first gap, as
 * long as memory lasts; where it does not, what was delivered is the beginning of the stream all the same, and all of it comes
 * in the end. A failure names its seed.
 */
@OneJdk
class ReassemblyModelTest
{
    private static final int SEEDS = 60;
    private static final int STREAM = 30_000;
    private static final int WINDOW = 9_000;

    /** One connection, and what its peer has sent. */
    private static final class Play
    {
        private final SplittableRandom random;
        private final EngineFixture fixture;
        private final BitSet come = new BitSet();
        private final boolean isMemoryShort;
        /** Largest SEQ that the peer may use, relative to its ISN. */
        private int edge;
        private int acked = 1;
        private boolean isFinCome;
        private boolean isFinSent;

        private Play(final long seed, final boolean isMemoryShort)
        {
            random = new SplittableRandom(seed);
            this.isMemoryShort = isMemoryShort;
            final Settings settings = EngineFixture.smallSettings().with(Setting.TCP_RMEM, WINDOW);
            fixture = EngineFixture.with(random.nextBoolean(), settings.with(Setting.RECEIVE_MEMORY, 65_536)).seed(seed).build();
            fixture.peerIss = random.nextBoolean() ? -random.nextInt(STREAM) : random.nextInt();
            fixture.listen();
            final Frames syn = fixture.segment("S", 0, 0).mss(1_460);
            fixture.inject(random.nextBoolean() ? syn.sackPermitted() : syn);
            final SentSegment synAck = fixture.sent();
            fixture.iss = synAck.seq();
            fixture.inject(".", 1, 1);
            edge = 1 + synAck.window();
            if (isMemoryShort)
            {
                exhaust();
            }
        }

        /** All chunks but a few are others'. */
        private void exhaust()
        {
            for (int i = 0; i < 24; i++)
            {
                final Endpoint peer =
                    new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), 50_000 + i);
                final long id = fixture.handler.connection;
                fixture.inject(Frames.segment("S").from(peer).to(fixture.local).seq(7).mss(1_460));
                final int iss = fixture.sent().seq();
                fixture.inject(Frames.segment(".").from(peer).to(fixture.local).seq(8).ack(iss + 1));
                fixture.handler.connection = id;
                fixture.inject(Frames.segment(".").from(peer).to(fixture.local).seq(100).ack(iss + 1).payload(1));
                fixture.sent();
            }
        }

        private static byte at(final int seq)
        {
            return (byte)(seq * 31 >> 3);
        }

        private void send(final int from, final int end, final boolean fin)
        {
            final byte[] payload = new byte[end - from];
            for (int i = 0; i < payload.length; i++)
            {
                payload[i] = at(from + i);
            }
            isFinSent |= fin;
            final int edgeBefore = edge;
            fixture.inject(fixture.segment(fin ? "F." : ".", from, 1).payload(payload));
            final int known = come.nextClearBit(1);
            // RFC 9293 3.10.7.4: its first byte or its last one lies in the window; of one over all of it, neither does.
            final boolean isTaken = payload.length > 0 ?
                from >= known && from < edgeBefore || end > known && end <= edgeBefore || fin && end == known :
                from <= edgeBefore;
            if (isTaken)
            {
                come.set(from, Math.max(from, Math.min(end, edgeBefore)));
                isFinCome |= fin && end <= edgeBefore;
            }
            take();
        }

        /** What the engine has sent meanwhile. */
        private void take()
        {
            while (fixture.link.hasSent())
            {
                final SentSegment ack = fixture.sent();
                final int number = ack.ack() - fixture.peerIss;
                assertTrue(number >= acked, "an ACK goes back: " + ack);
                assertTrue(number + ack.window() >= edge || number > STREAM, "the right edge goes back: " + ack);
                acked = number;
                edge = Math.max(edge, number + ack.window());
                check(SackOption.of(fixture, ack));
            }
            final byte[] received = fixture.handler.received.toByteArray();
            for (int i = 0; i < received.length; i++)
            {
                assertEquals(at(1 + i), received[i], "byte " + i);
            }
            assertTrue(acked - 1 == received.length || acked - 2 == received.length && isFinSent,
                "acked=" + acked + " received=" + received.length);
            if (!isMemoryShort)
            {
                final int first = come.nextClearBit(1);
                assertEquals(first - 1, received.length, "delivered up to the first gap");
                assertEquals(first == STREAM + 1 && isFinCome, fixture.state() == TcpState.CLOSE_WAIT);
            }
        }

        /** Blocks are of what has come, lie within what was offered, and no two but the first overlap. */
        private void check(final String blocks)
        {
            for (final String block : blocks.isEmpty() ? new String[0] : blocks.split(" "))
            {
                final int first = Integer.parseInt(block.substring(0, block.indexOf(':')));
                final int end = Integer.parseInt(block.substring(block.indexOf(':') + 1));
                assertTrue(first < end && end <= Math.max(edge, STREAM + 2), blocks);
                // The model learns of a segment behind its answer.
                assertTrue(first >= 1, blocks);
            }
        }

        private void play()
        {
            for (int step = 0; step < 400 && fixture.state() == TcpState.ESTABLISHED; step++)
            {
                final int first = Math.max(1, acked - 1_000 + random.nextInt(WINDOW + 3_000));
                final int from = Math.min(random.nextInt(5) == 0 ? acked : first, STREAM);
                final int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 1_460 : 700);
                final int end = Math.min(STREAM + 1, from + length);
                if (random.nextInt(30) == 0)
                {
                    send(STREAM + 1, STREAM + 1, true);
                }
                send(from, end, end == STREAM + 1 && random.nextBoolean());
                if (random.nextInt(20) == 0)
                {
                    fixture.tcp.receiveWindow(fixture.handler.connection, random.nextInt(WINDOW));
                    fixture.work();
                    take();
                }
            }
            // Whatever was lost comes again, in order.
            for (int i = 0; i < 1_000 && fixture.state() == TcpState.ESTABLISHED; i++)
            {
                fixture.tcp.receiveWindow(fixture.handler.connection, WINDOW);
                fixture.work();
                take();
                final int from = Math.min(acked, STREAM + 1);
                final int end = Math.min(STREAM + 1, Math.min(edge, from + 1_000));
                send(from, end, end == STREAM + 1);
            }
            assertEquals(TcpState.CLOSE_WAIT, fixture.state());
            assertEquals(STREAM, fixture.handler.received.size());
            fixture.assertCountersAddUp();
            fixture.engine.onClose();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDeliverTheStreamUpToTheFirstGap(final boolean isMemoryShort)
    {
        long kept = 0;
        long dropped = 0;
        for (long seed = 0; seed < SEEDS; seed++)
        {
            final Play play = new Play(seed, isMemoryShort);
            try
            {
                play.play();
            }
            catch (final RuntimeException | AssertionError ex)
            {
                throw new AssertionError("seed=" + seed + " isMemoryShort=" + isMemoryShort, ex);
            }
            kept += play.fixture.counter(Counter.OFO_QUEUE);
            dropped += play.fixture.counter(Counter.OUT_OF_ORDER) + play.fixture.counter(Counter.OFO_PRUNED);
        }
        assertTrue(kept > 20 * SEEDS, "kept=" + kept);
        assertEquals(isMemoryShort, dropped > 0, "dropped=" + dropped);
    }
}
