package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.States;

/** One side has lost the connection or opens it anew (RFC 9293 3.5.1). */
class RestartedPeerTest
{
    /** RFC 9293 3.10.7.1: or two stacks would answer each other for ever. */
    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldNeverAnswerRstWithRst(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            for (final int seq : new int[]{-70_000, 0, 2, 100, 70_000, 1})
            {
                for (final String flags : List.of("R", "R.", "SR", "FR", "SFR."))
                {
                    fixture.inject(flags, seq, 99);
                    for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
                    {
                        assertEquals(".", io.fourtuple.testing.SentSegment.of(frame).flags());
                    }
                }
            }
            assertEquals(0, fixture.counter(Counter.OUT_RSTS));
            fixture.assertCountersAddUp();
        }
    }

    /** After a passive open another SYN ends the half-open connection; the next is served (RFC 9293 3.10.7.4). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldServeThePeerThatStartedAnew(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        fixture.inject("S", 500, 0).expectNothing();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.peerIss += 500;
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    /** RFC 9293 3.5.1: the engine, opened from the other side's view, answers a half-open peer so that it resets us. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecoverFromAPeerThatLostTheConnection(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject("S", 5_000, 0).expect(".", 1, 1);
        fixture.inject("R", 1, 0).expectNothing();
        assertEquals("closed RESET_BY_PEER", fixture.handler.events.get(1));
        assertEquals(1, fixture.counter(Counter.ESTAB_RESETS));
    }

    /** The same from our side: we have restarted, and the peer still thinks it is connected. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetThePeerWhoseConnectionWeLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject(".", 300, 777).expect("R", 777, 0);
        assertEquals(TcpState.SYN_SENT, fixture.state());
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    /** RFC 6191 2 and spec: the numbers of the new connection lie beyond those of the old one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReopenFromTimeWaitBeyondTheOldNumbers(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).timeWait();
        fixture.inject("S", 100, 0);
        final int iss = io.fourtuple.testing.SentSegment.of(fixture.link.take()).seq();
        assertTrue(iss - (fixture.iss + 2) >= 65_537, "iss=" + iss);
        assertEquals(1, fixture.counter(Counter.TW_RECYCLED));
        fixture.iss = iss;
        fixture.inject(".", 101, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertEquals(List.of("established", "peer closed", "closed FINISHED", "established"), fixture.handler.events);
    }
}
