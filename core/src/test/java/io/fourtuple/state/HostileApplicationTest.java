package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** An application that means harm, or does not know better: the engine and its other applications stay whole. */
class HostileApplicationTest
{
    /** A tuple with fields out of range would be entered in the table under one hash and looked for under another. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseTuplesOutOfRange(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        for (final int port : new int[]{-1, 65_536, 65_616})
        {
            assertRefused(fixture, fixture.tuple().localPort(port));
            final FourTuple tuple = fixture.tuple();
            assertRefused(fixture, tuple.remote(tuple.remoteHi(), tuple.remoteLo(), port));
        }
        if (!ipv6)
        {
            final FourTuple tuple = fixture.tuple();
            assertRefused(fixture, fixture.tuple().remote(0, (int)tuple.remoteLo(), tuple.remotePort()));
            assertRefused(fixture, fixture.tuple().local(0, (int)tuple.localLo(), tuple.localPort()));
            assertRefused(fixture, fixture.tuple().remote(1, tuple.remoteLo(), tuple.remotePort()));
        }
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.synSent();
        fixture.engine.onClose();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
    }

    private static void assertRefused(final EngineFixture fixture, final FourTuple tuple)
    {
        assertThrows(IllegalArgumentException.class, () -> fixture.tcp.connect(tuple, fixture.handler, 0));
    }

    /** No handler would take the number of somebody else's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseToGoWithoutAHandler(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        assertThrows(NullPointerException.class, () -> fixture.tcp.connect(fixture.tuple(), null, 0));
        assertThrows(NullPointerException.class, () -> fixture.tcp.listen(Endpoint.any(80), null));
        assertThrows(NullPointerException.class, () -> fixture.tcp.listen(Endpoint.any(80), null, fixture.handler));
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.established();
    }

    /** Bytes that lie behind the buffer's end: none of them is taken, and what is sent later is what was given. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeNothingThatIsNotThere(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        final UnsafeBuffer short3000 = new UnsafeBuffer(new byte[3_000]);
        final long id = fixture.handler.connection;
        assertThrows(IndexOutOfBoundsException.class, () -> fixture.tcp.send(id, short3000, 0, 5_000));
        assertThrows(IndexOutOfBoundsException.class, () -> fixture.tcp.send(id, short3000, -1, 10));
        fixture.work().expectNothing();
        assertEquals(5, fixture.tcp.send(id, new UnsafeBuffer("hello".getBytes()), 0, 5));
        assertEquals("hello", new String(fixture.work().expect("P.", 1, 1).payload()));
    }

    /** A filter without a decision, or one that fails badly, costs its own SYN only. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveFiltersThatFail(final boolean ipv6)
    {
        final SynFilter[] filters = {tuple -> null, tuple ->
        {
            throw new StackOverflowError();
        }};
        for (final SynFilter filter : filters)
        {
            final EngineFixture fixture = EngineFixture.of(ipv6);
            fixture.tcp.listen(Endpoint.any(80), filter, fixture.handler);
            fixture.inject("S", 0, 0).expectNothing();
            assertEquals(1, fixture.counter(Counter.LISTEN_FILTERED));
            assertEquals(1, fixture.counter(Counter.HANDLER_ERRORS));
            assertEquals(1, fixture.errors.size());
            fixture.assertCountersAddUp();
        }
    }

    /** A thread that waits for a command's result is told of its failure, whatever it was. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveCommandsThatFail(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        fixture.engine.commands().offer(tcp ->
        {
            throw new StackOverflowError();
        });
        final CompletableFuture<Object> future = fixture.engine.commands().submit(tcp ->
        {
            throw new StackOverflowError();
        });
        fixture.work();
        assertTrue(future.isCompletedExceptionally());
        assertEquals(1, fixture.counter(Counter.HANDLER_ERRORS));
    }

    /** A window set before the handshake has ended holds behind it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepTheWindowSetBeforeTheHandshake(final boolean ipv6)
    {
        for (final boolean scaled : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6,
                EngineFixture.smallSettings().with(Setting.TCP_RMEM, 1 << 20)).synSent();
            assertEquals(0, fixture.tcp.receiveWindow(fixture.handler.connection, 32_768));
            fixture.inject(scaled ? fixture.segment("S.", 0, 1).windowScale(7) : fixture.segment("S.", 0, 1));
            // 65,535 were offered by the SYN; the window closes as data comes in.
            fixture.expect(".", 1, 1);
            for (int i = 0; i < 46; i++)
            {
                fixture.inject(fixture.segment("P.", 1 + i * 1_000, 1).payload(1_000));
                final int offered = fixture.sent().window() << (scaled ? 5 : 0);
                assertTrue(offered <= Math.max(32_768, 65_535 - (i + 1) * 1_000), "offered=" + offered);
            }
        }
    }

    /** The tuple that a filter is shown is its own: what it does to it does not move the connection. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotBeMisledByAFilter(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final SynFilter filter = tuple ->
        {
            tuple.family(!ipv6).localPort(9);
            return SynFilter.Decision.ACCEPT;
        };
        fixture.tcp.listen(Endpoint.any(80), filter, fixture.handler);
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        assertEquals(io.fourtuple.app.TcpState.ESTABLISHED, fixture.state());
    }

    /** A filter that ends its own listener: the SYN is answered as one that comes after it, not handed to nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseASynWhoseFilterEndedTheListener(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final int[] listener = new int[1];
        final SynFilter filter = tuple ->
        {
            fixture.tcp.unlisten(listener[0]);
            fixture.tcp.listen(Endpoint.any(80), fixture.handler);
            return SynFilter.Decision.ACCEPT;
        };
        listener[0] = fixture.tcp.listen(Endpoint.any(80), filter, new io.fourtuple.testing.RecordingHandler());
        fixture.inject("S", 0, 0);
        assertEquals("R.", fixture.sent().flags());
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).assertCountersAddUp();
        assertEquals(io.fourtuple.app.TcpState.ESTABLISHED, fixture.state());
        assertEquals(0, fixture.counter(Counter.HANDLER_ERRORS));
    }

    /** A window worth a segment, but less than one unit of its scale, is offered as that unit: as none, nobody would open it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOfferASmallWindowOfALargeScale(final boolean ipv6)
    {
        final EngineFixture fixture = largeScale(ipv6);
        final long id = fixture.handler.connection;
        fixture.tcp.receiveWindow(id, 0);
        for (int i = 0; i < 65_535; i += 1_311)
        {
            fixture.inject(fixture.segment("P.", 1 + i, 1).payload(Math.min(1_311, 65_535 - i))).sent();
        }
        fixture.work().expectNothing();
        assertEquals(65_535, fixture.handler.received.size());
        fixture.tcp.receiveWindow(id, ipv6 ? 1_440 : 1_460);
        assertEquals(1, fixture.work().expect(".", 1, 65_536).window());
        // A little of it is used: what is left is still offered, or the peer would ask for ever.
        fixture.inject(fixture.segment("P.", 65_536, 1).payload(100));
        assertEquals(1, fixture.expect(".", 1, 65_636).window());
    }

    private static EngineFixture largeScale(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_RMEM, 64 << 20)).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460).windowScale(7));
        fixture.iss = fixture.sent().seq();
        return fixture.inject(".", 1, 1);
    }
}
