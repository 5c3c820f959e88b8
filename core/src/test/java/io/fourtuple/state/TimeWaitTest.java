package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.*;

import java.util.function.BiFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicies;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.timewait.TimeWaitRules;
import io.fourtuple.wire.Segment;

/** The engine carries out a policy's decisions: each action, the limit, the end of TIME_WAIT, and the counters. */
class TimeWaitTest
{
    private static Settings settings(final String... assignments)
    {
        Settings settings = EngineFixture.smallSettings();
        for (final String assignment : assignments)
        {
            settings = settings.with(assignment);
        }
        return settings;
    }

    /** A policy that does the same to every segment. */
    private static class Always implements TimeWaitPolicy
    {
        private final BiFunction<TimeWaitConnection, Segment, TimeWaitAction> decision;

        Always(final TimeWaitAction action)
        {
            this((timeWait, segment) -> action);
        }

        Always(final BiFunction<TimeWaitConnection, Segment, TimeWaitAction> decision)
        {
            this.decision = decision;
        }

        @Override
        public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
        {
            return 10_000;
        }

        @Override
        public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
        {
            return decision.apply(timeWait, segment);
        }
    }

    private static EngineFixture timeWait(final boolean ipv6, final TimeWaitPolicy policy)
    {
        return EngineFixture.with(ipv6, settings()).policy(policy).build().timeWait();
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, S 5 0, S., SYN_RCVD, SYN_QUEUED",
        "OPEN_OR_ACK, S 5 0, S., SYN_RCVD, SYN_QUEUED",
        "OPEN, . 2 2, -, TIME_WAIT, SEGMENTS_ACCEPTED",
        "OPEN, S. 5 0, -, TIME_WAIT, WRONG_STATE",
        "OPEN, SF 5 0, -, TIME_WAIT, WRONG_STATE",
        "OPEN, R 2 0, -, TIME_WAIT, TIME_WAIT_RST_DROP",
        "ACK, S 5 0, ., TIME_WAIT, TIME_WAIT_SYN_DROP",
        "ACK, F. 1 2, ., TIME_WAIT, SEGMENTS_ACCEPTED",
        "ACK_AND_RESTART, F. 1 2, ., TIME_WAIT, SEGMENTS_ACCEPTED",
        "RESTART, . 2 2, -, TIME_WAIT, SEGMENTS_ACCEPTED",
        "SILENCE, S 5 0, -, TIME_WAIT, TIME_WAIT_SYN_DROP",
        "SILENCE, F. 1 2, -, TIME_WAIT, SEGMENTS_ACCEPTED",
        "RESET, S 5 0, R., TIME_WAIT, TIME_WAIT_SYN_DROP",
        "RESET, . 5 7, R, TIME_WAIT, WRONG_STATE",
        "RESET, R 2 0, -, TIME_WAIT, TIME_WAIT_RST_DROP",
        "END, R 2 0, -, none, SEGMENTS_ACCEPTED",
        "END, . 5 5, -, none, WRONG_STATE"})
    void shouldDoWhatThePolicyDecides(
        final TimeWaitAction action, final String segment, final String reply, final String next, final Counter outcome)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = timeWait(ipv6, new Always(action));
            final long before = fixture.counter(outcome);
            final String[] parts = segment.split(" ");
            fixture.inject(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            if (!reply.equals("-"))
            {
                assertEquals(reply, fixture.sent().flags());
            }
            fixture.expectNothing();
            assertEquals(next, fixture.recordState());
            assertEquals(before + 1, fixture.counter(outcome));
            fixture.assertCountersAddUp();
            assertTrue(fixture.errors.isEmpty(), fixture.errors::toString);
        }
    }

    /** The loop stood still, or its clock was set: what is over is over, whatever the wrap of the packed times. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 13, 16})
    void shouldEndTheWaitHoweverLongTheLoopStoodStill(final int hours)
    {
        final EngineFixture fixture = timeWait(false, new Always(TimeWaitAction.SILENCE));
        fixture.jump(hours * 3_600_000L);
        assertFalse(fixture.isInTimeWait());
        assertEquals(1, fixture.counter(Counter.TW));
    }

    /** Only these two start it again. */
    @ParameterizedTest
    @EnumSource(names = {"ACK", "ACK_AND_RESTART", "RESTART", "SILENCE", "RESET"})
    void shouldRestartTheWaitOnlyWhenTold(final TimeWaitAction action)
    {
        final EngineFixture fixture = timeWait(true, new Always(action));
        fixture.pass(9_000).inject("F.", 1, 2);
        final boolean restarts = action == TimeWaitAction.ACK_AND_RESTART || action == TimeWaitAction.RESTART;
        fixture.pass(1_100);
        assertEquals(restarts, fixture.isInTimeWait());
        fixture.pass(8_800);
        assertEquals(restarts, fixture.isInTimeWait());
        fixture.pass(200);
        assertFalse(fixture.isInTimeWait());
        assertEquals(1, fixture.counter(Counter.TW));
    }

    @ParameterizedTest
    @CsvSource({"OPEN, -", "OPEN_OR_ACK, ."})
    void shouldStayWhenNobodyListensAnyMore(final TimeWaitAction action, final String reply)
    {
        for (final boolean drains : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.with(false, settings()).policy(new Always(action)).build();
            final int listener = fixture.tcp.listen(Endpoint.any(80), fixture.handler);
            fixture.inject("S", 0, 0);
            fixture.iss = fixture.sent().seq();
            fixture.inject(".", 1, 1);
            fixture.tcp.close(fixture.handler.connection);
            fixture.work().expect("F.", 1, 1);
            fixture.inject("F.", 1, 2).expect(".", 2, 2);
            if (drains)
            {
                fixture.tcp.drain();
            }
            else
            {
                fixture.tcp.unlisten(listener);
            }
            fixture.inject("S", 100, 0);
            if (!reply.equals("-"))
            {
                fixture.expect(".", 2, 2);
            }
            fixture.expectNothing();
            assertTrue(fixture.isInTimeWait());
            assertEquals(1, fixture.counter(Counter.TIME_WAIT_SYN_DROP));
        }
    }

    /** Bare segments within the limit only, those that carry something and are the peer's always (as Linux does). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitAnswersToBareSegments(final boolean ipv6)
    {
        final EngineFixture fixture = timeWait(ipv6, new Always(TimeWaitAction.ACK));
        fixture.inject(".", 7, 7).expect(".", 2, 2);
        fixture.pass(490).inject(".", 7, 7).inject("S", 7, 0).expectNothing();
        assertEquals(2, fixture.counter(Counter.TW_ACK_SKIPPED));
        fixture.inject(fixture.segment("P.", 1, 2).payload(1)).expect(".", 2, 2);
        fixture.inject("F.", 1, 2).expect(".", 2, 2);
        fixture.pass(80).inject(".", 7, 7).expect(".", 2, 2);
        assertEquals(2, fixture.counter(Counter.TW_ACK_SKIPPED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepANewerTimestampWhenTheWaitStartsAgain(final boolean ipv6)
    {
        final EngineFixture fixture = withTimestamps(ipv6, settings("time_wait=linux"), 1_000);
        fixture.inject(fixture.segment(".", 2, 2).timestamps(1_500, 0)).expectNothing();
        fixture.inject(fixture.segment(".", 2, 2).timestamps(1_499, 0));
        assertEquals(1_500, fixture.expect(".", 2, 2).tsEcr());
        assertEquals(1, fixture.counter(Counter.PAWS_TIME_WAIT));
    }

    private static EngineFixture withTimestamps(final boolean ipv6, final Settings settings, final int tsVal)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings).listen();
        fixture.inject(fixture.segment("S", 0, 0).timestamps(tsVal, 0));
        fixture.iss = fixture.sent().seq();
        fixture.inject(fixture.segment(".", 1, 1).timestamps(tsVal, 0));
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject(fixture.segment("F.", 1, 2).timestamps(tsVal, 0)).expect(".", 2, 2);
        assertTrue(fixture.isInTimeWait());
        return fixture;
    }

    /** Only a newer timestamp, or timestamps where there were none, prove that a SYN is new (RFC 6191 3). */
    @ParameterizedTest
    @CsvSource({"1001, 0", "1000, 1", "0, 1"})
    void shouldCountWhatOnlyTheSequenceNumberSpokeFor(final int tsVal, final int expected)
    {
        final EngineFixture fixture = withTimestamps(false, settings(), 1_000);
        final Frames syn = fixture.segment("S", 100, 0);
        fixture.inject(tsVal == 0 ? syn : syn.timestamps(tsVal, 0));
        assertEquals("S.", fixture.sent().flags());
        assertEquals(expected, fixture.counter(Counter.TW_SEQ_ONLY));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({"rfc6191, 1", "linux, 1", "freebsd, 1", "rfc6191, 240", "linux, 60", "classic, 240"})
    void shouldEndWhenTheWaitIsOver(final String policy, final int seconds)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture =
                EngineFixture.of(ipv6, settings("time_wait=" + policy, "time_wait_seconds=" + seconds)).timeWait();
            fixture.pass(seconds * 1_000 - 1);
            assertTrue(fixture.isInTimeWait());
            fixture.pass(9);
            assertEquals(0, fixture.counter(Counter.CURR_TIME_WAIT));
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
            assertEquals(1, fixture.counter(Counter.TW));
        }
    }

    /** The record goes back at once: the table has room for one, and goes on taking new connections. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveTheRecordBackAtOnce(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, settings("max_connections_ipv4=1", "max_connections_ipv6=1")).listen();
        for (int i = 0; i < 20; i++)
        {
            openAndClose(fixture, i);
        }
        assertEquals(20, fixture.counter(Counter.CURR_TIME_WAIT));
        assertEquals(0, fixture.counter(Counter.TABLE_FULL));
        fixture.assertCountersAddUp();
    }

    /** From another port each; the engine closes first. */
    private static void openAndClose(final EngineFixture fixture, final int number)
    {
        final Endpoint peer = fixture.ipv6 ? Endpoint.of("2001:db8::9", 1_024 + number) :
            Endpoint.of("198.18.0.9", 1_024 + number);
        fixture.inject(fixture.segment("S", 0, 0).from(peer));
        fixture.iss = fixture.sent().seq();
        fixture.inject(fixture.segment(".", 1, 1).from(peer));
        assertEquals(0, fixture.tcp.close(fixture.handler.connection));
        fixture.work().expect("F.", 1, 1);
        fixture.inject(fixture.segment("F.", 1, 2).from(peer)).expect(".", 2, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "rfc6191, policy, TW_OVERFLOW", "linux, policy, TW_OVERFLOW", "freebsd, policy, TW_EVICTED",
        "freebsd, refuse, TW_OVERFLOW", "linux, evict-oldest, TW_EVICTED"})
    void shouldRefuseOrEvictAtTheLimit(final String policy, final String atLimit, final Counter counter)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6, settings("tcp_max_tw_buckets=3",
                "tcp_max_tw_buckets_ipv6=3", "time_wait=" + policy, "time_wait_at_limit=" + atLimit)).listen();
            for (int i = 0; i < 10; i++)
            {
                openAndClose(fixture, i);
                fixture.pass(100);
            }
            assertEquals(7, fixture.counter(counter));
            assertEquals(3, fixture.counter(Counter.CURR_TIME_WAIT));
            assertEquals(3, fixture.counter(Counter.CURR_OPEN));
            assertEquals(10, fixture.handler.events.stream().filter("closed FINISHED"::equals).count());
            fixture.assertCountersAddUp();
            // Those there are: the last three where the oldest goes, the first three where the new one is refused.
            final int stays = counter == Counter.TW_EVICTED ? 9 : 0;
            final Endpoint peer = Endpoint.of(ipv6 ? "2001:db8::9" : "198.18.0.9", 1_024 + stays);
            fixture.inject(fixture.segment(".", 5, 5).from(peer));
            assertEquals(".", fixture.sent().flags());
            final Endpoint gone = ipv6 ? Endpoint.of("2001:db8::9", 1_030) : Endpoint.of("198.18.0.9", 1_030);
            fixture.inject(fixture.segment(".", 5, 5).from(gone));
            assertEquals("R", fixture.sent().flags());
        }
    }

    /** No entry is made, nothing is counted as overflow, and the last ACK still goes out. */
    @ParameterizedTest
    @CsvSource({"time_wait=none", "time_wait_seconds=0"})
    void shouldGoStraightToClosedWhenNothingIsHeld(final String setting)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6, settings(setting)).finWait2();
            fixture.inject("F.", 1, 2).expect(".", 2, 2);
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
            assertEquals(1, fixture.counter(Counter.TW_SKIPPED));
            assertEquals("closed FINISHED", fixture.handler.events.get(fixture.handler.events.size() - 1));
            fixture.inject("F.", 1, 2);
            assertEquals("R", fixture.sent().flags());
            fixture.assertCountersAddUp();
        }
    }

    /** tcp_tw_recycle: a wait of 3.5 times the RTO, and a host's clock that must not run back for 60 s. */
    @Test
    void shouldRefuseAHostWhoseClockRunsBackWhenRecycling()
    {
        final EngineFixture fixture = withTimestamps(false, settings("time_wait=linux-recycle"), 100_000);
        fixture.pass(800);
        assertEquals(1, fixture.counter(Counter.TW), "3.5 * tcp_rto_min_ms");
        final Endpoint other = Endpoint.of("198.18.0.9", 50_000);
        fixture.inject(fixture.segment("S", 0, 0).from(other).timestamps(99_998, 0)).expectNothing();
        assertEquals(1, fixture.counter(Counter.PAWS_PASSIVE));
        fixture.inject(fixture.segment("S", 0, 0).from(other).timestamps(99_999, 0));
        assertEquals("S.", fixture.sent().flags());
        fixture.inject(fixture.segment("S", 0, 0).from(Endpoint.of("198.18.0.9", 50_001)));
        assertEquals("S.", fixture.sent().flags(), "without timestamps");
        fixture.inject(fixture.segment("S", 0, 0).from(Endpoint.of("198.18.0.8", 50_002)).timestamps(5, 0));
        assertEquals("S.", fixture.sent().flags(), "another host");
        fixture.pass(60_000);
        while (fixture.link.hasSent())
        {
            fixture.sent();
        }
        fixture.inject(fixture.segment("S", 0, 0).from(Endpoint.of("198.18.0.9", 50_003)).timestamps(5, 0));
        assertEquals("S.", fixture.sent().flags(), "forgotten");
    }

    /** A SYN that opens anew is not asked for a place in the backlog, but for one in the table. */
    @Test
    void shouldKeepTheEntryWhenTheNewConnectionCannotBe()
    {
        final EngineFixture fixture = EngineFixture.of(false, settings("tcp_max_syn_backlog=1", "tcp_syncookies=0")).timeWait();
        fixture.inject(fixture.segment("S", 0, 0).from(Endpoint.of("198.18.0.7", 7)));
        fixture.sent();
        fixture.inject(fixture.segment("S", 0, 0).from(Endpoint.of("198.18.0.7", 8))).expectNothing();
        assertEquals(1, fixture.counter(Counter.REQ_Q_FULL_DROP));
        fixture.inject("S", 100, 0);
        assertEquals("S.", fixture.sent().flags());
        assertEquals(1, fixture.counter(Counter.SYN_EVICTED), "the oldest half-open one has to go");

        final EngineFixture full = EngineFixture.of(false, settings("max_connections_ipv4=1")).timeWait();
        full.inject(full.segment("S", 0, 0).from(Endpoint.of("198.18.0.7", 7)));
        final int ack = full.sent().seq() + 1;
        full.inject(full.segment(".", 1, 0).from(Endpoint.of("198.18.0.7", 7)).ack(ack));
        full.inject("S", 100, 0).expectNothing();
        assertEquals(1, full.counter(Counter.TABLE_FULL));
        assertTrue(full.isInTimeWait());
        full.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndAllWithTheEngine(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).timeWait();
        fixture.engine.onClose();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN) + fixture.counter(Counter.CURR_TIME_WAIT));
        assertEquals(1, fixture.counter(Counter.TW_KILLED));
        fixture.assertCountersAddUp();
    }

    /** A policy of a user's own that fails costs a count and a report, and the safe answer is taken. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBearAPolicyThatFails(final boolean returnsNull)
    {
        final EngineFixture fixture = timeWait(false, new Always((timeWait, segment) ->
        {
            if (returnsNull)
            {
                return null;
            }
            throw new IllegalStateException("on purpose");
        }));
        fixture.inject("S", 100, 0).inject("F.", 1, 2).expectNothing();
        assertTrue(fixture.isInTimeWait());
        assertEquals(2, fixture.errors.size());
        assertEquals(2, fixture.counter(Counter.HANDLER_ERRORS));
    }

    @Test
    void shouldBearAPolicyThatFailsInEveryMethod()
    {
        final TimeWaitPolicy policy = (TimeWaitPolicy)java.lang.reflect.Proxy.newProxyInstance(
            TimeWaitTest.class.getClassLoader(), new Class<?>[]{TimeWaitPolicy.class}, (proxy, method, arguments) ->
            {
                if (method.getName().equals("mayOpen"))
                {
                    return true;
                }
                throw new IllegalStateException("on purpose");
            });
        final EngineFixture fixture = EngineFixture.with(false, settings()).policy(policy).build().timeWait();
        fixture.inject("S", 100, 0).expectNothing();
        assertEquals(io.fourtuple.app.Tcp.TUPLE_IN_USE, fixture.tcp.connect(fixture.tuple(), fixture.handler, 0));
        fixture.pass(239_000);
        assertTrue(fixture.isInTimeWait(), "TIME_WAIT lasts the 240 s of RFC 9293 if the policy does not say");
        fixture.pass(1_100);
        assertFalse(fixture.isInTimeWait());
        assertTrue(fixture.errors.size() >= 4, fixture.errors::toString);
    }

    /** A policy sees the connection as it was. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldShowThePolicyWhatItKept(final boolean ipv6)
    {
        final EngineFixture[] fixture = new EngineFixture[1];
        final int[] calls = {0};
        fixture[0] = timeWait(ipv6, new Always((timeWait, segment) ->
        {
            calls[0]++;
            assertEquals(ipv6, timeWait.isIpv6());
            assertEquals(fixture[0].peer.port(), timeWait.remotePort());
            assertEquals(80, timeWait.localPort());
            assertEquals(fixture[0].peer.lo(), timeWait.remoteLo());
            assertEquals(fixture[0].local.hi(), timeWait.localHi());
            assertEquals(fixture[0].iss + 2, timeWait.sndNxt());
            assertEquals(fixture[0].peerIss + 2, timeWait.rcvNxt());
            assertEquals(500, timeWait.ageMs(), 15);
            assertFalse(timeWait.hasTimestamps() || timeWait.isLoopback());
            assertTrue(TimeWaitRules.isPeersFin(timeWait, segment));
            return TimeWaitAction.SILENCE;
        }));
        fixture[0].pass(500).inject("F.", 1, 2);
        assertEquals(1, calls[0]);
        assertTrue(fixture[0].errors.isEmpty(), fixture[0].errors::toString);
    }

    /** Each supplied policy in an engine: opened, closed, the FIN lost and sent again, and ended. */
    @ParameterizedTest
    @ValueSource(strings = {"rfc6191", "linux", "linux-recycle", "freebsd", "classic"})
    void shouldAnswerTheFinAgainWhileItLasts(final String policy)
    {
        assertTrue(TimeWaitPolicies.names().contains(policy));
        final EngineFixture fixture = EngineFixture.of(false, settings("time_wait=" + policy)).timeWait();
        for (int i = 0; i < 5; i++)
        {
            fixture.pass(50_000).inject("F.", 1, 2).expect(".", 2, 2);
        }
        fixture.pass(59_000);
        assertTrue(fixture.isInTimeWait());
        fixture.pass(1_100);
        assertEquals("none", fixture.recordState());
        assertEquals(TcpState.CLOSED, fixture.state());
    }
}
