package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.PortUse;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.own.OwnStrategies;
import io.fourtuple.timewait.TimeWaitConnection;

/** The choice of a local port (RFC 6056), TIME_WAIT taken over by connect, and what is said when none is free. */
@OneJdk
class LocalPortsTest
{
    private static final int FIRST = 40_000;
    private static final int PORTS = 8;

    private static EngineFixture fixture(final boolean ipv6, final String... assignments)
    {
        return fixture(ipv6, 42, assignments);
    }

    private static EngineFixture fixture(final boolean ipv6, final long seed, final String... assignments)
    {
        Settings settings = EngineFixture.smallSettings()
            .with("ip_local_port_range_min=" + FIRST)
            .with("ip_local_port_range_max=" + (FIRST + PORTS - 1));
        for (final String assignment : assignments)
        {
            settings = settings.with(assignment);
        }
        return EngineFixture.with(ipv6, settings).seed(seed).build();
    }

    private static FourTuple to(final EngineFixture fixture, final int port)
    {
        return new FourTuple().family(fixture.ipv6)
            .local(fixture.local.hi(), fixture.local.lo(), 0)
            .remote(fixture.peer.hi(), fixture.peer.lo(), port);
    }

    /** Opens a connection to the peer's port 80 and closes it first, with or without timestamps; TIME_WAIT stays. */
    private static int openAndClose(final EngineFixture fixture, final boolean timestamps)
    {
        final FourTuple tuple = to(fixture, 80);
        fixture.handler.connection = fixture.tcp.connect(tuple, fixture.handler, 0);
        if (fixture.handler.connection < 0)
        {
            return (int)fixture.handler.connection;
        }
        answer(fixture, tuple, timestamps);
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject(from(fixture, tuple, "F.", 1, 2, timestamps)).expect(".", 2, 2);
        return tuple.localPort();
    }

    private static void answer(final EngineFixture fixture, final FourTuple tuple, final boolean timestamps)
    {
        fixture.work();
        final SentSegment syn = fixture.sent();
        assertEquals("S", syn.flags());
        fixture.iss = syn.seq();
        fixture.inject(from(fixture, tuple, "S.", 0, 1, timestamps)).expect(".", 1, 1);
    }

    private static byte[] from(
        final EngineFixture fixture,
        final FourTuple tuple,
        final String flags,
        final int seq,
        final int ack,
        final boolean timestamps)
    {
        final Endpoint peer = fixture.ipv6 ? Endpoint.of("2001:db8::9", 80) : Endpoint.of("198.18.0.9", 80);
        final Endpoint own = fixture.ipv6 ? Endpoint.of("2001:db8::2", tuple.localPort()) :
            Endpoint.of("198.18.0.2", tuple.localPort());
        final var segment = fixture.segment(flags, seq, ack).from(peer).to(own);
        return (timestamps ? segment.timestamps(7_000, 0) : segment).bytes();
    }

