package io.fourtuple.loop;

import static io.fourtuple.telemetry.Latency.*;
import static org.junit.jupiter.api.Assertions.*;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;

/** Each latency of an engine to the nanosecond, by a clock that the test moves. */
class LatencyValuesTest
{
    private static final long MS = 1_000_000;
    private static final int TICK_NS = 100;

    private static EngineFixture recorded(final boolean ipv6)
    {
        return recorded(ipv6, EngineFixture.smallSettings());
    }

    private static EngineFixture recorded(final boolean ipv6, final Settings settings)
    {
        return EngineFixture.with(ipv6, settings).recorded().build();
    }

    private static void assertValues(final EngineFixture fixture, final Latency latency, final long... expected)
    {
        final Histogram histogram = fixture.latencies.total(latency).copy();
        final Histogram wanted = LatencyRecorder.newHistogram();
        for (final long value : expected)
        {
            wanted.recordValue(value);
        }
        assertEquals(wanted, histogram, () -> latency + ": " + values(histogram));
        fixture.latencies.assertAllCounted(fixture.counters);
    }

    private static String values(final Histogram histogram)
    {
        final StringBuilder text = new StringBuilder();
        for (final HistogramIterationValue value : histogram.recordedValues())
        {
            text.append(value.getCountAtValueIteratedTo()).append(" of ").append(value.getValueIteratedTo()).append(", ");
        }
        return text.toString();
    }

