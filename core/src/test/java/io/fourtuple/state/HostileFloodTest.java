package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** A flood with a plan: the engine as a reflector, and what it does to listeners and to entries in TIME_WAIT. */
class HostileFloodTest
{
    /** The sender of a SYN with a false source knows its sequence number, and the numbers outside the window. */
    @ParameterizedTest
    @CsvSource({"false, P., 100000", "true, P., 100000", "false, F., 100000", "false, P., -5000", "true, F., -5000"})
    void shouldNotAnswerEachSegmentOutsideTheWindowOfAHalfOpenConnection(
        final boolean ipv6, final String flags, final int seq)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        for (int i = 0; i < 100; i++)
        {
            fixture.inject(fixture.segment(flags, seq + i, 1).payload(20));
        }
        fixture.expect(".", 1, 1);
        fixture.expectNothing();
        assertEquals(100, fixture.counter(Counter.OUT_OF_WINDOW));
        assertEquals(99, fixture.counter(Counter.DUP_ACK_SKIPPED));
        fixture.assertCountersAddUp();
    }

    /** The same with timestamps that are too old. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAnswerEachOldTimestampOfAHalfOpenConnection(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).timestamps(1_000, 0));
        fixture.iss = fixture.sent().seq();
        for (int i = 0; i < 100; i++)
        {
            fixture.inject(fixture.segment("P.", 1, 1).timestamps(999, 0).payload(20));
        }
        fixture.expect(".", 1, 1);
        fixture.expectNothing();
        assertEquals(100, fixture.counter(Counter.PAWS_ESTAB));
        fixture.assertCountersAddUp();
    }

    /** Its ACK would be dropped: the entry in TIME_WAIT is not given up for it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotReopenWhenTheAcceptQueueIsFull(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).timeWait();
        final int listener = fixture.tcp.listenQueued(fixture.local, 1, SynFilter.ACCEPT_ALL);
        establish(fixture, 1);
        establish(fixture, 2);
        fixture.inject(fixture.segment("S", 100_000, 0)).expectNothing();
        assertEquals(1, fixture.counter(Counter.SYN_ACCEPT_QUEUE_FULL));
        assertEquals(1, fixture.counter(Counter.CURR_TIME_WAIT));
        assertTrue(fixture.tcp.accept(listener, fixture.handler, 0) > 0);
        fixture.work();
        while (fixture.link.hasSent())
        {
            fixture.sent();
        }
        fixture.inject(fixture.segment("S", 100_000, 0));
        assertEquals("S.", fixture.sent().flags());
        assertEquals(1, fixture.counter(Counter.TW_RECYCLED));
        fixture.assertCountersAddUp();
    }

    private static void establish(final EngineFixture fixture, final int port)
    {
        final Endpoint from = new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), port);
        fixture.inject(fixture.segment("S", 0, 0).from(from));
        final int ack = fixture.sent().seq() + 1;
        fixture.inject(fixture.segment(".", 1, 0).ack(ack).from(from)).expectNothing();
    }

    /** The first wait is shorter than the initial RTO where no wait may be that long. */
    @Test
    void shouldMeasureTheHandshakeFromTheWaitThatWas()
    {
        final EngineFixture fixture = EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.TCP_RTO_INITIAL_MS, 10_000).with(Setting.TCP_RTO_MAX_MS, 1_000)).established();
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        final long rtoMs = fixture.msUntilSent();
        assertTrue(rtoMs >= 200 && rtoMs <= 230, "rtoMs=" + rtoMs);
    }

    /** A listener counts all half-open connections of its endpoint, also those of a listener before it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountTheHalfOpenConnectionsOfListenersThatCameAndWent(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with("syn_defence=backlog"));
        final Endpoint any = Endpoint.any(fixture.local.port());
        final int first = listen(fixture, any);
        assertEquals(2, queued(fixture, 2));
        assertTrue(fixture.tcp.unlisten(first));
        final int other = listen(fixture, Endpoint.any(81));
        final int second = listen(fixture, any);
        assertEquals(1, queued(fixture, 2));
        // The more specific one takes them over; the other has none left, and gets them back.
        final int specific = listen(fixture, fixture.local);
        assertEquals(0, queued(fixture, 1));
        assertTrue(fixture.tcp.unlisten(specific));
        assertEquals(0, queued(fixture, 1));
        assertTrue(fixture.tcp.unlisten(second) && fixture.tcp.unlisten(other));
        fixture.inject(fixture.segment("R", 1, 0).from(new Endpoint(
            fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), 1)));
        assertEquals(2, fixture.counter(Counter.CURR_SYN_RCVD));
        listen(fixture, any);
        assertEquals(1, queued(fixture, 2));
        fixture.pass(100_000);
        assertEquals(0, fixture.counter(Counter.CURR_SYN_RCVD));
        assertEquals(3, queued(fixture, 4));
        fixture.assertCountersAddUp();
    }

    private static int listen(final EngineFixture fixture, final Endpoint endpoint)
    {
        return fixture.tcp.listen(endpoint, 3, SynFilter.ACCEPT_ALL, fixture.handler);
    }

    /** SYNs of as many ports; how many of them became half-open connections. */
    private static long queued(final EngineFixture fixture, final int syns)
    {
        final long before = fixture.counter(Counter.SYN_QUEUED);
        for (int i = 0; i < syns; i++)
        {
            final int port = 1 + (int)fixture.counter(Counter.LISTEN_SYNS);
            fixture.inject(fixture.segment("S", 0, 0).from(
                new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), port)));
        }
        return fixture.counter(Counter.SYN_QUEUED) - before;
    }
}
