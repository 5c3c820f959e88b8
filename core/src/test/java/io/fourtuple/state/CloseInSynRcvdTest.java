package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.TcpState;
import io.fourtuple.testing.EngineFixture;

/** CLOSE after a simultaneous open, before our SYN is acknowledged: FIN, and FIN_WAIT_1 (RFC 9293 3.10.4). */
class CloseInSynRcvdTest
{
    @ParameterizedTest
    @CsvSource({
        "false, '. 1 2', FIN_WAIT_2", "true, '. 1 2', FIN_WAIT_2", "false, '. 1 1', FIN_WAIT_1", "true, '. 1 0', FIN_WAIT_1",
        "false, 'F. 1 2', TIME_WAIT", "true, 'F. 1 2', TIME_WAIT", "false, 'F. 1 1', CLOSING", "true, 'S. 0 1', FIN_WAIT_1",
        "false, 'S. 0 2', FIN_WAIT_2", "false, 'R. 1 1', none"})
    void shouldGoOnInFinWait1(final boolean ipv6, final String segment, final String next)
    {
        final EngineFixture fixture = closed(ipv6);
        final String[] parts = segment.split(" ");
        fixture.inject(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        if (parts[0].equals("F."))
        {
            fixture.expect(".", 2, 2);
        }
        fixture.expectNothing();
        assertEquals(next, fixture.recordState());
        fixture.assertCountersAddUp();
    }

    /** Both may have been lost; once the SYN is acknowledged, the FIN alone. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendBothAgain(final boolean ipv6)
    {
        final EngineFixture fixture = closed(ipv6);
        fixture.msUntilSent();
        fixture.expect("S.", 0, 1);
        fixture.expect("F.", 1, 1);
        fixture.inject("S", 0, 0).expect("S.", 0, 1);
        fixture.inject(".", 1, 1).expectNothing();
        assertEquals(TcpState.FIN_WAIT_1, fixture.state());
        fixture.msUntilSent();
        fixture.expect("F.", 1, 1);
        fixture.expectNothing();
        fixture.inject(".", 1, 2).expectNothing();
        assertEquals(TcpState.FIN_WAIT_2, fixture.state());
        fixture.inject("F.", 1, 2).expect(".", 2, 2);
        assertEquals(CloseReason.FINISHED, fixture.handler.reason);
        assertTrue(fixture.isInTimeWait());
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpAPeerThatNeverAnswers(final boolean ipv6)
    {
        final EngineFixture fixture = closed(ipv6);
        while (fixture.handler.reason == null)
        {
            fixture.msUntilSent();
            while (fixture.link.hasSent())
            {
                fixture.sent();
            }
        }
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendAgainWhatTheLinkHadNoRoomFor(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).simultaneousOpen();
        fixture.link.room(0);
        assertEquals(0, fixture.tcp.close(fixture.handler.connection));
        fixture.work().expectNothing();
        fixture.link.room(100);
        fixture.msUntilSent();
        fixture.expect("S.", 0, 1);
        fixture.expect("F.", 1, 1);
    }

    /** A close that lingers does so from there, too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLinger(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).simultaneousOpen();
        assertEquals(0, fixture.tcp.close(fixture.handler.connection, 1));
        fixture.work().expect("F.", 1, 1);
        fixture.inject(".", 1, 2).expectNothing();
        assertEquals("lingered", fixture.handler.events.get(0));
    }

    private static EngineFixture closed(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).simultaneousOpen();
        assertEquals(0, fixture.tcp.close(fixture.handler.connection));
        fixture.work().expect("F.", 1, 1);
        fixture.expectNothing();
        assertEquals(TcpState.FIN_WAIT_1, fixture.state());
        assertTrue(fixture.handler.events.isEmpty());
        return fixture;
    }
}