    /** Each port once, before the numbers come instead of one. */
    @ParameterizedTest
    @CsvSource({"false, double-hash", "true, double-hash", "false, random", "true, random"})
    void shouldUseEachPortOnceAndThenSayWhatIsInUse(final boolean ipv6, final String selection)
    {
        final EngineFixture fixture = fixture(ipv6, "port_selection=" + selection);
        final Set<Integer> used = new HashSet<>();
        for (int i = 0; i < PORTS; i++)
        {
            final FourTuple tuple = to(fixture, 80);
            assertTrue(fixture.tcp.connect(tuple, fixture.handler, 0) > 0);
            assertTrue(tuple.localPort() >= FIRST && tuple.localPort() < FIRST + PORTS, tuple::toString);
            assertTrue(used.add(tuple.localPort()), tuple::toString);
        }
        final FourTuple tuple = to(fixture, 80);
        assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(tuple, fixture.handler, 0));
        assertEquals(0, tuple.localPort());
        final PortUse use = fixture.tcp.portUse();
        assertEquals(PORTS, use.inUse());
        assertEquals(0, use.inTimeWait());
        assertEquals(FIRST, use.firstPort());
        assertEquals(FIRST + PORTS - 1, use.lastPort());
        assertEquals(tuple.toString(), use.tuple().toString());
        assertTrue(use.toString().startsWith("address space exhausted: "), use::toString);
        assertTrue(use.toString().endsWith(": of ports 40000 to 40007, 8 are in use and 0 in TIME_WAIT"), use::toString);
        assertEquals(1, fixture.counter(Counter.NO_PORT_FREE));
        assertTrue(fixture.tcp.connect(to(fixture, 81), fixture.handler, 0) > 0, "towards another port all are free");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellUsedFromTimeWait(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6);
        for (int i = 0; i < 5; i++)
        {
            assertTrue(openAndClose(fixture, true) > 0);
        }
        for (int i = 0; i < 3; i++)
        {
            assertTrue(fixture.tcp.connect(to(fixture, 80), fixture.handler, 0) > 0);
        }
        assertEquals(Tcp.NO_PORT_FREE, openAndClose(fixture, true));
        assertEquals(5, fixture.tcp.portUse().inTimeWait());
        assertEquals(3, fixture.tcp.portUse().inUse());
    }

    /** The answer is kept for a while, but never when it may have become wrong. */
    @Test
    void shouldSeeAPortThatHasBecomeFreeAtOnce()
    {
        final EngineFixture fixture = fixture(false);
        final List<Long> ids = new ArrayList<>();
        for (int i = 0; i < PORTS; i++)
        {
            ids.add(fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
        }
        for (int i = 0; i < 100; i++)
        {
            assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
            assertTrue(fixture.tcp.connect(to(fixture, 1_000 + i % 40), fixture.handler, 0) > 0 || i >= 40);
            final long ended = ids.remove(0);
            fixture.tcp.abort(ended);
            final long next = fixture.tcp.connect(to(fixture, 80), fixture.handler, 0);
            assertTrue(next > 0, "i=" + i);
            ids.add(next);
        }
    }

    /** Those freed since are taken without a search, more of them than are remembered with one; none is taken twice. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4_000, 4_096, 4_097, 6_000})
    void shouldTakeEachPortThatWasFreedOnce(final int freed)
    {
        final int ports = 6_000;
        final EngineFixture fixture = fixture(false, "max_connections_ipv4=7000", "ip_local_port_range_max=45999");
        final List<Long> ids = new ArrayList<>();
        for (int i = 0; i < ports; i++)
        {
            ids.add(fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
        }
        // One outside of the range, towards the same endpoint: free, but not to be chosen.
        final long outside = fixture.tcp.connect(to(fixture, 80).localPort(50_000), fixture.handler, 0);
        assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
        fixture.tcp.abort(outside);
        assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
        for (int i = 0; i < freed; i++)
        {
            fixture.tcp.abort(ids.get(i * 7 % ports));
        }
        final Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < freed; i++)
        {
            final FourTuple tuple = to(fixture, 80);
            assertTrue(fixture.tcp.connect(tuple, fixture.handler, 0) > 0, "i=" + i);
            assertTrue(taken.add(tuple.localPort()) && tuple.localPort() < 46_000, tuple::toString);
        }
        final FourTuple tuple = to(fixture, 80);
        assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(tuple, fixture.handler, 0));
        assertEquals(0, tuple.localPort());
    }

    /** A connection that could not be opened does not cost its port. */
    @Test
    void shouldNotLoseAPortToAConnectThatFailed()
    {
        final EngineFixture fixture = fixture(false, "max_connections_ipv4=" + (PORTS + 1));
        final List<Long> ids = new ArrayList<>();
        for (int i = 0; i < PORTS; i++)
        {
            ids.add(fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
        }
        assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
        fixture.tcp.abort(ids.get(3));
        assertTrue(fixture.tcp.connect(to(fixture, 81), fixture.handler, 0) > 0);
        final long other = fixture.tcp.connect(to(fixture, 81), fixture.handler, 0);
        assertTrue(other > 0);
        assertEquals(Tcp.TABLE_FULL, fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
        fixture.tcp.abort(other);
        assertTrue(fixture.tcp.connect(to(fixture, 80), fixture.handler, 0) > 0);
    }

    @Test
    void shouldSeeATimeWaitThatMayBeTakenLater()
    {
        final EngineFixture fixture = fixture(false, "time_wait=linux", "tcp_tw_reuse=1", "tcp_tw_reuse_delay=1000");
        for (int i = 0; i < PORTS; i++)
        {
            assertTrue(openAndClose(fixture, true) > 0);
        }
        for (int ms = 0; ms < 990; ms++)
        {
            assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
            fixture.pass(1);
        }
        fixture.pass(40);
        assertTrue(fixture.tcp.connect(to(fixture, 80), fixture.handler, 0) > 0);
    }

    /** Double-hash goes round: what was used longest ago comes next, and destinations do not follow each other. */
    @Test
    void shouldGoRoundInACircleForEachDestination()
    {
        final EngineFixture fixture = fixture(false, "time_wait=none");
        final List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3 * PORTS; i++)
        {
            order.add(openAndClose(fixture, false));
        }
        for (int i = 0; i < 2 * PORTS; i++)
        {
            assertEquals(order.get(i), order.get(i + PORTS));
            assertEquals((order.get(i) - FIRST + 1) % PORTS, order.get(i + 1) - FIRST);
        }
    }

    /** RFC 6056 3.3.4: where the circle begins depends on a secret. */
    @ParameterizedTest
    @ValueSource(strings = {"double-hash", "random"})
    void shouldNotBeginWhereSomebodyOutsideCanTell(final String selection)
    {
        final Set<Integer> firsts = new HashSet<>();
        for (int seed = 0; seed < 64; seed++)
        {
            firsts.add(openAndClose(fixture(false, seed, "port_selection=" + selection), false));
        }
        assertEquals(PORTS, firsts.size());
    }

    /** All ports were looked at: not again because a connection to somebody else has ended. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSearchAgainOnlyWhenAPortOfTheSameRemoteEndpointIsFree(final boolean ipv6)
    {
        final int[] asked = new int[1];
        final EngineFixture fixture = EngineFixture.with(ipv6, EngineFixture.smallSettings()
            .with("ip_local_port_range_min=" + FIRST)
            .with("ip_local_port_range_max=" + (FIRST + PORTS - 1))).policy(new OwnStrategies.Silent()
            {
                @Override
                public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
                {
                    return 60_000;
                }

                @Override
                public boolean mayConnect(final TimeWaitConnection timeWait)
                {
                    asked[0]++;
                    return false;
                }
            }).build();
        for (int i = 0; i < PORTS; i++)
        {
            assertTrue(openAndClose(fixture, false) > 0);
        }
        asked[0] = 0;
        for (int i = 0; i < 100; i++)
        {
            assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 80), fixture.handler, 0));
            fixture.tcp.abort(fixture.tcp.connect(to(fixture, 81), fixture.handler, 0));
        }
        assertEquals(PORTS, asked[0], "searched once");
        fixture.pass(60_100);
        assertTrue(fixture.tcp.connect(to(fixture, 80), fixture.handler, 0) > 0);
    }

    /** Asked for in turn, each of many destinations is searched once in 10 ms, however often it is asked for. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 2", "false, 200", "true, 200"})
    void shouldSearchOnceInTenMillisecondsForEachDestination(final boolean ipv6, final int destinations)
    {
        final int[] asked = new int[1];
        final EngineFixture fixture = EngineFixture.with(ipv6, EngineFixture.smallSettings()
            .with("tcp_max_tw_buckets=2000").with("tcp_max_tw_buckets_ipv6=2000")
            .with("ip_local_port_range_min=" + FIRST)
            .with("ip_local_port_range_max=" + (FIRST + PORTS - 1))).policy(new OwnStrategies.Silent()
            {
                @Override
                public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
                {
                    return 60_000;
                }

                @Override
                public boolean mayConnect(final TimeWaitConnection timeWait)
                {
                    asked[0]++;
                    return false;
                }
            }).build();
        for (int i = 0; i < destinations * PORTS; i++)
        {
            assertTrue(openAndClose(fixture, 1 + i % destinations) > 0);
        }
        for (int round = 0; round < 3; round++)
        {
            asked[0] = 0;
            for (int i = 0; i < 20 * destinations; i++)
            {
                final FourTuple tuple = to(fixture, 1 + i % destinations);
                assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(tuple, fixture.handler, 0));
                assertEquals(tuple.toString(), fixture.tcp.portUse().tuple().toString());
                assertEquals(PORTS, fixture.tcp.portUse().inTimeWait());
                assertEquals(0, fixture.tcp.portUse().inUse());
            }
            assertEquals(destinations * PORTS, asked[0], "each port of each destination once");
            fixture.pass(10);
        }
    }

    /** A port that becomes free ends the refusal of its destination, and of no other; at the latest after 10 ms. */
    @ParameterizedTest
    @CsvSource({"false, 2", "true, 2", "false, 200", "true, 200"})
    void shouldSeeAFreedPortOfEachOfManyDestinations(final boolean ipv6, final int destinations)
    {
        final EngineFixture fixture = fixture(ipv6, "max_connections_ipv4=2000", "max_connections_ipv6=2000");
        final long[] ids = new long[destinations * PORTS];
        for (int i = 0; i < ids.length; i++)
        {
            ids[i] = fixture.tcp.connect(to(fixture, 1 + i % destinations), fixture.handler, 0);
            assertTrue(ids[i] > 0);
        }
        for (int i = 0; i < destinations; i++)
        {
            assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 1 + i), fixture.handler, 0));
        }
        final List<Integer> later = new ArrayList<>();
        for (int i = 0; i < destinations; i += 2)
        {
            fixture.tcp.abort(ids[i]);
            if (fixture.tcp.connect(to(fixture, 1 + i), fixture.handler, 0) < 0)
            {
                later.add(1 + i);
            }
            assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 2 + i), fixture.handler, 0));
        }
        // 64 are watched; with two destinations, both are.
        assertTrue(later.size() <= Math.max(0, destinations / 2 - 20), later::toString);
        fixture.pass(10);
        for (final int port : later)
        {
            assertTrue(fixture.tcp.connect(to(fixture, port), fixture.handler, 0) > 0);
        }
        for (int i = 0; i < destinations; i++)
        {
            assertEquals(Tcp.NO_PORT_FREE, fixture.tcp.connect(to(fixture, 1 + i), fixture.handler, 0));
        }
    }

    /** Opens a connection without timestamps and closes it first; TIME_WAIT stays. */
    private static long openAndClose(final EngineFixture fixture, final int port)
    {
        final FourTuple tuple = to(fixture, port);
        final long id = fixture.tcp.connect(tuple, fixture.handler, 0);
        fixture.engine.doWork();
        fixture.iss = fixture.sent().seq();
        final Endpoint peer = Endpoint.of(fixture.ipv6 ? "2001:db8::9" : "198.18.0.9", port);
        final Endpoint own = Endpoint.of(fixture.ipv6 ? "2001:db8::2" : "198.18.0.2", tuple.localPort());
        fixture.inject(fixture.segment("S.", 0, 1).from(peer).to(own)).sent();
        fixture.tcp.close(id);
        fixture.engine.doWork();
        fixture.sent();
        fixture.inject(fixture.segment("F.", 1, 2).from(peer).to(own)).sent();
        return id;
    }

    /** The ISN lies beyond all the old connection sent, and the peer's old timestamp is kept until its new one comes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeATupleFromTimeWaitAsLinuxDoes(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, "time_wait=linux", "tcp_tw_reuse=1");
        final int port = openAndClose(fixture, true);
        final int oldNxt = fixture.iss + 2;
        final FourTuple tuple = to(fixture, 80).localPort(port);
        assertEquals(Tcp.TUPLE_IN_USE, fixture.tcp.connect(tuple, fixture.handler, 0), "before tcp_tw_reuse_delay");
        fixture.pass(1_020);
        fixture.handler.connection = fixture.tcp.connect(tuple, fixture.handler, 0);
        assertTrue(fixture.handler.connection > 0);
        fixture.work();
        final SentSegment syn = fixture.sent();
        assertEquals(oldNxt + 65_537, syn.seq());
        assertEquals(0, fixture.counter(Counter.CURR_TIME_WAIT));
        assertEquals(1, fixture.counter(Counter.TW_CONNECT));
        assertEquals(1, fixture.counter(Counter.TW_RECYCLED));
        // An old SYN of the peer's crosses ours: PAWS knows it (7000 was the old connection's).
        fixture.iss = syn.seq();
        fixture.inject(fixture.segment("S", 77, 0)
            .from(Endpoint.of(ipv6 ? "2001:db8::9" : "198.18.0.9", 80))
            .to(Endpoint.of(ipv6 ? "2001:db8::2" : "198.18.0.2", port)).timestamps(6_999, 0)).expectNothing();
        assertEquals(1, fixture.counter(Counter.PAWS_ACTIVE));
        fixture.inject(from(fixture, tuple, "S.", 0, 1, true)).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.CURR_ESTAB));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({
        "time_wait=linux, tcp_tw_reuse=0, true", "time_wait=linux, tcp_tw_reuse=2, true",
        "time_wait=linux, tcp_tw_reuse=1, false", "time_wait=rfc6191, tcp_tw_reuse=1, true",
        "time_wait=freebsd, tcp_tw_reuse=1, true", "time_wait=classic, tcp_tw_reuse=1, true"})
    void shouldLeaveATupleInTimeWait(final String policy, final String reuse, final boolean timestamps)
    {
        final EngineFixture fixture = fixture(false, policy, reuse);
        final int port = openAndClose(fixture, timestamps);
        fixture.pass(30_000);
        assertEquals(Tcp.TUPLE_IN_USE, fixture.tcp.connect(to(fixture, 80).localPort(port), fixture.handler, 0));
        assertEquals(1, fixture.counter(Counter.CURR_TIME_WAIT));
        fixture.pass(31_000);
        assertTrue(fixture.tcp.connect(to(fixture, 80).localPort(port), fixture.handler, 0) > 0);
    }

    /** The peer is still in LAST_ACK and answers our SYN with an ACK of the old one: RST, and our SYN again. */
    @Test
    void shouldGetThroughAPeerInLastAck()
    {
        final EngineFixture fixture = fixture(false, "time_wait=linux", "tcp_tw_reuse=1");
        final int port = openAndClose(fixture, true);
        final int oldIss = fixture.iss;
        fixture.pass(1_100);
        final FourTuple tuple = to(fixture, 80).localPort(port);
        fixture.handler.connection = fixture.tcp.connect(tuple, fixture.handler, 0);
        fixture.work();
        final int iss = fixture.sent().seq();
        fixture.iss = oldIss;
        fixture.inject(from(fixture, tuple, ".", 2, 2, true));
        final SentSegment rst = fixture.sent();
        assertEquals("R", rst.flags());
        assertEquals(oldIss + 2, rst.seq());
        assertTrue(fixture.msUntilSent() <= 1_100, "one SYN time-out");
        final SentSegment again = fixture.sent();
        assertEquals("S", again.flags());
        assertEquals(iss, again.seq());
        fixture.iss = iss;
        fixture.inject(from(fixture, tuple, "S.", 0, 1, true)).expect(".", 1, 1);
    }

    /** A timestamp that no SYN of ours carried cannot be echoed (Linux: PAWSActive). */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "-100, false", "-2900, true", "-1000000000, true"})
    void shouldRefuseAnEchoThatCannotBe(final int fromNowMs, final boolean isRefused)
    {
        final EngineFixture fixture = fixture(false);
        final FourTuple tuple = to(fixture, 80);
        fixture.handler.connection = fixture.tcp.connect(tuple, fixture.handler, 0);
        fixture.work();
        final SentSegment syn = fixture.sent();
        fixture.iss = syn.seq();
        fixture.pass(200);
        final int now = syn.tsVal() + 200;
        fixture.inject(fixture.segment("S.", 0, 1)
            .from(Endpoint.of("198.18.0.9", 80)).to(Endpoint.of("198.18.0.2", tuple.localPort()))
            .timestamps(5, now + fromNowMs));
        final SentSegment reply = fixture.sent();
        assertEquals(isRefused ? "R" : ".", reply.flags());
        assertEquals(isRefused ? 1 : 0, fixture.counter(Counter.PAWS_ACTIVE));
    }
}
