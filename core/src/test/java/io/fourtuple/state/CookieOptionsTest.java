package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.SentSegment;

/**
 * What is left of a SYN's options after a cookie, as the segments of the connection show: their size, how much is sent
 * into the peer's window, what ours says, their timestamps.
 */
@OneJdk
class CookieOptionsTest
{
    private static final int NONE = -1;
    private static final int[] SCALES = {NONE, 0, 1, 3, 5, 7, 10, 14};
    private static final int[] MSS = {NONE, 1, 536, 1_300, 1_459, 1_460, 65_535};
    private static final int BYTES_IN_WINDOW = 1 << 15;
    /** So much that it is worth moving the window. */
    private static final int DATA = 1_460;

    private static Settings settings(final String encoding)
    {
        return EngineFixture.smallSettings().with("syn_defence=cookies-" + encoding).with(Setting.TCP_RMEM, 1 << 20);
    }

    private static EngineFixture fixture(final boolean ipv6, final Settings settings)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings);
        fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        return fixture;
    }

    private static Client client(
        final EngineFixture fixture, final int number, final int mss, final int scale, final boolean sack, final boolean ts)
    {
        final Client client = new Client(fixture, number).mss(mss).scale(scale);
        if (sack)
        {
            client.sack();
        }
        return ts ? client.timestamps() : client;
    }

    @ParameterizedTest
    @CsvSource({
        "linux, false, false", "linux, false, true", "linux, true, false", "linux, true, true",
        "freebsd, false, false", "freebsd, false, true", "freebsd, true, false", "freebsd, true, true"})
    void shouldOpenWithWhatTheCookieCarries(final String encoding, final boolean ipv6, final boolean ts)
    {
        final EngineFixture fixture = fixture(ipv6, settings(encoding));
        final boolean isLinux = encoding.equals("linux");
        final long memory = fixture.engine.memoryBytes();
        int number = 0;
        for (final int scale : SCALES)
        {
            for (final int mss : MSS)
            {
                for (final boolean sack : new boolean[]{false, true})
                {
                    fixture.pass(number % 70);
                    final Client client = client(fixture, number, mss, scale, sack, ts);
                    final String where = "scale=" + scale + " mss=" + mss + " sack=" + sack;
                    final SentSegment synAck = client.connect();
                    assertEquals(0, fixture.table().halfOpenSize(), where);
                    assertEquals(0, fixture.counter(Counter.CURR_OPEN), where);
                    assertEquals(memory, fixture.engine.memoryBytes(), where);
                    assertEquals(++number, fixture.counter(Counter.SYNCOOKIES_SENT), where);
                    final boolean carried = ts || !isLinux;
                    final int expectedScale = !carried || scale == NONE ? NONE : isLinux ? scale : rounded(scale);
                    assertEquals(expectedScale != NONE ? 5 : NONE, synAck.windowScale(), where);
                    assertEquals(sack && carried, synAck.sackPermitted(), where);
                    assertEquals(65_535, synAck.window(), where);
                    check(fixture, client, synAck, expectedScale, expectedMss(isLinux, ipv6, mss), ts, where);
                    assertEquals(sack && carried, isSackOk(fixture, client), where);
                    fixture.inject(client.segment("R", 1 + DATA, 0)).expectNothing().assertCountersAddUp();
                    assertEquals(0, fixture.counter(Counter.CURR_OPEN), where);
                }
            }
        }
        assertEquals(number, fixture.counter(Counter.SYNCOOKIES_RECV), fixture.counters.toString());
        assertEquals(number, fixture.counter(Counter.ESTABLISHED), fixture.counters.toString());
    }

    private static void check(
        final EngineFixture fixture,
        final Client client,
        final SentSegment synAck,
        final int scale,
        final int mss,
        final boolean ts,
        final String where)
    {
        final int shift = Math.max(0, scale);
        final int window = Math.max(1, Math.min(65_535, BYTES_IN_WINDOW >> shift));
        fixture.inject(client.segment(".", 1, 1).window(window)).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state(), where);
        final int taken =
            fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(new byte[60_000]), 0, 60_000);
        assertEquals(60_000, taken, where);
        fixture.work();
        final int segment = mss - (ts ? 12 : 0);
        int flight = 0;
        while (fixture.link.hasSent())
        {
            final SentSegment data = fixture.sent();
            assertEquals(client.iss + 1 + flight, data.seq(), where);
            assertEquals(client.peerIss + 1, data.ack(), where);
            assertTrue(flight > 0 || data.payload().length == segment, where + ": " + data + " expected=" + segment);
            assertEquals(ts, data.hasTimestamps(), where);
            if (ts)
            {
                assertEquals(client.tsVal(), data.tsEcr(), where);
                final int ahead = data.tsVal() - synAck.tsVal();
                assertTrue(ahead >= 0 && ahead < 64, where + ": TSval went by " + ahead + " in no time");
            }
            flight += data.payload().length;
        }
        assertTrue(flight <= window << shift && flight > (window << shift) - segment,
            where + ": in flight=" + flight + " window=" + (window << shift));
        fixture.inject(client.segment("P.", 1, 1).window(window).payload(DATA));
        final int ourShift = scale == NONE ? 0 : 5;
        final SentSegment ack = fixture.sent();
        assertEquals(client.peerIss + 1 + DATA, ack.ack(), where);
        assertEquals(Math.min(1 << 20, 65_535 << ourShift), ack.window() << ourShift, where);
    }

    /** As FreeBSD's eight places have it. */
    private static int rounded(final int scale)
    {
        return scale >= 8 ? 8 : scale == 3 ? 2 : scale == 5 ? 4 : scale;
    }

    private static int expectedMss(final boolean isLinux, final boolean ipv6, final int announced)
    {
        final int mss = announced == NONE ? ipv6 ? 1_220 : 536 : announced;
        final int[] table = !isLinux ? new int[]{216, 536, 1_200, 1_360, 1_400, 1_440, 1_452, 1_460} :
            ipv6 ? new int[]{1_220, 1_420, 1_440, 8_940} : new int[]{536, 1_300, 1_440, 1_460};
        int expected = table[0];
        for (final int place : table)
        {
            expected = place <= mss ? place : expected;
        }
        return Math.min(expected, ipv6 ? 1_440 : 1_460);
    }

    private static boolean isSackOk(final EngineFixture fixture, final Client client)
    {
        final Tcb tcb = new Tcb();
        fixture.table().wrap(tcb, fixture.table().find(client.tuple()));
        return tcb.is(Tcb.SACK_OK);
    }

    /** Whatever the time and the bits: a TSval that ran ahead would make the next ones seem old to the peer (PAWS). */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldNeverSendATimestampFromTheFuture(final boolean ipv6)
    {
        for (int scale = 0; scale <= 14; scale++)
        {
            final EngineFixture fixture = fixture(ipv6, settings("linux"));
            int last = 0;
            for (int i = 0; i < 200; i++)
            {
                final Client client = client(fixture, 7, 1_460, scale, i % 2 == 0, true);
                final SentSegment synAck = client.connect();
                client.ack();
                fixture.inject(client.segment("P.", 1, 1).payload(1));
                final int now = fixture.sent().tsVal();
                assertTrue(now - synAck.tsVal() >= 0 && now - synAck.tsVal() < 64,
                    "scale=" + scale + ": ahead by " + (synAck.tsVal() - now));
                assertTrue(i % 2 == 1 || i == 0 || synAck.tsVal() - last >= 0,
                    "scale=" + scale + ": back by " + (last - synAck.tsVal()));
                last = i % 2 == 0 ? synAck.tsVal() : last;
                fixture.inject(client.segment("R", 2, 0)).expectNothing();
                fixture.jump(1 + i % 3);
            }
        }
    }

    /** The bits in the timestamp are not protected: what a peer makes of them must be something this end offered. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 7, 7, true", "1, 1, 14, 14, true", "1, 1, 15, -1, true", "1, 1, 0, 0, false",
        "0, 1, 7, -1, true", "0, 1, 14, -1, false", "1, 0, 7, 7, true", "0, 0, 3, -1, true"})
    void shouldTakeNoMoreFromTheTimestampThanItOffers(
        final int scaling, final int sack, final int claimedScale, final int expectedScale, final boolean claimsSack)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = fixture(ipv6, settings("linux")
                .with(Setting.TCP_WINDOW_SCALING, scaling).with(Setting.TCP_SACK, sack));
            final Client client = client(fixture, 1, 1_024, 2, true, true);
            final SentSegment synAck = client.connect();
            assertEquals(scaling == 1, synAck.windowScale() != NONE);
            assertEquals(sack == 1, synAck.sackPermitted());
            final int said = (scaling == 1 ? 2 : 15) | (sack == 1 ? 16 : 0);
            client.tsEcr(synAck.tsVal() - said + (claimedScale | (claimsSack ? 16 : 0)));
            fixture.inject(client.segment(".", 1, 1).window(2));
            assertEquals(TcpState.ESTABLISHED, fixture.state());
            assertEquals(claimsSack && sack == 1, isSackOk(fixture, client));
            final Tcb tcb = new Tcb();
            fixture.table().wrap(tcb, fixture.table().find(client.tuple()));
            assertEquals(expectedScale != NONE, tcb.isScaling());
            assertEquals(2 << Math.max(0, expectedScale), tcb.sndWnd());
            fixture.assertCountersAddUp();
        }
    }

    /** Without timestamps of ours there is nothing to carry the options in, whatever the peer sends. */
    @ParameterizedTest
    @CsvSource({"linux, false", "linux, true", "freebsd, false", "freebsd, true"})
    void shouldNotUseTimestampsThatAreSwitchedOff(final String encoding, final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, settings(encoding).with(Setting.TCP_TIMESTAMPS, 0));
        final Client client = client(fixture, 1, 1_460, 7, true, true);
        final SentSegment synAck = client.connect();
        assertFalse(synAck.hasTimestamps());
        assertEquals(encoding.equals("freebsd"), synAck.windowScale() != NONE);
        fixture.inject(client.segment(".", 1, 1).timestamps(77, 88));
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.inject(client.segment("P.", 1, 1).payload(10));
        assertFalse(fixture.sent().hasTimestamps());
        fixture.assertCountersAddUp();
    }
}
