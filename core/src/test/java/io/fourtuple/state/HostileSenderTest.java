package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.link.Fault;
import io.fourtuple.link.FaultLink;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Allocated;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/** Peers that send behind gaps to cost memory and time; and what that leaves for others. */
@OneJdk
class HostileSenderTest
{
    /** Each holds a byte behind a gap: the memory is what the setting says, others send and receive, and gaps are still kept. */
    @Test
    void shouldServeOthersHoweverManyHoldAByteBehindAGap()
    {
        final int crowd = 100_000;
        final int memoryBytes = 8 << 20;
        final Crowd peers = new Crowd(EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, crowd + 2)
            .with(Setting.MAX_TRANSFERS, 2_000)
            .with(Setting.RECEIVE_MEMORY, memoryBytes))).join(crowd);
        IntStream.range(0, crowd).forEach(i -> holdAByte(peers, i));
        peers.discard();
        assertEquals(crowd, peers.counter(Counter.OFO_QUEUE));
        assertTrue(Inside.receiveMemory(peers.fixture.engine).sizeBytes() <= memoryBytes + memoryBytes / 50);
        // Transfers were short before chunks.
        assertEquals(crowd - 2_000, peers.counter(Counter.OFO_PRUNED));
        peers.join(2);
        final int good = crowd;
        final int sender = crowd + 1;
        for (int round = 0; round < 50; round++)
        {
            // The crowd goes on meanwhile.
            final int from = round * 100;
            IntStream.range(from, from + 100).forEach(i -> holdAByte(peers, i));
            final long before = peers.counter(Counter.IN_BYTES);
            final int seq = 2_000 * round;
            peers.fixture.inject(peers.segment(good, ".", 0).seq(peers.fixture.peerIss + 1 + seq + 1_000).payload(1_000));
            peers.fixture.inject(peers.segment(good, ".", 0).seq(peers.fixture.peerIss + 1 + seq).payload(1_000));
            assertEquals(2_000, peers.counter(Counter.IN_BYTES) - before, "round " + round);
            peers.discard();
            assertEquals(100, peers.send(sender, 100));
            peers.fixture.work();
            assertTrue(peers.hasSent(sender, "P."), "round " + round);
            peers.acknowledge(sender, 100 * (round + 1));
        }
        assertEquals(0, peers.counter(Counter.SEND_MEMORY_FULL));
        assertEquals(0, peers.closed.size());
        peers.fixture.assertCountersAddUp();
    }

    private static void holdAByte(final Crowd peers, final int number)
    {
        peers.fixture.inject(peers.segment(number, ".", 0).seq(peers.fixture.peerIss + 1_001).payload(1));
    }

    /**
     * A byte, and a gap of a byte, and so on through the window: no more than 28 of them are kept, in no more chunks, and a
     * segment costs no more than one that is dropped, within a factor.
     */
    @Test
    void shouldBoundWhatGapsOfAByteCost()
    {
        final EngineFixture fixture = EngineFixture.of(false, EngineFixture.smallSettings()).established();
        final long all = Inside.receiveMemory(fixture.engine).freeBytes();
        final byte[][] frames = new byte[30_000][];
        for (int i = 0; i < frames.length; i++)
        {
            frames[i] = fixture.segment(".", 3 + 2 * i, 1).payload(1).bytes();
        }
        final long early = nsPerSegment(fixture, frames);
        assertEquals(28, fixture.counter(Counter.OFO_QUEUE));
        assertTrue(all - Inside.receiveMemory(fixture.engine).freeBytes() <= 28 * 2_048);
        final byte[][] unacceptable = new byte[30_000][];
        for (int i = 0; i < frames.length; i++)
        {
            unacceptable[i] = fixture.segment(".", 3 + 2 * i, 70_000).payload(1).bytes();
        }
        final long dropped = nsPerSegment(fixture, unacceptable);
        System.out.println("gaps of a byte: " + early + " ns a segment with its ACK, " + dropped + " ns one that is refused");
        assertTrue(early < 20 * dropped + 20_000, "early=" + early + " dropped=" + dropped);
        fixture.assertCountersAddUp();
    }

    private static long nsPerSegment(final EngineFixture fixture, final byte[][] frames)
    {
        final long before = System.nanoTime();
        for (final byte[] frame : frames)
        {
            fixture.inject(frame);
            while (fixture.link.take() != null)
            {
            }
        }
        return (System.nanoTime() - before) / frames.length;
    }

    /** Bulk through loss, duplicates and disorder. */
    private static final class Bulk implements ConnectionHandler
    {
        private final DirectBuffer bytes = new org.agrona.concurrent.UnsafeBuffer(new byte[4_096]);
        private long received;
        private long wanted;

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            onWritable(tcp, connection);
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            while (tcp.send(connection, bytes, 0, bytes.capacity()) == bytes.capacity())
            {
            }
        }

        @Override
        public void onData(final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            received += length;
        }
    }

    @Test
    void shouldAllocateNothingInDisorder()
    {
        final RingLink[] ends = RingLink.pair(1 << 18, EngineFixture.MTU);
        final Engine[] engines = new Engine[2];
        final long[] nowNs = {1};
        for (int i = 0; i < 2; i++)
        {
            final FaultPlan plan = FaultPlan.none().seed(7 + i).with(Fault.DROP, 0.01).with(Fault.DUPLICATE, 0.01)
                .with(Fault.REORDER, 0.05);
            engines[i] = new Engine(new EngineConfig(new FaultLink(ends[i], plan, () -> nowNs[0]))
                .settings(EngineFixture.smallSettings()).clock(() -> nowNs[0])
                .localAddresses(new LocalAddresses().add("198.18.0." + (1 + i))));
        }
        final Bulk receiver = new Bulk();
        engines[1].tcp().listen(Endpoint.any(80), (tcp, id, buffer, offset, length) -> receiver.received += length);
        assertTrue(engines[0].tcp().connect(
            new FourTuple().family(false).local(0, 0, 0).remote(0, 0xC612_0002L, 80), new Bulk(), 0) > 0);
        final long bytes = Allocated.by(() ->
        {
            receiver.wanted = receiver.received + 1_000_000;
            while (receiver.received < receiver.wanted)
            {
                nowNs[0] += 100_000;
                engines[0].doWork();
                engines[1].doWork();
            }
        });
        assertEquals(0, bytes, "allocated bytes");
    }
}