    // SYN to SYN-ACK, and the cycle.

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecordOneValueForAllSynsOfACycle(final boolean ipv6)
    {
        // Room for two; the third is answered by a cookie.
        final EngineFixture fixture = recorded(ipv6, EngineFixture.smallSettings()
            .with(Setting.TCP_MAX_SYN_BACKLOG, 2).with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 2)).listen();
        fixture.clock.tickNs = TICK_NS;
        for (int i = 0; i < 3; i++)
        {
            fixture.link.put(new Client(fixture, i).syn().bytes());
        }
        fixture.engine.doWork();
        assertEquals(2, fixture.counter(Counter.SYN_QUEUED), fixture.counters::toString);
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_SENT), fixture.counters::toString);
        assertValues(fixture, SYN_TO_SYN_ACK, TICK_NS, TICK_NS, TICK_NS);
        assertValues(fixture, CYCLE, TICK_NS);
    }

    /** A SYN that the counters count wrong must not be counted wrong here too: comparing the two is to find it. */
    @Test
    void shouldCountSynAcksWhereTheyAreSentAndNotByTheCounters()
    {
        final EngineFixture fixture = recorded(false).listen();
        fixture.clock.tickNs = TICK_NS;
        fixture.counters.add(Counter.SYN_QUEUED, 3);
        fixture.counters.add(Counter.SYNCOOKIES_SENT, 2);
        fixture.link.put(new Client(fixture, 1).syn().bytes());
        fixture.engine.doWork();
        assertEquals(6, SYN_TO_SYN_ACK.expectedCount(fixture.counters));
        assertEquals(1, fixture.latencies.total(SYN_TO_SYN_ACK).getTotalCount());
    }

    @Test
    void shouldNotRecordSynAcksThatAreSentAgain()
    {
        final EngineFixture fixture = recorded(false).listen();
        fixture.clock.tickNs = TICK_NS;
        final Client client = new Client(fixture, 1);
        client.connect();
        fixture.jump(600).inject(client.syn());
        assertEquals("S.", fixture.sent().flags());
        fixture.pass(5_000);
        assertTrue(fixture.counter(Counter.SYN_RETRANS) > 0, fixture.counters::toString);
        assertValues(fixture, SYN_TO_SYN_ACK, TICK_NS);
    }

    @Test
    void shouldCountASynAckThatTheLinkHadNoRoomFor()
    {
        final EngineFixture fixture = recorded(false).listen();
        fixture.link.room(1);
        fixture.link.put(new Client(fixture, 1).syn().bytes());
        fixture.inject(new Client(fixture, 2).syn());
        assertEquals(1, fixture.counter(Counter.SYN_ACK_LINK_FULL), fixture.counters::toString);
        fixture.link.room(Integer.MAX_VALUE);
        fixture.pass(2_000);
        assertValues(fixture, SYN_TO_SYN_ACK, 0);
    }

    @Test
    void shouldRecordBusyCyclesOnly()
    {
        final EngineFixture fixture = recorded(false).listen();
        fixture.clock.tickNs = TICK_NS;
        for (int i = 0; i < 10; i++)
        {
            fixture.engine.doWork();
        }
        assertValues(fixture, CYCLE);
        fixture.inject("S", 0, 0);
        assertTrue(fixture.engine.commands().offer(tcp -> fixture.sleepNs(7 * MS)));
        fixture.engine.doWork();
        fixture.engine.doWork();
        assertEquals(13, fixture.counter(Counter.LOOP_CYCLES));
        assertEquals(2, fixture.counter(Counter.LOOP_BUSY_CYCLES));
        assertValues(fixture, CYCLE, TICK_NS, 7 * MS + TICK_NS);
    }

    // SYN to ESTABLISHED.

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecordFromSynToEstablished(final boolean ipv6)
    {
        final EngineFixture fixture = recorded(ipv6).listen();
        final Client first = new Client(fixture, 1);
        final Client second = new Client(fixture, 2);
        first.connect();
        fixture.sleepNs(3 * MS);
        second.connect();
        fixture.sleepNs(5_000);
        second.ack();
        fixture.sleepNs(1);
        first.ack();
        assertValues(fixture, SYN_TO_ESTABLISHED, 5_000, 3 * MS + 5_001);
        // The first one's record again, and with the SYN-ACK sent twice.
        final Client third = new Client(fixture, 3);
        third.connect();
        fixture.sleepNs(1_100 * MS).engine.doWork();
        assertEquals(1, fixture.counter(Counter.SYN_RETRANS));
        third.synAck();
        third.ack();
        assertValues(fixture, SYN_TO_ESTABLISHED, 5_000, 3 * MS + 5_001, 1_100 * MS);
    }

    @Test
    void shouldNotRecordAConnectionOfACookie()
    {
        final EngineFixture fixture = recorded(false,
            EngineFixture.smallSettings().with(Setting.TCP_SYNCOOKIES, 2)).listen();
        new Client(fixture, 1).establish();
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_RECV), fixture.counters::toString);
        assertValues(fixture, SYN_TO_ESTABLISHED);
        assertValues(fixture, CONNECT_TO_ESTABLISHED);
    }

    /** A 4-tuple in TIME_WAIT is opened anew by a SYN. */
    @Test
    void shouldRecordAConnectionThatTakesThePlaceOfOneInTimeWait()
    {
        final EngineFixture fixture = recorded(false).timeWait();
        fixture.sleepNs(10 * MS);
        fixture.peerIss += 100_000;
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.sleepNs(20 * MS);
        fixture.inject(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertValues(fixture, SYN_TO_ESTABLISHED, 0, 20 * MS);
    }

    // connect to ESTABLISHED.

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecordFromConnectToEstablished(final boolean ipv6)
    {
        final EngineFixture fixture = recorded(ipv6).synSent();
        fixture.sleepNs(8 * MS);
        fixture.inject("S.", 0, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertValues(fixture, CONNECT_TO_ESTABLISHED, 8 * MS);
        assertValues(fixture, SYN_TO_ESTABLISHED);
    }

    /** The answer comes before the cycle of the call is over. */
    @Test
    void shouldRecordAConnectThatIsAnsweredInItsOwnCycle()
    {
        final EngineFixture fixture = recorded(false);
        fixture.clock.tickNs = TICK_NS;
        assertTrue(fixture.engine.commands().offer(tcp ->
        {
            assertTrue(tcp.connect(fixture.tuple(), fixture.handler, 0) > 0);
            fixture.iss = fixture.sent().seq();
            fixture.sleepNs(5_000);
            fixture.link.put(fixture.segment("S.", 0, 1).bytes());
        }));
        fixture.engine.doWork();
        assertEquals(1, fixture.counter(Counter.ESTABLISHED), fixture.counters::toString);
        assertValues(fixture, CONNECT_TO_ESTABLISHED, TICK_NS + 5_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecordASimultaneousOpenFromItsConnect(final boolean ipv6)
    {
        final EngineFixture fixture = recorded(ipv6).synSent();
        fixture.sleepNs(8 * MS);
        fixture.inject("S", 0, 0);
        assertEquals(TcpState.SYN_RCVD, fixture.state());
        fixture.expect("S.", 0, 1);
        fixture.sleepNs(2 * MS);
        fixture.inject(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertValues(fixture, CONNECT_TO_ESTABLISHED, 10 * MS);
        assertValues(fixture, SYN_TO_SYN_ACK);
        assertValues(fixture, SYN_TO_ESTABLISHED);
    }

    @Test
    void shouldNotRecordAConnectThatFails()
    {
        final EngineFixture fixture = recorded(false).synSent();
        fixture.inject("R.", 0, 1);
        assertEquals(CloseReason.REFUSED, fixture.handler.reason);
        assertValues(fixture, CONNECT_TO_ESTABLISHED);
        assertValues(fixture, FIN_TO_CLOSED);
    }

    @Test
    void shouldRecordAConnectThatTakesThePlaceOfOneInTimeWait()
    {
        final EngineFixture fixture = recorded(false,
            EngineFixture.smallSettings().with("time_wait=linux").with(Setting.TCP_TW_REUSE, 1)).listen();
        final Client client = new Client(fixture, 1).timestamps();
        client.establish();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work();
        fixture.sent();
        fixture.inject(client.segment("F.", 1, 2));
        assertTrue(fixture.isInTimeWait(), fixture.counters::toString);
        fixture.jump(2_000);
        assertTrue(fixture.tcp.connect(client.tuple(), fixture.handler, 0) > 0);
        assertEquals(1, fixture.counter(Counter.TW_CONNECT));
        fixture.work();
        while (fixture.link.hasSent())
        {
            client.iss = fixture.sent().seq();
        }
        fixture.sleepNs(4 * MS);
        client.peerIss += 100_000;
        fixture.inject(client.segment("S.", 0, 1).mss(1_000));
        assertEquals(2, fixture.counter(Counter.ESTABLISHED), fixture.counters::toString);
        assertValues(fixture, CONNECT_TO_ESTABLISHED, 4 * MS);
    }

    // FIN to closed.

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecordFromOurFinToTimeWait(final boolean ipv6)
    {
        final EngineFixture fixture = recorded(ipv6).finWait1();
        fixture.sleepNs(2 * MS).inject(".", 1, 2);
        fixture.sleepNs(3 * MS).inject("F.", 1, 2);
        assertTrue(fixture.isInTimeWait());
        assertValues(fixture, FIN_TO_CLOSED, 5 * MS);
        fixture.pass(70_000);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertValues(fixture, FIN_TO_CLOSED, 5 * MS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecordFromThePeersFinToClosed(final boolean ipv6)
    {
        final EngineFixture fixture = recorded(ipv6).closeWait();
        fixture.sleepNs(2 * MS);
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 2);
        fixture.sleepNs(3 * MS).inject(".", 2, 2);
        assertEquals(CloseReason.FINISHED, fixture.handler.reason);
        assertValues(fixture, FIN_TO_CLOSED, 5 * MS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecordASimultaneousCloseFromOurFin(final boolean ipv6)
    {
        final EngineFixture fixture = recorded(ipv6).finWait1();
        fixture.sleepNs(2 * MS).inject("F.", 1, 1);
        assertEquals(TcpState.CLOSING, fixture.state());
        fixture.sleepNs(3 * MS).inject(".", 2, 2);
        assertValues(fixture, FIN_TO_CLOSED, 5 * MS);
    }

    /** The peer's window is closed, so that our FIN cannot go yet; time counts from when it does. */
    @Test
    void shouldRecordFromWhenOurFinWasSentAndNotFromTheCall()
    {
        final EngineFixture fixture = closedBehindData();
        fixture.sleepNs(5 * MS).inject(fixture.segment(".", 1, 1).window(1_000));
        assertEquals("FP.".length(), fixture.sent().flags().length());
        fixture.sleepNs(2 * MS).inject("F.", 1, 12);
        assertTrue(fixture.isInTimeWait(), fixture.counters::toString);
        assertValues(fixture, FIN_TO_CLOSED, 2 * MS);
    }

    /** In FIN_WAIT_1, but the first FIN is the peer's: ours waits behind data. */
    @Test
    void shouldRecordFromThePeersFinIfOursStillWaits()
    {
        final EngineFixture fixture = closedBehindData();
        fixture.sleepNs(5 * MS).inject(fixture.segment("F.", 1, 1).window(0));
        assertEquals(TcpState.CLOSING, fixture.tcp.state(fixture.handler.connection));
        fixture.sleepNs(3 * MS).inject(fixture.segment(".", 2, 1).window(1_000));
        fixture.sleepNs(2 * MS).inject(".", 2, 12);
        assertTrue(fixture.isInTimeWait(), fixture.counters::toString);
        assertValues(fixture, FIN_TO_CLOSED, 5 * MS);
    }

    private static EngineFixture closedBehindData()
    {
        final EngineFixture fixture = recorded(false).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        assertEquals(10, fixture.send(0, 10));
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.work().expectNothing();
        assertEquals(TcpState.FIN_WAIT_1, fixture.state());
        return fixture;
    }

    @Test
    void shouldNotRecordAnEndWithoutBothFins()
    {
        final EngineFixture fixture = recorded(false).finWait1();
        fixture.inject("R", 1, 0);
        assertEquals(CloseReason.RESET_BY_PEER, fixture.handler.reason);
        assertEquals(1, fixture.counter(Counter.CLOSED_ABORTED));
        assertValues(fixture, FIN_TO_CLOSED);
        final EngineFixture late = recorded(false).finWait2();
        late.tcp.close(late.handler.connection);
        late.pass(70_000);
        assertEquals(CloseReason.FIN_WAIT_2_TIMED_OUT, late.handler.reason);
        assertValues(late, FIN_TO_CLOSED);
    }

    /** Nothing is left of the connection before when a record is used again. */
    @Test
    void shouldNotMixUpConnectionsOfOneRecord()
    {
        final EngineFixture fixture = recorded(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, 1)).listen();
        final long[] closed = new long[5];
        for (int i = 0; i < closed.length; i++)
        {
            final Client client = new Client(fixture, i).establish();
            fixture.inject(client.segment("F.", 1, 1));
            fixture.tcp.close(fixture.handler.connection);
            fixture.work();
            closed[i] = (i + 1) * MS;
            fixture.sleepNs(closed[i]).inject(client.segment(".", 2, 2));
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
            while (fixture.link.hasSent())
            {
                fixture.sent();
            }
        }
        assertValues(fixture, FIN_TO_CLOSED, closed);
    }

    // Data to handler.

    @Test
    void shouldRecordEachSegmentOfDataUntilItsHandler()
    {
        final EngineFixture fixture = recorded(false);
        fixture.tcp.listen(Endpoint.any(80), new RecordingHandler()
        {
            @Override
            public void onData(
                final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
            {
                fixture.sleepNs(length);
            }
        });
        final Client client = new Client(fixture, 1).establish();
        fixture.clock.tickNs = TICK_NS;
        fixture.link.put(client.segment("P.", 1, 1).payload(1_000).bytes());
        fixture.link.put(client.segment("P.", 1_001, 1).payload(500).bytes());
        // Once more: nothing new, nobody is called.
        fixture.link.put(client.segment("P.", 1, 1).payload(1_000).bytes());
        fixture.engine.doWork();
        assertEquals(2, fixture.counter(Counter.DATA_CALLS));
        assertValues(fixture, DATA_TO_HANDLER, TICK_NS, 2 * TICK_NS + 1_000);
        assertValues(fixture, CYCLE, 0, 0, 3 * TICK_NS + 1_500);
    }

    // The clock.

    @Test
    void shouldCountAClockThatIsSetBackAsNoTime()
    {
        final EngineFixture fixture = recorded(false).synRcvd();
        fixture.sleepNs(-5 * MS).inject(".", 1, 1);
        assertValues(fixture, SYN_TO_ESTABLISHED, 0);
    }
}
