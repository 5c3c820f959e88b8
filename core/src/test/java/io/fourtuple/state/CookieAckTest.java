package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;

/** ACKs for a listener that answers with cookies: which of them open a connection, and what becomes of the others. */
class CookieAckTest
{
    private static final String CASES = "cases";

    static List<Arguments> cases()
    {
        final List<Arguments> cases = new ArrayList<>();
        for (final String encoding : new String[]{"linux", "freebsd"})
        {
            cases.add(Arguments.of(encoding, false));
            cases.add(Arguments.of(encoding, true));
        }
        return cases;
    }

    private static Settings settings(final String encoding)
    {
        return EngineFixture.smallSettings().with("syn_defence=cookies-" + encoding);
    }

    private static EngineFixture fixture(final String encoding, final boolean ipv6)
    {
        return listen(EngineFixture.of(ipv6, settings(encoding)));
    }

    private static EngineFixture listen(final EngineFixture fixture)
    {
        fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        return fixture;
    }

    private static Client client(final EngineFixture fixture, final int number)
    {
        return new Client(fixture, number).mss(1_460).scale(7).sack().timestamps();
    }

    private static void assertReset(final EngineFixture fixture, final int seq)
    {
        final SentSegment reset = fixture.sent();
        assertEquals("R", reset.flags(), reset.toString());
        assertEquals(seq, reset.seq(), reset.toString());
        fixture.expectNothing();
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void shouldGiveTheSameCookieWhenTheSynIsRepeated(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        final SentSegment first = client.connect();
        final SentSegment second = client.connect();
        assertEquals(first.seq(), second.seq());
        assertEquals(first.tsVal(), second.tsVal());
        fixture.pass(1_000);
        final SentSegment third = client.connect();
        assertEquals(first.seq(), third.seq(), "of the same key");
        assertTrue(third.tsVal() - first.tsVal() > 0 && third.tsVal() - first.tsVal() <= 1_063, third.toString());
        assertEquals(3, fixture.counter(Counter.SYNCOOKIES_SENT));
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        client.ack();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        // Nothing was kept, so nothing is ever sent again.
        assertEquals(0, fixture.counter(Counter.SYN_RETRANS));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void shouldTakeDataThatComesWithTheAckOrInItsPlace(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        client.connect();
        fixture.inject(client.segment("P.", 1, 1).payload(100));
        assertEquals(List.of("established", "data 100"), fixture.handler.events);
        assertEquals(client.peerIss + 101, fixture.sent().ack());
        // The ACK that was overtaken comes late, and does no harm.
        fixture.inject(Frames.segment(".").from(client.endpoint).to(fixture.local).seq(client.peerIss + 1)
            .ack(client.iss + 1).timestamps(client.tsVal(), 0));
        assertEquals(1, fixture.counter(Counter.CURR_ESTAB));
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_RECV));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void shouldTakeAFinThatComesWithTheAck(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        client.connect();
        fixture.inject(client.segment("FP.", 1, 1).payload(5));
        assertEquals(List.of("established", "data 5", "peer closed"), fixture.handler.events);
        assertEquals(client.peerIss + 7, fixture.sent().ack());
        assertEquals(TcpState.CLOSE_WAIT, fixture.state());
        fixture.assertCountersAddUp();
    }

    /** Bare ACK and first segment are lost: the second one's numbers are not those of the cookie. Nothing is known, so RST. */
    @ParameterizedTest
    @MethodSource(CASES)
    void shouldNotKnowAClientByItsSecondSegment(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        client.connect();
        fixture.inject(client.segment("P.", 101, 1).payload(100));
        assertReset(fixture, client.iss + 1);
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_FAILED));
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void shouldOpenOnceWhenTheAckIsRepeated(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        client.connect();
        final byte[] ack = client.segment(".", 1, 1).bytes();
        fixture.link.put(ack);
        fixture.link.put(ack);
        fixture.inject(ack).expectNothing();
        assertEquals(List.of("established"), fixture.handler.events);
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_RECV));
        assertEquals(1, fixture.counter(Counter.CURR_OPEN));
        fixture.assertCountersAddUp();
    }

    /**
     * Of the ACK of one cookie, one thing each is changed; SEG.ACK by more than 3, as the Linux encoding takes a smaller
     * step for another MSS.
     */
    @ParameterizedTest
    @MethodSource(CASES)
    void shouldRefuseWhatIsForged(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        client.connect();
        final Client other = client(fixture, 2);
        final Client away = client(fixture, 60_001);
        final Frames[] forged = {
            client.segment(".", 1, 0x0100_0001), client.segment(".", 1, 6), client.segment(".", 2, 1),
            client.segment(".", 1, -5), client.segment(".", -1, 1), client.segment("P.", 1, -3).payload(10),
            client.segment(".", 1, 1).from(other.endpoint), client.segment(".", 1, 1).from(away.endpoint),
            client.segment(".", 1, 1 << 31), client.segment("F.", 1, 1 + (1 << 8))};
        for (int i = 0; i < forged.length; i++)
        {
            fixture.inject(forged[i]);
            assertEquals("R", fixture.sent().flags());
            fixture.expectNothing();
            assertEquals(i + 1, fixture.counter(Counter.SYNCOOKIES_FAILED), "i=" + i + " " + fixture.counters);
        }
        // A SYN-ACK, segments without ACK and a RST are no answer to a cookie either.
        fixture.inject(client.segment("S.", 1, 1));
        assertEquals("R", fixture.sent().flags());
        assertEquals(1, fixture.counter(Counter.LISTEN_ACK));
        fixture.inject(client.segment("P", 1, 0).payload(3)).expectNothing();
        fixture.inject(client.segment("R.", 1, 1)).expectNothing();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        client.ack();
        assertEquals(TcpState.ESTABLISHED, fixture.state(), "none of these did harm");
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({
        "linux, 59000, true", "linux, 119000, false", "linux, 121000, false",
        "freebsd, 14000, true", "freebsd, 31000, false"})
    void shouldOpenWhileTheCookieLasts(final String encoding, final int afterMs, final boolean isValid)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = fixture(encoding, ipv6);
            // Half into the period of a key, so that the next one and the one after begin on the way.
            fixture.jump(encoding.equals("linux") ? 30_000 : 7_500);
            final Client client = client(fixture, 1);
            client.connect();
            fixture.jump(afterMs / 2);
            // Others keep the listener answering.
            client(fixture, 2).connect();
            fixture.jump(afterMs - afterMs / 2);
            client.ack();
            assertEquals(isValid ? 1 : 0, fixture.counter(Counter.ESTABLISHED), fixture.counters.toString());
            assertEquals(isValid ? 0 : 1, fixture.counter(Counter.SYNCOOKIES_FAILED), fixture.counters.toString());
            assertEquals(!isValid, fixture.link.hasSent());
            fixture.assertCountersAddUp();
        }
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void shouldNotLookAtAcksWhenNoCookieWasSentLately(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        fixture.inject(client.segment(".", 1, 1));
        assertReset(fixture, client.iss + 1);
        assertEquals(1, fixture.counter(Counter.LISTEN_ACK));
        client.connect();
        fixture.inject(client.segment(".", 1, 999));
        assertReset(fixture, client.iss + 999);
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_FAILED));
        fixture.jump(encoding.equals("linux") ? 120_001 : 30_001);
        client.ack();
        assertReset(fixture, client.iss + 1);
        assertEquals(2, fixture.counter(Counter.LISTEN_ACK));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void shouldRefuseTheAckWhenDrainingOrWhenNobodyListensAnyMore(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings(encoding));
        final int listener = fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        final Client client = client(fixture, 1);
        client.connect();
        assertTrue(fixture.tcp.unlisten(listener));
        client.ack();
        assertReset(fixture, client.iss + 1);
        assertEquals(1, fixture.counter(Counter.NO_CONNECTION));
        listen(fixture);
        client.connect();
        fixture.tcp.drain();
        client.ack();
        assertReset(fixture, client.iss + 1);
        assertEquals(1, fixture.counter(Counter.LISTEN_DRAINING));
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.assertCountersAddUp();
    }

    /** Cookies are good for whoever listens when they are answered, as half-open connections are. */
    @ParameterizedTest
    @MethodSource(CASES)
    void shouldTakeTheCookieOfAListenerThatWasReplaced(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings(encoding));
        final int first = fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        final Client[] clients = new Client[4];
        for (int i = 0; i < clients.length; i++)
        {
            clients[i] = client(fixture, i);
            clients[i].connect();
        }
        assertTrue(fixture.tcp.unlisten(first));
        final int second = fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        clients[0].ack();
        // One that is more special takes over from one that is not, and the other way round.
        final int special = fixture.tcp.listen(fixture.local, fixture.handler);
        clients[1].ack();
        assertTrue(fixture.tcp.unlisten(second));
        clients[2].ack();
        listen(fixture);
        assertTrue(fixture.tcp.unlisten(special));
        clients[3].ack();
        assertEquals(4, fixture.counter(Counter.SYNCOOKIES_RECV), fixture.counters.toString());
        assertEquals(0, fixture.counter(Counter.OUT_RSTS));
        // Another port's has sent none.
        fixture.tcp.listen(Endpoint.any(81), fixture.handler);
        fixture.inject(client(fixture, 9).segment(".", 1, 1).to(
            Endpoint.of(ipv6 ? "2001:db8::2" : "198.18.0.2", 81)));
        assertEquals(1, fixture.counter(Counter.LISTEN_ACK));
        fixture.assertCountersAddUp();
    }

    /** The filter is asked for the SYN alone: what it refused was sent no cookie. */
    @ParameterizedTest
    @MethodSource(CASES)
    void shouldAskTheFilterOnce(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings(encoding));
        final List<Integer> asked = new ArrayList<>();
        fixture.tcp.listen(Endpoint.any(80), tuple ->
        {
            asked.add(tuple.remotePort());
            return asked.size() == 1 ? SynFilter.Decision.REFUSE : SynFilter.Decision.ACCEPT;
        }, fixture.handler);
        final Client refused = client(fixture, 1);
        fixture.inject(refused.syn());
        assertEquals("R.", fixture.sent().flags());
        assertEquals(0, fixture.counter(Counter.LISTEN_SYNS));
        final Client client = client(fixture, 2);
        client.establish();
        assertEquals(List.of(refused.endpoint.port(), client.endpoint.port()), asked);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.assertCountersAddUp();
    }

    /** An ACK that finds the table full is dropped in silence; the client's data asks again, and finds room. */
    @ParameterizedTest
    @MethodSource(CASES)
    void shouldDropTheAckWhenTheTableIsFull(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = listen(EngineFixture.of(ipv6, settings(encoding)
            .with(Setting.MAX_CONNECTIONS_IPV4, 1).with(Setting.MAX_CONNECTIONS_IPV6, 1)));
        final Client first = client(fixture, 1);
        final Client second = client(fixture, 2);
        first.connect();
        second.connect();
        first.ack();
        second.ack();
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.ACK_TABLE_FULL));
        fixture.inject(client(fixture, 3).syn()).expectNothing();
        assertEquals(1, fixture.counter(Counter.TABLE_FULL));
        fixture.inject(first.segment("R", 1, 0)).expectNothing();
        fixture.inject(second.segment("P.", 1, 1).payload(10));
        assertEquals(second.peerIss + 11, fixture.sent().ack());
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void shouldCountACookieThatTheLinkHadNoRoomFor(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        fixture.link.room(0);
        fixture.inject(client.syn()).expectNothing();
        assertEquals(1, fixture.counter(Counter.SYN_LINK_FULL));
        assertEquals(0, fixture.counter(Counter.SYNCOOKIES_SENT));
        fixture.link.room(1);
        client.establish();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.assertCountersAddUp();
    }

    /** In TIME_WAIT the old ACK is nothing; after it the cookie opens its 4-tuple once more while it lasts, as documented. */
    @ParameterizedTest
    @MethodSource(CASES)
    void shouldNotOpenFromTimeWaitByAnOldAck(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = listen(EngineFixture.of(ipv6, settings(encoding)
            .with(Setting.TIME_WAIT_SECONDS, 2)));
        final Client client = client(fixture, 1);
        client.connect();
        final byte[] ack = client.segment(".", 1, 1).bytes();
        fixture.inject(ack);
        fixture.tcp.close(fixture.handler.connection);
        fixture.work();
        assertEquals("F.", fixture.sent().flags());
        fixture.inject(client.segment("F.", 1, 2));
        assertEquals(client.peerIss + 2, fixture.sent().ack());
        assertTrue(fixture.isInTimeWait());
        fixture.inject(ack);
        assertTrue(fixture.isInTimeWait());
        assertEquals(1, fixture.counter(Counter.ESTABLISHED));
        while (fixture.link.hasSent())
        {
            assertEquals(".", fixture.sent().flags());
        }
        fixture.pass(3_000);
        assertFalse(fixture.isInTimeWait());
        fixture.inject(ack);
        assertEquals(2, fixture.counter(Counter.ESTABLISHED));
        fixture.assertCountersAddUp();
    }

    /** A SYN that reopens TIME_WAIT is no flood's: it gets a record, whatever the defence. */
    @ParameterizedTest
    @MethodSource(CASES)
    void shouldNeverAnswerAReopeningSynWithACookie(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(encoding, ipv6);
        final Client client = client(fixture, 1);
        client.establish();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work();
        fixture.sent();
        fixture.inject(client.segment("F.", 1, 2));
        fixture.sent();
        assertTrue(fixture.isInTimeWait());
        fixture.pass(1_000);
        fixture.inject(client.segment("S", 100_000, 0).mss(1_460));
        assertEquals("S.", fixture.sent().flags());
        assertEquals(1, fixture.table().halfOpenSize());
        assertEquals(1, fixture.counter(Counter.TW_RECYCLED));
        assertEquals(1, fixture.counter(Counter.SYN_QUEUED));
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_SENT));
        fixture.assertCountersAddUp();
    }
}
