package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.testing.SentSegment;

/** Connections that end while an application is being called: no call within a call, all ends told behind it, in order. */
class EndsInCallsTest
{
    private static final int MANY = 100_000;
    private static final int OTHERS = 5;

    /** Each is aborted by the end of the one before: no deeper than one call, however many there are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndAChainOfConnectionsWithoutRecursion(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(ipv6 ? Setting.MAX_CONNECTIONS_IPV6 : Setting.MAX_CONNECTIONS_IPV4, MANY));
        final long[] ids = new long[MANY];
        final int[] told = new int[1];
        final int[] depth = new int[1];
        final ConnectionHandler chain = new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                assertEquals(1, ++depth[0]);
                final int number = (int)tcp.userData(connection);
                assertEquals(told[0]++, number);
                if (number + 1 < MANY)
                {
                    assertEquals(0, tcp.abort(ids[number + 1]));
                    assertEquals(TcpState.CLOSED, tcp.state(ids[number + 1]));
                }
                depth[0]--;
            }
        };
        final FourTuple tuple = fixture.tuple();
        for (int i = 0; i < MANY; i++)
        {
            tuple.remote(tuple.remoteHi(), fixture.peer.lo() + 1 + i, 80);
            ids[i] = fixture.tcp.connect(tuple, chain, i);
        }
        assertEquals(MANY, fixture.counter(Counter.CURR_SYN_SENT));
        assertEquals(0, fixture.tcp.abort(ids[0]));
        assertEquals(MANY, told[0]);
        assertEquals(List.of(), fixture.errors);
        assertEquals(0, fixture.table().size());
        assertEquals(0, fixture.counter(Counter.CURR_SYN_SENT));
        fixture.work().assertCountersAddUp();
        for (int i = 0; i < MANY; i++)
        {
            tuple.remote(tuple.remoteHi(), fixture.peer.lo() + 1 + i, 80);
            assertTrue(fixture.tcp.connect(tuple, fixture.handler, i) > 0, "no record is lost");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, filter", "false, established", "false, data", "false, writable", "false, peer closed", "false, lingered",
        "false, closed", "true, filter", "true, established", "true, data", "true, writable", "true, peer closed",
        "true, lingered", "true, closed"})
    void shouldTellOfEndsBehindTheCall(final boolean ipv6, final String when)
    {
        for (final boolean thrown : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6,
                EngineFixture.smallSettings().with(Setting.TCP_WMEM, 1_024));
            final Aborting handler = new Aborting(fixture, when, thrown);
            handler.openOthers();
            live(fixture, handler);
            final List<String> expected = new ArrayList<>(List.of(when));
            for (int i = 0; i < OTHERS; i++)
            {
                expected.add("other " + i + " ABORTED");
            }
            if (thrown && !when.equals("filter") && !when.equals("closed"))
            {
                expected.add("closed");
            }
            final int from = handler.events.indexOf(when);
            assertEquals(expected, handler.events.subList(from, from + expected.size()));
            assertEquals(thrown ? 1 : 0, fixture.errors.size(), fixture.errors::toString);
            assertEquals(0, fixture.counter(Counter.CURR_SYN_SENT));
            fixture.pass(1).assertCountersAddUp();
        }
    }

    /** A life with each kind of call in it; a close that lingers comes before the peer's. */
    private static void live(final EngineFixture fixture, final Aborting handler)
    {
        fixture.tcp.listen(Endpoint.any(80), handler, handler);
        fixture.inject("S", 0, 0);
        if (!fixture.link.hasSent())
        {
            return;
        }
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        fixture.tcp.send(handler.id, new UnsafeBuffer(new byte[2_000]), 0, 2_000);
        fixture.work();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10));
        fixture.inject(".", 11, 1_025);
        if (handler.when.equals("lingered"))
        {
            fixture.tcp.close(handler.id, 5);
            fixture.work().inject(".", 11, 1_026);
        }
        else
        {
            fixture.inject("F.", 11, 1_025);
            fixture.tcp.close(handler.id);
            fixture.work().inject(".", 12, 1_026);
        }
    }

    /** Its own end comes behind the call, too: what the application has of it stays valid until then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfItsOwnEndBehindTheCall(final boolean ipv6)
    {
        for (final int linger : new int[]{-1, 0})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6);
            final List<String> events = new ArrayList<>();
            fixture.tcp.listen(Endpoint.any(80), new ConnectionHandler()
            {
                @Override
                public void onData(
                    final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
                {
                    assertTrue(tcp.userData(id, 77));
                    assertEquals(0, linger < 0 ? tcp.abort(id) : tcp.close(id, linger));
                    assertEquals("R.", fixture.sent().flags());
                    assertEquals(TcpState.CLOSED, tcp.state(id));
                    assertEquals(77, tcp.userData(id));
                    assertFalse(tcp.userData(id, 78));
                    assertTrue(tcp.tuple(id, new FourTuple()));
                    assertEquals(Tcp.NO_CONNECTION, tcp.abort(id));
                    assertEquals(Tcp.NO_CONNECTION, tcp.send(id, buffer, offset, length));
                    events.add("data");
                }

                @Override
                public void onClosed(final Tcp tcp, final long id, final CloseReason reason)
                {
                    events.add("closed " + reason + " " + tcp.userData(id));
                }
            });
            fixture.inject("S", 0, 0);
            fixture.iss = fixture.sent().seq();
            fixture.inject(".", 1, 1);
            fixture.inject(fixture.segment("FP.", 1, 1).payload(10)).expectNothing();
            assertEquals(List.of("data", "closed ABORTED 77"), events);
            assertEquals(List.of(), fixture.errors);
            assertEquals(0, fixture.table().size());
            fixture.assertCountersAddUp();
        }
    }

    /** The 4-tuple is free at once, the record only when the application was told. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepTheRecordUntilItsEndIsTold(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, 3).with(Setting.MAX_CONNECTIONS_IPV6, 3));
        final long first = fixture.tcp.connect(fixture.tuple(), fixture.handler, 7);
        final List<Long> seen = new ArrayList<>();
        final long second = fixture.tcp.connect(fixture.tuple().localPort(6), new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                assertEquals(0, tcp.abort(first));
                seen.add(tcp.connect(fixture.tuple(), fixture.handler, 8));
                seen.add(tcp.connect(fixture.tuple().localPort(7), fixture.handler, 9));
                seen.add(tcp.userData(first));
            }
        }, 1);
        fixture.tcp.abort(second);
        assertTrue(seen.get(0) > 0 && seen.get(0).intValue() != (int)first, "another record");
        assertEquals(List.of((long)Tcp.TABLE_FULL, 7L), seen.subList(1, 3));
        assertEquals(0, fixture.tcp.userData(first));
        assertTrue(fixture.tcp.connect(fixture.tuple().localPort(7), fixture.handler, 9) > 0);
        fixture.work().assertCountersAddUp();
    }

    /** All was acknowledged before the close: the connection is told so, but not within another one's call. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfALingeringCloseBehindTheCall(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).finWait2();
        final long id = fixture.handler.connection;
        final long other = fixture.tcp.connect(fixture.tuple().localPort(6), new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                assertEquals(0, tcp.close(id, 5));
                assertEquals(0, tcp.close(id, 5));
                assertEquals(List.of("established"), fixture.handler.events);
            }
        }, 0);
        fixture.tcp.abort(other);
        fixture.pass(3);
        assertEquals(List.of("established", "lingered"), fixture.handler.events);
        assertEquals(List.of(), fixture.errors);
        // FIN_WAIT_2 still has its end: nobody receives any more.
        fixture.pass(60_010);
        assertEquals(List.of("established", "lingered", "closed FIN_WAIT_2_TIMED_OUT"), fixture.handler.events);
        fixture.assertCountersAddUp();
    }

    /** Connections that nobody has accepted end at once, one that was just accepted behind the call. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcceptAndUnlistenWithinACall(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final int listener = fixture.tcp.listenQueued(Endpoint.any(80), 4);
        for (int i = 0; i < 3; i++)
        {
            final Endpoint from = new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), 50_000 + i);
            fixture.inject(fixture.segment("S", 0, 0).from(from));
            fixture.iss = fixture.sent().seq();
            fixture.inject(fixture.segment(".", 1, 1).from(from));
        }
        assertEquals(3, fixture.counter(Counter.CURR_ESTABLISHED));
        final List<String> events = fixture.handler.events;
        final long other = fixture.tcp.connect(fixture.tuple().localPort(6), new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                final long accepted = tcp.accept(listener, fixture.handler, 5);
                assertEquals(TcpState.ESTABLISHED, tcp.state(accepted));
                assertTrue(tcp.unlisten(listener));
                assertEquals(1, fixture.counter(Counter.CURR_ESTABLISHED));
                assertEquals(0, tcp.abort(accepted));
                assertEquals(5, tcp.userData(accepted));
                assertTrue(tcp.connect(fixture.tuple().localPort(7), fixture.handler, 0) > 0);
                assertEquals(Tcp.TUPLE_IN_USE, tcp.connect(fixture.tuple().localPort(7), fixture.handler, 0));
                assertEquals(List.of(), events);
            }
        }, 0);
        discard(fixture);
        fixture.tcp.abort(other);
        assertEquals(List.of("closed ABORTED"), events);
        for (int i = 0; i < 3; i++)
        {
            assertEquals("R.", fixture.sent().flags());
        }
        assertEquals("S", fixture.sent().flags());
        assertEquals(1, fixture.table().size());
        fixture.work().assertCountersAddUp();
    }

    /** Each end makes another one: the loop goes on, others are served, and the engine can be closed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWhenEachEndMakesAnother(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        final int[] told = new int[1];
        final long first = fixture.tcp.connect(fixture.tuple().localPort(6), new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                told[0]++;
                final long next = tcp.connect(fixture.tuple().localPort(6), this, 0);
                assertEquals(next < 0 ? Tcp.NO_CONNECTION : 0, tcp.abort(next));
            }
        }, 0);
        fixture.tcp.abort(first);
        assertEquals(1 + fixture.table().capacity(), told[0]);
        discard(fixture);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10));
        final int before = told[0];
        assertTrue(before > 1 + fixture.table().capacity(), "its own ends go on");
        assertEquals(List.of("established", "data 10"), fixture.handler.events);
        assertEquals(1, fixture.counter(Counter.CURR_OPEN));
        fixture.engine.onClose();
        assertEquals(before + 1, told[0]);
        assertEquals("closed ENGINE_CLOSED", fixture.handler.events.get(2));
        assertEquals(0, fixture.table().size());
        assertEquals(List.of(), fixture.errors);
    }

    /** A cycle within a step of a cycle would see that step half done. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseACycleAndTheEndWithinACall(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final int[] refused = new int[1];
        final Runnable attempts = () ->
        {
            assertThrows(IllegalStateException.class, fixture.engine::doWork);
            assertThrows(IllegalStateException.class, fixture.engine::onClose);
            refused[0]++;
        };
        final SynFilter filter = tuple ->
        {
            attempts.run();
            return SynFilter.Decision.ACCEPT;
        };
        fixture.tcp.listen(Endpoint.any(80), filter, new RecordingHandler()
        {
            @Override
            public void onEstablished(final Tcp tcp, final long connection)
            {
                attempts.run();
            }
        });
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        fixture.engine.commands().offer(tcp -> attempts.run());
        fixture.work();
        // Outside of any cycle, by the thread that will run the loop.
        fixture.tcp.abort(fixture.tcp.connect(fixture.tuple().localPort(6), new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                attempts.run();
            }
        }, 0));
        assertEquals(4, refused[0]);
        assertEquals(List.of(), fixture.errors);
        fixture.work().assertCountersAddUp();
        fixture.engine.onClose();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
    }

    private static void discard(final EngineFixture fixture)
    {
        while (fixture.link.hasSent())
        {
            fixture.link.take();
        }
    }

    /** Aborts the others, and fails if it is to, when it is told of one event; is the handler of the others as well. */
    private static final class Aborting implements ConnectionHandler, SynFilter
    {
        private final List<String> events = new ArrayList<>();
        private final long[] others = new long[OTHERS];
        private final EngineFixture fixture;
        private final String when;
        private final boolean thrown;
        private boolean isCalled;
        private long id;

        Aborting(final EngineFixture fixture, final String when, final boolean thrown)
        {
            this.fixture = fixture;
            this.when = when;
            this.thrown = thrown;
        }

        void openOthers()
        {
            for (int i = 0; i < OTHERS; i++)
            {
                final FourTuple tuple = fixture.tuple().localPort(5_000 + i);
                others[i] = fixture.tcp.connect(tuple, this, 100 + i);
                fixture.engine.doWork();
                final int iss = fixture.sent().seq();
                if (i > 0)
                {
                    fixture.inject(fixture.segment("S.", 0, 0).ack(iss + 1).to(new Endpoint(
                        fixture.local.family(), fixture.local.hi(), fixture.local.lo(), 5_000 + i)));
                    assertEquals(".", fixture.sent().flags());
                }
            }
        }

        private void event(final Tcp tcp, final String event)
        {
            assertFalse(isCalled, "within another call");
            isCalled = true;
            events.add(event);
            if (event.equals(when))
            {
                final List<String> sent = new ArrayList<>();
                discard(fixture);
                for (int i = 0; i < OTHERS; i++)
                {
                    assertEquals(0, tcp.abort(others[i]));
                    assertEquals(100 + i, tcp.userData(others[i]));
                    assertEquals(TcpState.CLOSED, tcp.state(others[i]));
                }
                for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
                {
                    sent.add(SentSegment.of(frame).flags());
                }
                // RFC 9293 3.10.5: none for the one in SYN_SENT.
                assertEquals(List.of("R.", "R.", "R.", "R."), sent);
                isCalled = false;
                if (thrown)
                {
                    throw new StackOverflowError();
                }
            }
            isCalled = false;
        }

        private boolean isOther(final Tcp tcp, final long connection)
        {
            return tcp.userData(connection) >= 100;
        }

        @Override
        public Decision onSyn(final FourTuple tuple)
        {
            if (!events.contains("filter"))
            {
                event(fixture.tcp, "filter");
            }
            return Decision.ACCEPT;
        }

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            if (!isOther(tcp, connection))
            {
                id = connection;
                event(tcp, "established");
            }
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            event(tcp, "data");
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long connection)
        {
            event(tcp, "peer closed");
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            event(tcp, "writable");
        }

        @Override
        public void onLingered(final Tcp tcp, final long connection)
        {
            event(tcp, "lingered");
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            final long data = tcp.userData(connection);
            event(tcp, data >= 100 ? "other " + (data - 100) + " " + reason : "closed");
        }
    }
}
