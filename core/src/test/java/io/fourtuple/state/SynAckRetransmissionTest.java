package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** How often and when a SYN-ACK is sent again, how long half-open connections last, and whose they are. */
class SynAckRetransmissionTest
{
    /** The shortest queue's length: what is left of a wait that is none of the lengths. */
    private static final int LATE_MS = 50;

    private static EngineFixture backlog(final boolean ipv6, final int backlog, final Settings settings)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings.with("syn_defence=backlog"));
        fixture.tcp.listen(Endpoint.any(80), backlog, SynFilter.ACCEPT_ALL, fixture.handler);
        return fixture;
    }

    /** Linux: after 1, 2, 4, 8, 16 s, given up after 32 s more. */
    @ParameterizedTest
    @CsvSource({"false, 5", "true, 5", "false, 0", "true, 0", "false, 1", "true, 15"})
    void shouldSendTheSynAckAgainAndGiveUp(final boolean ipv6, final int retries)
    {
        final EngineFixture fixture =
            backlog(ipv6, 64, EngineFixture.smallSettings().with(Setting.TCP_SYNACK_RETRIES, retries));
        final Client client = new Client(fixture, 1).mss(1_400).scale(3).sack().timestamps();
        final SentSegment first = client.connect();
        long expectedMs = 0;
        long passedMs = 0;
        for (int i = 0; i <= retries; i++)
        {
            expectedMs += Math.min(120_000, 1_000L << i);
            passedMs += fixture.msUntilSent();
            assertTrue(passedMs >= expectedMs && passedMs <= expectedMs + LATE_MS,
                "retry " + (i + 1) + " after " + passedMs + " ms, expected=" + expectedMs);
            if (i < retries)
            {
                final SentSegment again = client.synAck();
                assertEquals(first.seq(), again.seq());
                assertEquals(first.mss(), again.mss());
                assertEquals(first.windowScale(), again.windowScale());
                assertEquals(first.sackPermitted(), again.sackPermitted());
                assertEquals(first.tsEcr(), again.tsEcr());
                assertEquals(passedMs, again.tsVal() - first.tsVal());
            }
        }
        fixture.expectNothing();
        assertEquals(0, fixture.table().halfOpenSize());
        assertEquals(retries, fixture.counter(Counter.SYN_RETRANS));
        assertEquals(retries, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(1, fixture.counter(Counter.ABORT_ON_TIMEOUT));
        assertEquals(1, fixture.counter(Counter.ATTEMPT_FAILS));
        fixture.assertCountersAddUp();
    }

    /** RFC 6298 5.7: a SYN-ACK that was sent again says nothing of the round trip; one that was not, does. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMeasureTheRoundTripOfASynAckSentOnce(final boolean ipv6)
    {
        final EngineFixture fixture = backlog(ipv6, 64, EngineFixture.smallSettings());
        final Client client = new Client(fixture, 1);
        client.connect();
        fixture.pass(300);
        client.ack();
        fixture.send(0, 100);
        fixture.sent();
        final long rtoMs = fixture.msUntilSent();
        assertTrue(rtoMs >= 900 && rtoMs <= 1_000, "RTO is three times the first round trip: " + rtoMs);
    }

    /** The wait may be cut by tcp_rto_max_ms; the round trip is still the time that has passed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMeasureTheRoundTripWhenTheWaitIsCut(final boolean ipv6)
    {
        final EngineFixture fixture = backlog(ipv6, 64, EngineFixture.smallSettings()
            .with(Setting.TCP_RTO_INITIAL_MS, 9_000).with(Setting.TCP_RTO_MAX_MS, 2_000));
        final Client client = new Client(fixture, 1);
        client.connect();
        fixture.pass(300);
        client.ack();
        fixture.send(0, 100);
        fixture.sent();
        final long rtoMs = fixture.msUntilSent();
        assertTrue(rtoMs >= 900 && rtoMs <= 1_000, "RTO is three times the first round trip: " + rtoMs);
    }

    /** As many as there are records, all at once: each gets all its SYN-ACKs, and none stays. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpAFlood(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings().with("syn_defence=cache"));
        fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        for (int i = 0; i < 64; i++)
        {
            new Client(fixture, i).connect();
        }
        assertEquals(64, fixture.table().halfOpenSize());
        fixture.pass(62_900);
        assertEquals(0, fixture.counter(Counter.ABORT_ON_TIMEOUT), "too early");
        fixture.pass(100 + LATE_MS);
        assertEquals(0, fixture.table().halfOpenSize());
        assertEquals(64, fixture.counter(Counter.ABORT_ON_TIMEOUT));
        assertEquals(64, fixture.counter(Counter.ATTEMPT_FAILS));
        assertEquals(5 * 64, fixture.counter(Counter.SYN_RETRANS));
        fixture.assertCountersAddUp();
    }

    /** More than half full, and all of them old: given up after 7 s, so that half of the queue stays with young ones. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpOldOnesSoonerWhenTheQueueIsLong(final boolean ipv6)
    {
        final EngineFixture fixture = backlog(ipv6, 20, EngineFixture.smallSettings());
        final QueueLengths queues = new QueueLengths(fixture.engine);
        for (int i = 0; i < 11; i++)
        {
            new Client(fixture, i).connect();
        }
        final FourTuple tuple = new Client(fixture, 0).tuple();
        assertEquals(11, queues.young(tuple));
        fixture.pass(1_000 + LATE_MS);
        assertEquals(0, queues.young(tuple));
        assertEquals(11, queues.length(tuple));
        fixture.pass(5_900);
        assertEquals(11, queues.length(tuple), "not before 7 s");
        fixture.pass(200);
        // One after the other, until the queue is no more than half full: 10 are left.
        assertEquals(10, queues.length(tuple));
        queues.assertRight("after 7 s");
        fixture.pass(57_000);
        assertEquals(0, queues.length(tuple));
        fixture.assertCountersAddUp();
    }

    /** With enough young ones beside them, old ones stay. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotGiveUpOldOnesSoonerWhenTheYoungAreMany(final boolean ipv6)
    {
        final EngineFixture fixture = backlog(ipv6, 20, EngineFixture.smallSettings());
        final QueueLengths queues = new QueueLengths(fixture.engine);
        for (int i = 0; i < 3; i++)
        {
            new Client(fixture, i).connect();
        }
        final FourTuple tuple = new Client(fixture, 0).tuple();
        fixture.pass(6_900);
        while (fixture.link.hasSent())
        {
            fixture.link.take();
        }
        for (int i = 3; i < 13; i++)
        {
            new Client(fixture, i).connect();
        }
        fixture.pass(200);
        assertEquals(13, queues.length(tuple), "10 of 13 are young");
        assertEquals(10, queues.young(tuple));
        fixture.assertCountersAddUp();
    }

    /** A more specific listener takes half-open connections over, and gives them back. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountAnewWhenAListenerComesOrGoes(final boolean ipv6)
    {
        final SplittableRandom random = new SplittableRandom(7);
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings().with("syn_defence=cache"));
        final QueueLengths queues = new QueueLengths(fixture.engine);
        final Endpoint[] places = {Endpoint.any(80), Endpoint.of(ipv6 ? "::" : "0.0.0.0", 80), fixture.local};
        final int[] ids = new int[places.length];
        final List<Client> opening = new ArrayList<>();
        for (int step = 0; step < 3_000; step++)
        {
            final int place = random.nextInt(places.length);
            switch (random.nextInt(8))
            {
                case 0 ->
                {
                    if (ids[place] == 0)
                    {
                        ids[place] = fixture.tcp.listen(
                            places[place], 1 + random.nextInt(30), SynFilter.ACCEPT_ALL, fixture.handler);
                    }
                    else
                    {
                        assertTrue(fixture.tcp.unlisten(ids[place]));
                        ids[place] = 0;
                    }
                }
                case 1, 2, 3 -> fixture.inject(add(opening, new Client(fixture, step)).syn());
                case 4 ->
                {
                    if (!opening.isEmpty())
                    {
                        final Client client = opening.remove(random.nextInt(opening.size()));
                        fixture.inject(random.nextBoolean() ? client.segment("R", 1, 0) : client.segment("S", 5, 0));
                    }
                }
                default -> fixture.jump(random.nextInt(700));
            }
            while (fixture.link.hasSent())
            {
                fixture.link.take();
            }
            queues.assertRight("step=" + step);
            fixture.assertCountersAddUp();
        }
        assertTrue(fixture.counter(Counter.SYN_RETRANS) > 100, fixture.counters.toString());
    }

    private static Client add(final List<Client> clients, final Client client)
    {
        clients.add(client);
        return client;
    }

    /** A loop that stood still, for however long, sends each SYN-ACK once when it goes on, not all that it has missed. */
    @ParameterizedTest
    @CsvSource({"2000", "100000", "900000", "1048000", "1048576", "1050000", "2147483647", "4294967296", "86400000000"})
    void shouldGoOnAfterTheLoopStoodStill(final long ms)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = backlog(ipv6, 64, EngineFixture.smallSettings());
            for (int i = 0; i < 10; i++)
            {
                new Client(fixture, i).connect();
            }
            fixture.jump(ms);
            fixture.pass(2_100);
            int again = 0;
            for (; fixture.link.hasSent(); again++)
            {
                assertEquals("S.", fixture.sent().flags());
            }
            assertTrue(again == 10 || again == 20, "sent again: " + again);
            fixture.pass(63_000);
            assertEquals(0, fixture.table().halfOpenSize());
            fixture.assertCountersAddUp();
        }
    }

    /** A SYN-ACK that the link had no room for goes out with the first retransmission. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMakeUpForALinkThatWasFull(final boolean ipv6)
    {
        final EngineFixture fixture = backlog(ipv6, 64, EngineFixture.smallSettings());
        final Client client = new Client(fixture, 1);
        fixture.link.room(0);
        fixture.inject(client.syn()).expectNothing();
        assertEquals(1, fixture.counter(Counter.SYN_QUEUED));
        fixture.link.room(Integer.MAX_VALUE);
        fixture.pass(1_000 + LATE_MS);
        client.synAck();
        client.ack();
        assertEquals(1, fixture.counter(Counter.ESTABLISHED));
        fixture.assertCountersAddUp();
    }
}
