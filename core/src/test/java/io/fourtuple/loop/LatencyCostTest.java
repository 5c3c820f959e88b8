package io.fourtuple.loop;

import static io.fourtuple.telemetry.Latency.*;
import static org.junit.jupiter.api.Assertions.*;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.RingLink;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.testing.Allocated;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.RecordedLatencies;

/** The cost of recorders that are off, and of those that are on: readings of the clock, memory, allocation. */
class LatencyCostTest
{
    /** Full records of both families that there are beyond those that may be in use at the same time. */
    private static final int SPARE_RECORDS = 2 * 1_024;

    @ParameterizedTest
    @EnumSource(Latency.class)
    void shouldReadTheClockOnlyForWhatNeedsIt(final Latency only)
    {
        assertEquals(only == CYCLE ? 4 : 0, clockReads(Set.of(only), 4, false));
        assertEquals(only == CYCLE || only == DATA_TO_HANDLER ? 1 : 0, clockReads(Set.of(only), 1, true));
        assertEquals(only == SYN_TO_SYN_ACK || only == CYCLE ? 2 : 0, clockReadsOfSyns(Set.of(only), 2));
    }

    @Test
    void shouldReadTheClockOnceACycleIfAllAreOff()
    {
        assertEquals(0, clockReads(Set.of(), 4, true));
        assertEquals(0, clockReadsOfSyns(Set.of(), 3));
    }

    @Test
    void shouldReadTheClockOnceMoreForAllSynsOfACycleAndTheCycle()
    {
        assertEquals(3, clockReadsOfSyns(EnumSet.allOf(Latency.class), 3));
    }

    private static EngineFixture with(final Set<Latency> on)
    {
        return with(on, EngineFixture.smallSettings());
    }

    private static EngineFixture with(final Set<Latency> on, final Settings settings)
    {
        return EngineFixture.with(false, settings).seed(1).latencies(LatencyRecorders.of(on)).build();
    }

    /** How often the clock is read besides once a cycle, for segments with data or without, one a cycle. */
    private static int clockReads(final Set<Latency> on, final int segments, final boolean withData)
    {
        final EngineFixture fixture = with(on).listen();
        final Client client = new Client(fixture, 1).establish();
        fixture.clock.reads = 0;
        for (int i = 0; i < segments; i++)
        {
            final Frames segment = client.segment(".", 1 + (withData ? i : 0), 1);
            fixture.inject(withData ? segment.payload(1) : segment);
        }
        return fixture.clock.reads - segments;
    }

    /** How often the clock is read besides once a cycle, for SYNs, three a cycle. */
    private static int clockReadsOfSyns(final Set<Latency> on, final int cycles)
    {
        final EngineFixture fixture = with(on).listen();
        fixture.clock.reads = 0;
        for (int i = 0; i < 3 * cycles; i++)
        {
            fixture.link.put(new Client(fixture, i).syn().bytes());
            if (i % 3 == 2)
            {
                fixture.engine.doWork();
            }
        }
        return fixture.clock.reads - cycles;
    }

    @Test
    void shouldTakeEightBytesARecordForThoseThatNeedThem()
    {
        final Settings settings = EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, 1_000).with(Setting.MAX_CONNECTIONS_IPV6, 300)
            .with(Setting.TCP_MAX_SYN_BACKLOG, 100).with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 40);
        final long off = with(Set.of(), settings).engine.memoryBytes();
        assertEquals(off, with(EnumSet.of(SYN_TO_SYN_ACK, DATA_TO_HANDLER, CYCLE), settings).engine.memoryBytes());
        assertEquals(off + 8 * 140, with(Set.of(SYN_TO_ESTABLISHED), settings).engine.memoryBytes());
        for (final Set<Latency> on : List.of(
            Set.of(CONNECT_TO_ESTABLISHED), Set.of(FIN_TO_CLOSED), Set.of(CONNECT_TO_ESTABLISHED, FIN_TO_CLOSED)))
        {
            assertEquals(off + 8 * (1_300 + SPARE_RECORDS), with(on, settings).engine.memoryBytes());
        }
        assertEquals(off + 8 * (1_440 + SPARE_RECORDS), with(EnumSet.allOf(Latency.class), settings).engine.memoryBytes());
    }

    @ParameterizedTest
    @EnumSource(Latency.class)
    void shouldRecordEachAlone(final Latency only)
    {
        final EngineFixture fixture = with(Set.of(only)).listen();
        final Client client = new Client(fixture, 1).establish();
        fixture.inject(client.segment("P.", 1, 1).payload(10));
        fixture.inject(client.segment("F.", 11, 1));
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().inject(client.segment(".", 12, 2));
        while (fixture.link.hasSent())
        {
            fixture.sent();
        }
        fixture.synSent().inject("S.", 0, 1);
        fixture.latencies.assertAllCounted(fixture.counters);
        assertTrue(fixture.latencies.total(only).getTotalCount() > 0, fixture.counters::toString);
    }

    /** Whole lives of connections with data, client and server, over rings: every recorder has something to record. */
    @Test
    void shouldAllocateNothingWithAllOfThem()
    {
        final RingLink[] ends = RingLink.pair(1 << 16, EngineFixture.MTU);
        final RecordedLatencies[] latencies = new RecordedLatencies[2];
        final Engine[] engines = new Engine[2];
        for (int i = 0; i < 2; i++)
        {
            latencies[i] = new RecordedLatencies(LatencyRecorders.all());
            engines[i] = new Engine(new EngineConfig(ends[i])
                .settings(EngineFixture.smallSettings().with(Setting.TIME_WAIT_SECONDS, 0))
                .localAddresses(new LocalAddresses().add("198.18.0." + (1 + i)))
                .latencies(latencies[i].recorders));
        }
        engines[1].tcp().listen(Endpoint.any(80), (tcp, id, buffer, offset, length) -> { });
        final Talker talker = new Talker();
        // Keeps the handler known between connections: to make a new one known takes memory.
        engines[0].tcp().listen(Endpoint.any(81), talker);
        final FourTuple tuple = new FourTuple();
        final long bytes = Allocated.by(() ->
        {
            for (int i = 0; i < 500; i++)
            {
                tuple.family(false).local(0, 0, 0).remote(0, 0xC612_0002L, 80);
                assertTrue(engines[0].tcp().connect(tuple, talker, 0) > 0);
                final long closed = talker.closed;
                while (talker.closed == closed)
                {
                    engines[0].doWork();
                    engines[1].doWork();
                }
            }
        });
        assertEquals(0, bytes, "allocated bytes");
        for (final Latency latency : Latency.values())
        {
            assertTrue(latencies[0].total(latency).getTotalCount() + latencies[1].total(latency).getTotalCount() >= 2_500,
                latency.label());
        }
    }

    /** Sends a few bytes, and closes. */
    private static final class Talker implements ConnectionHandler
    {
        private static final DirectBuffer HELLO = new UnsafeBuffer("hello".getBytes(StandardCharsets.US_ASCII));
        long closed;

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            tcp.send(connection, HELLO, 0, HELLO.capacity());
            tcp.close(connection);
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            throw new AssertionError("nobody sends");
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            closed++;
        }
    }
}
