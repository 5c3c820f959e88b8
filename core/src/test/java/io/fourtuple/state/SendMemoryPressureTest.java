package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/** Send memory that peers hold by not acknowledging: whom it is taken from, and who gets it next. */
class SendMemoryPressureTest
{
    private static final int PATIENCE_MS = 500;

    /** With the default memory, whether transfers are short or chunks. */
    @OneJdk
    @ParameterizedTest
    @CsvSource({"65536", "131072"})
    void shouldServeAWellBehavedPeerWithinASecondHoweverManyOweAByte(final int transfers)
    {
        final int crowd = 100_000;
        final Crowd peers = new Crowd(EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, crowd + 1)
            .with(Setting.SEND_MEMORY, Setting.SEND_MEMORY.defaultValue())
            .with(Setting.MAX_TRANSFERS, transfers))).join(crowd);
        peers.sendsOnWritable = 1;
        IntStream.range(0, crowd).forEach(i -> peers.send(i, 1));
        peers.fixture.work();
        peers.join(1);
        peers.discard();
        final int good = crowd;
        boolean hasSent = peers.send(good, 1) == 1;
        for (int ms = 0; ms < 1_000 && !hasSent; ms++)
        {
            peers.fixture.pass(1);
            hasSent = peers.hasSent(good, "P.");
        }
        assertTrue(hasSent, peers.fixture.counters::toString);
        assertFalse(peers.closed.contains(good));
        assertEquals(peers.closed.size(), peers.counter(Counter.ABORT_ON_MEMORY));
        peers.fixture.assertCountersAddUp();
    }

    /** The peer that takes 64 KiB and acknowledges nothing, a thousand times. */
    @Test
    void shouldServeBulkWithinASecondWhenOthersHoldTheirWholeBuffers()
    {
        final Crowd peers = new Crowd(EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, 2_000)
            .with(Setting.MAX_TRANSFERS, 2_000)
            .with(Setting.SEND_MEMORY, 16 << 20))).join(1_001);
        IntStream.range(0, 1_000).forEach(i -> peers.send(i, 65_536));
        peers.fixture.work();
        peers.discard();
        final int good = 1_000;
        peers.sendsOnWritable = 65_537;
        assertEquals(256, peers.send(good, 65_536), "bulk leaves first bytes to others");
        int received = 0;
        for (int ms = 0; ms < 1_000; ms += 10)
        {
            peers.fixture.pass(10);
            received = peers.receive(good, received);
        }
        assertTrue(received > 1_000_000, "received: " + received);
        assertFalse(peers.closed.contains(good));
    }

    @Test
    void shouldResetTheOneThatHasMadeNoProgressForTheLongest()
    {
        final Crowd peers = crowd(3, 4);
        peers.sendNow(0, 2_000);
        peers.fixture.pass(100);
        peers.send(1, 10);
        peers.fixture.pass(50);
        peers.send(2, 10);
        peers.fixture.pass(50);
        peers.acknowledge(0, 1_460);
        assertEquals(0, peers.send(3, 10));
        peers.discard();
        peers.fixture.pass(PATIENCE_MS - 101);
        assertEquals(List.of(), peers.closed, "not before its time");
        peers.fixture.pass(2);
        assertEquals(List.of(1), peers.closed);
        assertEquals(List.of(CloseReason.SEND_MEMORY_SHORT), peers.reasons);
        assertTrue(peers.hasSent(1, "R."));
        assertEquals(List.of(3), peers.writable);
        assertEquals(1, peers.counter(Counter.ABORT_ON_MEMORY));
        peers.fixture.pass(50);
        assertEquals(List.of(1), peers.closed, "one was enough");
        peers.fixture.assertCountersAddUp();
    }

    @Test
    void shouldResetNobodyWhileAllMakeProgress()
    {
        final Crowd peers = crowd(2, 3);
        peers.sendNow(0, 10_000);
        peers.sendNow(1, 10_000);
        assertEquals(0, peers.send(2, 10));
        for (int i = 1; i <= 6; i++)
        {
            peers.fixture.pass(PATIENCE_MS - 100);
            peers.acknowledge(0, i * 1_000).acknowledge(1, i * 1_000);
        }
        assertEquals(List.of(), peers.closed);
        assertEquals(List.of(), peers.writable);
        peers.acknowledge(1, 10_000);
        peers.fixture.work();
        assertEquals(List.of(2), peers.writable);
    }

    /** Nobody is reset for memory that nobody needs. */
    @Test
    void shouldResetNobodyWhileNobodyWaits()
    {
        final Crowd peers = crowd(2, 2);
        peers.sendNow(0, 10);
        peers.send(1, 10);
        peers.fixture.pass(10 * PATIENCE_MS);
        assertEquals(List.of(), peers.closed);
        assertEquals(0, peers.counter(Counter.ABORT_ON_MEMORY));
    }

    @Test
    void shouldTellThoseThatWaitInOrderAndOnlyAsManyAsThereIsMemoryFor()
    {
        final Crowd peers = crowd(1, 4);
        peers.sendsOnWritable = 10;
        peers.sendNow(0, 10);
        assertEquals(0, peers.send(1, 10));
        assertEquals(0, peers.send(2, 10));
        assertEquals(0, peers.send(1, 10), "asking again does not lose the place, nor win another");
        assertEquals(0, peers.send(3, 10));
        peers.acknowledge(0, 10);
        assertEquals(0, peers.send(0, 10), "others were here first");
        peers.fixture.work();
        assertEquals(List.of(1), peers.writable);
        peers.acknowledge(1, 10);
        peers.fixture.work();
        assertEquals(List.of(1, 2), peers.writable);
        peers.acknowledge(2, 10);
        peers.fixture.work();
        peers.acknowledge(3, 10);
        peers.fixture.work();
        assertEquals(List.of(1, 2, 3, 0), peers.writable);
        peers.acknowledge(0, 20).fixture.pass(10_000);
        assertEquals(List.of(1, 2, 3, 0), peers.writable, "told once");
        assertEquals(List.of(), peers.closed);
    }

    /** Neither the one whose ACK frees the memory nor another one takes it in the same batch, before the one that waits is told. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void shouldLetNobodyTakeTheMemoryBeforeThoseThatWait(final int writer)
    {
        final Crowd peers = crowd(1, 3);
        peers.sendsOnWritable = 10;
        peers.sendsOnData = 10;
        peers.sendNow(0, 10);
        peers.send(1, 10);
        peers.fixture.link.put(peers.segment(0, ".", 10).bytes());
        peers.fixture.link.put(peers.segment(writer, "P.", writer == 0 ? 10 : 0).payload(5).bytes());
        peers.fixture.work();
        assertEquals(List.of(1), peers.writable);
        peers.acknowledge(1, 10);
        peers.fixture.work();
        assertEquals(List.of(1, writer), peers.writable);
    }

    @Test
    void shouldTellTheNextWhenAnApplicationDoesNotUseTheMemory()
    {
        final Crowd peers = crowd(1, 4);
        peers.sendNow(0, 10);
        peers.send(1, 10);
        peers.send(2, 10);
        peers.send(3, 10);
        peers.fixture.link.put(peers.segment(0, ".", 10).bytes());
        peers.fixture.engine.doWork();
        assertEquals(List.of(1, 2, 3), peers.writable, "in the same cycle");
    }

    @Test
    void shouldPassOverThoseThatHaveEndedOrShutTheirOutput()
    {
        final Crowd peers = crowd(1, 5);
        peers.sendNow(0, 10);
        IntStream.range(1, 5).forEach(i -> peers.send(i, 10));
        peers.fixture.tcp.abort(peers.ids.get(1));
        peers.fixture.tcp.shutdownOutput(peers.ids.get(2));
        // The record of the first one is used again, by a connection that wants nothing.
        peers.join(1);
        assertEquals((int)(long)peers.ids.get(1), (int)(long)peers.ids.get(5), "the same record");
        peers.acknowledge(0, 10);
        peers.fixture.work();
        assertEquals(List.of(3, 4), peers.writable);
        peers.fixture.pass(10_000);
        assertEquals(List.of(3, 4), peers.writable);
    }

    @Test
    void shouldTellWhenAnAbortFreesTheMemory()
    {
        final Crowd peers = crowd(1, 2);
        peers.sendNow(0, 10);
        peers.send(1, 10);
        peers.fixture.pass(100);
        peers.fixture.tcp.abort(peers.ids.get(0));
        peers.fixture.work();
        assertEquals(List.of(1), peers.writable);
        assertEquals(10, peers.send(1, 10));
    }

    /**
     * Waiting for memory is no work, and no timer: an idle strategy idles, and time-outs of others are served in time. More
     * wait than a cycle serves of a queue, or than 16 bits count.
     */
    @ParameterizedTest
    @ValueSource(ints = {11_000, 70_000})
    void shouldWaitAtNoCostAndDelayNoTimeOut(final int waiting)
    {
        final Crowd peers = new Crowd(EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, waiting + 1)
            .with(Setting.SEND_MEMORY_PATIENCE_MS, 1_000_000)
            .with(Setting.MAX_TRANSFERS, 1))).join(waiting + 1);
        peers.sendNow(0, 10);
        IntStream.rangeClosed(1, waiting).forEach(i -> assertEquals(0, peers.send(i, 10)));
        peers.fixture.work();
        peers.discard();
        final long again = peers.fixture.msUntilSent();
        assertTrue(again >= 200 && again <= 220, "sent again after " + again + " ms");
        assertTrue(peers.hasSent(0, "P."));
        peers.fixture.sleepNs(50_000_000L);
        for (int i = 0; i < 3; i++)
        {
            assertEquals(0, peers.fixture.engine.doWork());
        }
        assertEquals(List.of(), peers.writable);
    }

    /** A close that lingers keeps no transfer when all is acknowledged, however long the peer stays in FIN_WAIT_2. */
    @ParameterizedTest
    @ValueSource(ints = {Tcp.LINGER_OFF, 10})
    void shouldGiveTheTransferBackWhenACloseIsAcknowledged(final int lingerSeconds)
    {
        final Crowd peers = crowd(1, 2);
        peers.send(0, 300);
        peers.fixture.tcp.close(peers.ids.get(0), lingerSeconds);
        peers.fixture.work();
        peers.acknowledge(0, 301);
        assertEquals(TcpState.FIN_WAIT_2, peers.fixture.tcp.state(peers.ids.get(0)));
        assertEquals(10, peers.send(1, 10));
        assertEquals(65_526, peers.fixture.tcp.sendSpace(peers.ids.get(1)));
    }

    /** The transfer of a connection that owes nothing is anybody's at once. */
    @Test
    void shouldTakeTheTransferOfOneThatRests()
    {
        final Crowd peers = crowd(1, 3);
        for (int i = 0; i < 9; i++)
        {
            assertEquals(10, peers.send(i % 3, 10));
            peers.fixture.work();
            peers.acknowledge(i % 3, i / 3 * 10 + 10);
        }
        assertEquals(0, peers.counter(Counter.SEND_MEMORY_FULL));
    }

    private static Crowd crowd(final int transfers, final int count)
    {
        final Settings settings = EngineFixture.smallSettings().with(Setting.MAX_TRANSFERS, transfers)
            .with(Setting.TCP_RTO_MIN_MS, 10_000).with(Setting.SEND_MEMORY_PATIENCE_MS, PATIENCE_MS);
        return new Crowd(EngineFixture.of(false, settings)).join(count);
    }
}
