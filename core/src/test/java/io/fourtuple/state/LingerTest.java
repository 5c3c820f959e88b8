package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.States;

/** A close with SO_LINGER: off, 0 and n seconds, and what the application is told of it. */
class LingerTest
{
    private static final int SECONDS = 3;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCloseAsUsualWhenLingerIsOff(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        assertEquals(0, close(fixture, Tcp.LINGER_OFF));
        fixture.expect("F.", 1, 1);
        fixture.inject(".", 1, 2).inject("F.", 1, 2).expect(".", 2, 2);
        assertTrue(fixture.isInTimeWait());
        assertEquals("[established, closed FINISHED]", fixture.handler.events.toString());
    }

    /** A RST where RFC 9293 3.10.5 has one; never TIME_WAIT. */
    @ParameterizedTest
    @CsvSource({"SYN_SENT, -", "SYN_RCVD, x", "ESTABLISHED, R.", "FIN_WAIT_1, R.", "FIN_WAIT_2, R.", "CLOSE_WAIT, R.",
        "CLOSING, -", "LAST_ACK, -"})
    void shouldResetAtOnceWhenLingerIsZero(final TcpState state, final String reply)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = States.reach(EngineFixture.of(ipv6), state);
            if (state == TcpState.SYN_RCVD)
            {
                assertEquals(Tcp.NO_CONNECTION, close(fixture, 0), "a passive open has no application yet");
                continue;
            }
            assertEquals(0, close(fixture, 0));
            if (!reply.equals("-"))
            {
                assertEquals(reply, fixture.sent().flags());
            }
            fixture.expectNothing();
            assertEquals("closed ABORTED", fixture.handler.events.get(fixture.handler.events.size() - 1));
            assertEquals(0, fixture.counter(Counter.CURR_OPEN) + fixture.counter(Counter.TW_ENTERED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropUnsentAndUnacknowledgedDataWhenLingerIsZero(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(100));
        assertEquals(100, fixture.send(0, 100));
        assertEquals(100, fixture.sent().payload().length);
        assertEquals(200, fixture.send(100, 200));
        assertEquals(0, close(fixture, 0));
        fixture.expect("R.", 101, 1);
        fixture.pass(10_000).expectNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellThatAllIsAcknowledgedInTime(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1);
        assertEquals(0, close(fixture, SECONDS));
        fixture.expect("F.", 101, 1);
        fixture.inject(".", 1, 101);
        assertEquals("[established]", fixture.handler.events.toString(), "the FIN is not acknowledged");
        fixture.inject(".", 1, 102);
        assertEquals("[established, lingered]", fixture.handler.events.toString());
        assertEquals(TcpState.FIN_WAIT_2, fixture.state());
        fixture.pass(SECONDS * 1_000 + 500);
        assertEquals(TcpState.FIN_WAIT_2, fixture.state(), "the close has lingered long enough");
        fixture.inject("F.", 1, 102).expect(".", 102, 2);
        assertTrue(fixture.isInTimeWait());
        assertEquals("[established, lingered, closed FINISHED]", fixture.handler.events.toString());
    }

    /** FIN_WAIT_2 is bounded from the close on, as after any. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellAtOnceWhenAllWasAcknowledgedBefore(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_FIN_TIMEOUT, 5)).finWait2();
        assertEquals(0, close(fixture, SECONDS));
        assertEquals("[established, lingered]", fixture.handler.events.toString());
        fixture.pass(5_100);
        assertEquals("[established, lingered, closed FIN_WAIT_2_TIMED_OUT]", fixture.handler.events.toString());
    }

    @ParameterizedTest
    @CsvSource({"ESTABLISHED, 2", "FIN_WAIT_1, 2", "CLOSE_WAIT, 2", "CLOSING, 2", "LAST_ACK, 2"})
    void shouldResetWhenNothingIsAcknowledgedInTime(final TcpState state)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = States.reach(EngineFixture.of(ipv6), state);
            final long before = fixture.counter(Counter.RETRANS_SEGS);
            assertEquals(0, close(fixture, SECONDS));
            assertEquals(Tcp.CLOSING, fixture.tcp.sendSpace(fixture.handler.connection));
            fixture.pass(SECONDS * 1_000);
            assertTrue(fixture.counter(Counter.RETRANS_SEGS) > before, "the FIN is sent again meanwhile");
            assertEquals(0, fixture.counter(Counter.OUT_RSTS));
            while (fixture.link.hasSent())
            {
                assertEquals("F.", fixture.sent().flags());
            }
            fixture.pass(200);
            assertEquals("R.", fixture.sent().flags());
            fixture.expectNothing();
            assertEquals("closed LINGER_TIMED_OUT", fixture.handler.events.get(fixture.handler.events.size() - 1));
            assertEquals(1, fixture.counter(Counter.ABORT_ON_LINGER));
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        }
    }

    /** Without anything in flight, too: the persist timer must not go on asking for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetWhenThePeersWindowStaysClosed(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.send(0, 100);
        assertEquals(0, close(fixture, SECONDS));
        for (int i = 0; i < SECONDS * 10; i++)
        {
            fixture.pass(100);
            while (fixture.link.hasSent())
            {
                assertEquals(".", fixture.sent().flags(), "a probe");
                fixture.inject(fixture.segment(".", 1, 1).window(0));
            }
        }
        fixture.pass(200);
        assertEquals("R.", fixture.sent().flags());
        assertEquals("[established, closed LINGER_TIMED_OUT]", fixture.handler.events.toString());
    }

    /** The same segment ends the connection: that is all there is to say. */
    @ParameterizedTest
    @CsvSource({"LAST_ACK, 2", "CLOSING, 2"})
    void shouldTellTheEndAloneWhenTheLastAckIsTheEnd(final TcpState state, final int seq)
    {
        final EngineFixture fixture = States.reach(EngineFixture.ipv4(), state);
        assertEquals(0, close(fixture, SECONDS));
        fixture.inject(".", seq, 2);
        assertEquals("closed FINISHED", fixture.handler.events.get(fixture.handler.events.size() - 1));
        assertTrue(!fixture.handler.events.contains("lingered"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepItsTimeWhateverTheApplicationDoesWithTheWindow(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        close(fixture, SECONDS);
        fixture.expect("F.", 1, 1);
        assertEquals(0, fixture.tcp.receiveWindow(fixture.handler.connection, 1));
        fixture.work().expectNothing();
        fixture.pass(SECONDS * 1_000 - 1);
        assertEquals(TcpState.FIN_WAIT_1, fixture.state());
        fixture.pass(300);
        assertEquals(TcpState.CLOSED, fixture.state());
    }

    /** An active open is not taken for a close that lingers, and a later plain close ends the lingering. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLingerOnlyWhenTold(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        close(fixture, Tcp.LINGER_OFF);
        fixture.expect("F.", 1, 1);
        fixture.pass(10_000);
        assertEquals(TcpState.FIN_WAIT_1, fixture.state());

        final EngineFixture second = EngineFixture.of(ipv6).established();
        close(second, SECONDS);
        second.tcp.close(second.handler.connection);
        second.pass(SECONDS * 2_000);
        assertEquals(TcpState.FIN_WAIT_1, second.state());
    }

    /** The link has no room when the FIN is to go: it is tried again soon, not when the time is over. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendFinOnceTheLinkHasRoom(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.link.room(0);
        close(fixture, SECONDS);
        fixture.pass(20).expectNothing();
        fixture.link.room(Integer.MAX_VALUE);
        assertTrue(fixture.msUntilSent() <= 10, "tried again every 5 ms");
        fixture.expect("F.", 1, 1);
    }

    /** Data sent and the close behind it in one go, while the peer's window is closed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldProbeAClosedWindowFromTheBeginning(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(new byte[100]), 0, 100);
        close(fixture, SECONDS);
        assertTrue(fixture.msUntilSent() < 1_000, "the persist timer runs");
        fixture.expect(".", 0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOfferItsWindowAgainWhenALaterCloseEndsTheLingering(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 2_000));
        fixture.jump(1_000_000);
        fixture.established();
        close(fixture, SECONDS);
        fixture.expect("F.", 1, 1);
        fixture.tcp.close(fixture.handler.connection);
        fixture.msUntilSent();
        assertEquals(2_000, fixture.expect("F.", 1, 1).window(), "the time to linger until is no window");
    }

    /** RFC 9293 3.10.4: nothing was sent yet; the TCB is deleted, as by any close. */
    @ParameterizedTest
    @ValueSource(ints = {Tcp.LINGER_OFF, 0, SECONDS})
    void shouldCloseWhatIsNotOpenYet(final int seconds)
    {
        final EngineFixture fixture = EngineFixture.ipv4().synSent();
        assertEquals(0, close(fixture, seconds));
        assertEquals("[closed ABORTED]", fixture.handler.events.toString());
        assertEquals(Tcp.NO_CONNECTION, close(fixture, seconds));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 900})
    void shouldLingerAsLongAsTold(final int seconds)
    {
        final EngineFixture fixture = EngineFixture.of(false,
            EngineFixture.smallSettings().with(Setting.TCP_ORPHAN_RETRIES, 3)).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.send(0, 100);
        close(fixture, seconds);
        final long ms = seconds * 1_000L;
        long passed = 0;
        while (fixture.state() != TcpState.CLOSED && passed <= ms + 1_000)
        {
            passed += 10;
            fixture.jump(10);
            if (fixture.link.hasSent() && fixture.sent().flags().equals("."))
            {
                fixture.inject(fixture.segment(".", 1, 1).window(0));
            }
        }
        assertTrue(passed >= ms && passed <= ms + 300, "passed=" + passed);
    }

    private static int close(final EngineFixture fixture, final int lingerSeconds)
    {
        final int result = fixture.tcp.close(fixture.handler.connection, lingerSeconds);
        fixture.work();
        return result;
    }
}
