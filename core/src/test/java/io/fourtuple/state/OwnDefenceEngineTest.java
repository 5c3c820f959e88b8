package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.flood.SourceLimit;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynCookies;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.wire.Segment;

/** A SYN defence of a user's own in an engine: what it decides is done, what it does wrong is reported and does no harm. */
class OwnDefenceEngineTest
{
    private static final int RECORDS = 4;

    /** Does what a test sets; throws where it is told to. */
    private static final class Own implements SynDefence, SynCookies
    {
        private SynAction action = SynAction.QUEUE;
        private boolean hasCookies;
        private String throwsIn = "";
        private int retries = 5;
        private final List<String> asked = new ArrayList<>();

        private void called(final String name)
        {
            asked.add(name);
            if (throwsIn.equals(name))
            {
                throw new IllegalStateException("thrown in " + name);
            }
        }

        @Override
        public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
        {
            called("onSyn");
            return action;
        }

        @Override
        public SynCookies cookies()
        {
            return hasCookies ? this : null;
        }

        @Override
        public int synAckRetries(final int configured, final BacklogView queue)
        {
            called("synAckRetries");
            return retries;
        }

        @Override
        public void onEstablished(final FourTuple tuple, final long nowNs)
        {
            called("onEstablished");
        }

        @Override
        public int make(final FourTuple tuple, final int irs, final SynOptions options, final long nowNs)
        {
            called("make");
            return 4_711;
        }

        @Override
        public boolean check(
            final FourTuple tuple, final int irs, final int isn, final SynOptions options, final long nowNs)
        {
            called("check");
            options.mss(1_000);
            return isn == 4_711;
        }

        @Override
        public long lifetimeNs()
        {
            called("lifetimeNs");
            return 1_000_000_000L;
        }
    }

    private final Own own = new Own();

    private EngineFixture fixture(final boolean ipv6)
    {
        return fixture(ipv6, own);
    }

    private static EngineFixture fixture(final boolean ipv6, final SynDefence defence)
    {
        final Settings settings = EngineFixture.smallSettings()
            .with(Setting.TCP_MAX_SYN_BACKLOG, RECORDS).with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, RECORDS);
        final EngineFixture fixture = EngineFixture.with(ipv6, settings).defence(defence).build();
        fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        return fixture;
    }

    private static void assertReported(final EngineFixture fixture, final int errors, final String text)
    {
        assertEquals(errors, fixture.errors.size(), fixture.errors.toString());
        assertEquals(errors, fixture.counter(Counter.HANDLER_ERRORS));
        for (final Throwable error : fixture.errors)
        {
            assertTrue(error.getMessage().contains(text), error.toString());
        }
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({
        "DROP_QUEUE_FULL, REQ_Q_FULL_DROP", "DROP_UNPROVEN, SYN_UNPROVEN", "DROP_SOURCE, SYN_SOURCE_LIMIT",
        "DROP_ACCEPT_QUEUE_FULL, SYN_ACCEPT_QUEUE_FULL", "COOKIE, REQ_Q_FULL_DROP"})
    void shouldCountEachDropUnderItsOwnName(final SynAction action, final Counter expected)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            own.action = action;
            final EngineFixture fixture = fixture(ipv6);
            fixture.inject(new Client(fixture, 1).syn()).expectNothing();
            assertEquals(1, fixture.counter(expected), fixture.counters.toString());
            assertEquals(1, fixture.counter(Counter.LISTEN_SYNS));
            assertEquals(1, fixture.counter(Counter.LISTEN_DROPS));
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
            final boolean isMistake = action == SynAction.COOKIE;
            assertReported(fixture, isMistake ? 1 : 0, isMistake ? "has no cookies()" : "");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "false, false", "true, false"})
    void shouldDropTheSynWhenNothingIsDecided(final boolean ipv6, final boolean isThrown)
    {
        own.throwsIn = isThrown ? "onSyn" : "";
        own.action = null;
        final EngineFixture fixture = fixture(ipv6);
        fixture.inject(new Client(fixture, 1).syn()).expectNothing();
        assertEquals(1, fixture.counter(Counter.REQ_Q_FULL_DROP));
        assertReported(fixture, 1, isThrown ? "thrown in onSyn" : Own.class.getName());
        own.throwsIn = "";
        own.action = SynAction.QUEUE;
        new Client(fixture, 1).establish();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertReported(fixture, 1, "");
    }

    /** QUEUE where there is no record left is a drop; EVICT takes the oldest one's, but only where there is none. */
    @ParameterizedTest
    @CsvSource({"false, QUEUE", "true, QUEUE", "false, EVICT", "true, EVICT"})
    void shouldNotHaveMoreRecordsThanThereAre(final boolean ipv6, final SynAction action)
    {
        own.action = action;
        final EngineFixture fixture = fixture(ipv6);
        for (int i = 0; i < 3 * RECORDS; i++)
        {
            fixture.inject(new Client(fixture, i).syn());
            assertEquals(Math.min(i + 1, RECORDS), fixture.table().halfOpenSize());
        }
        final int beyond = 2 * RECORDS;
        assertEquals(action == SynAction.QUEUE ? beyond : 0, fixture.counter(Counter.REQ_Q_FULL_DROP));
        assertEquals(action == SynAction.EVICT ? beyond : 0, fixture.counter(Counter.SYN_EVICTED));
        assertReported(fixture, 0, "");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldUseItsCookies(final boolean ipv6)
    {
        own.hasCookies = true;
        own.action = SynAction.COOKIE;
        final EngineFixture fixture = fixture(ipv6);
        final Client client = new Client(fixture, 1).mss(1_460);
        assertEquals(4_711, client.connect().seq());
        client.ack();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.send(0, 3_000);
        assertEquals(1_000, fixture.sent().payload().length, "the MSS that check left");
        while (fixture.link.hasSent())
        {
            fixture.link.take();
        }
        final Client late = new Client(fixture, 2);
        late.connect();
        fixture.jump(1_001);
        while (fixture.link.hasSent())
        {
            fixture.link.take();
        }
        late.ack();
        assertEquals(1, fixture.counter(Counter.LISTEN_ACK), "lifetimeNs has passed");
        assertEquals(List.of("lifetimeNs", "onSyn", "make", "check", "onEstablished", "onSyn", "make"), own.asked);
        assertReported(fixture, 0, "");
    }

    @ParameterizedTest
    @CsvSource({"make, SYNCOOKIES_FAILED", "check, SYNCOOKIES_FAILED", "lifetimeNs, LISTEN_ACK"})
    void shouldRefuseTheAckWhenItsCookiesThrow(final String throwsIn, final Counter expected)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            own.hasCookies = true;
            own.action = SynAction.COOKIE;
            own.throwsIn = throwsIn;
            final EngineFixture fixture = fixture(ipv6);
            final Client client = new Client(fixture, 1);
            client.connect();
            client.ack();
            final SentSegment reset = fixture.sent();
            assertEquals("R", reset.flags());
            assertEquals(1, fixture.counter(expected), fixture.counters.toString());
            assertReported(fixture, 1, "thrown in " + throwsIn);
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEstablishEvenIfItThrowsThen(final boolean ipv6)
    {
        own.throwsIn = "onEstablished";
        final EngineFixture fixture = fixture(ipv6);
        new Client(fixture, 1).establish();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertEquals(List.of("established"), fixture.handler.events);
        assertReported(fixture, 1, "thrown in onEstablished");
    }

    /** The configured number stands in; whatever number the defence says, a connection is given up in the end. */
    @ParameterizedTest
    @CsvSource({"true, 0, 5", "false, -7, 0", "false, 0, 0", "false, 2, 2", "false, 99, 15"})
    void shouldGiveUpWhateverItSays(final boolean isThrown, final int says, final int expected)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            own.throwsIn = isThrown ? "synAckRetries" : "";
            own.retries = says;
            final EngineFixture fixture = fixture(ipv6);
            fixture.inject(new Client(fixture, 1).syn());
            for (int i = 0; i < 3_000; i++)
            {
                fixture.jump(1_000);
            }
            assertEquals(0, fixture.table().halfOpenSize());
            assertEquals(expected, fixture.counter(Counter.SYN_RETRANS));
            assertReported(fixture, isThrown ? 6 : 0, "thrown in synAckRetries");
        }
    }

    /** The limit in front drops first, and passes on all else, also what goes wrong behind it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStandBehindALimitOfSources(final boolean ipv6)
    {
        own.hasCookies = true;
        own.action = SynAction.COOKIE;
        final EngineFixture fixture = fixture(ipv6, new SourceLimit(own, 2, 1_000, () -> 5));
        for (int i = 0; i < 5; i++)
        {
            fixture.inject(new Client(fixture, i).syn());
        }
        assertEquals(2, fixture.counter(Counter.SYNCOOKIES_SENT));
        assertEquals(3, fixture.counter(Counter.SYN_SOURCE_LIMIT));
        assertEquals(List.of("lifetimeNs", "onSyn", "make", "onSyn", "make"), own.asked);
        own.throwsIn = "onSyn";
        fixture.jump(1_000);
        fixture.inject(new Client(fixture, 7).syn());
        assertEquals(1, fixture.counter(Counter.REQ_Q_FULL_DROP));
        assertReported(fixture, 1, "thrown in onSyn");
    }
}
