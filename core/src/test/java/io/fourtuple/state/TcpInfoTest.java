package io.fourtuple.state;

import static io.fourtuple.app.TcpInfo.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpInfo;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.testing.Allocated;
import io.fourtuple.testing.EngineFixture;

/** What the engine tells of a connection, field by field. */
class TcpInfoTest
{
    private static final int MSS = 1_000;
    private static final int RTT_MS = 30;

    private final TcpInfo info = new TcpInfo();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfAnOpenConnection(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, true);
        read(fixture);
        assertEquals(TcpState.ESTABLISHED, info.state);
        assertEquals(TcpInfo.OPT_TIMESTAMPS | TcpInfo.OPT_SACK | TcpInfo.OPT_WSCALE, info.options);
        assertEquals(5, info.sndWscale);
        assertEquals(7, info.rcvWscale);
        assertEquals(MSS - 12, info.sndMss);
        assertEquals(MSS + (ipv6 ? 60 : 40), info.pmtu);
        assertEquals(ipv6 ? 1_440 : 1_460, info.advmss);
        assertEquals(40_000, info.ato);
        // RFC 6298 2.2 with the smallest distance of 200 ms, in the RTO's steps of 9 %.
        assertTrue(info.rto >= 230_000 && info.rto < 251_000, "rto=" + info.rto);
        assertEquals(1_000 << 5, info.sndWnd);
        assertEquals(536, info.rcvMss);
        assertEquals(4 << 20, info.rcvSpace);
        assertEquals("0 0 0 0 0 0", info.caState + " " + info.unacked + " " + info.notsentBytes + " " + info.retransmits + " " +
            info.probes + " " + info.backoff);
        assertEquals(UNKNOWN, info.rtt);
        assertEquals(UNKNOWN, info.rttvar);
        assertEquals(UNKNOWN, info.lastDataRecv);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfAConnectionWithoutOptions(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, false);
        read(fixture);
        assertEquals(0, info.options);
        assertEquals(0, info.sndWscale);
        assertEquals(0, info.rcvWscale);
        assertEquals(MSS, info.sndMss);
        assertEquals(1_000, info.sndWnd);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfDataSent(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, false);
        fixture.inject(fixture.segment(".", 1, 1).window(3_000));
        fixture.send(0, 4_000);
        read(fixture);
        assertEquals(3, info.unacked);
        assertEquals(1_000, info.notsentBytes);
        fixture.pass(RTT_MS);
        fixture.inject(fixture.segment(".", 1, 1_001).window(60_000));
        read(fixture);
        assertEquals(0, info.notsentBytes);
        assertEquals(3, info.unacked);
        // The handshake's round trip was as long, and is remembered by the steps of the RTO.
        assertTrue(info.rtt > RTT_MS * 500 && info.rtt <= RTT_MS * 1_000, "rtt=" + info.rtt);
        assertTrue(info.rttvar > 0 && info.rttvar < RTT_MS * 500, "rttvar=" + info.rttvar);
        fixture.pass(2_000);
        read(fixture);
        assertTrue(info.retransmits > 1, "retransmits=" + info.retransmits);
        assertEquals(info.retransmits, info.backoff);
        assertEquals(0, info.probes);
        assertEquals(4, info.caState);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfDataReceived(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, false);
        fixture.inject(fixture.segment("P.", 1, 1).payload(700));
        fixture.pass(25);
        read(fixture);
        assertEquals(700, info.rcvMss);
        assertEquals(25, info.lastDataRecv);
        assertTrue(info.rcvWnd > 0 && info.rcvWnd <= 65_535, "rcvWnd=" + info.rcvWnd);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfDuplicateAcksAndProbes(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, false);
        fixture.inject(fixture.segment(".", 1, 1).window(5_000));
        fixture.send(0, 4_000);
        fixture.inject(fixture.segment(".", 1, 1).window(5_000));
        read(fixture);
        assertEquals(1, info.caState);
        fixture.inject(fixture.segment(".", 1, 1).window(5_000)).inject(fixture.segment(".", 1, 1).window(5_000));
        read(fixture);
        assertEquals(3, info.caState);
        fixture.inject(fixture.segment(".", 1, 4_001).window(0));
        read(fixture);
        assertEquals(0, info.caState);
        fixture.send(4_000, 10);
        fixture.pass(1_000);
        read(fixture);
        assertTrue(info.probes > 0, "probes=" + info.probes);
        assertEquals(0, info.retransmits);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOnlyTheStateOfAStaleId(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, false);
        final long id = fixture.handler.connection;
        read(fixture);
        fixture.tcp.abort(id);
        assertFalse(fixture.tcp.info(id, info));
        assertEquals(TcpState.CLOSED, info.state);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMakeNoGarbage(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, true);
        fixture.send(0, 100);
        final Runnable reading = () ->
        {
            for (int i = 0; i < 1_000; i++)
            {
                fixture.tcp.info(fixture.handler.connection, info);
            }
        };
        reading.run();
        assertEquals(0, Allocated.by(reading));
    }

    private void read(final EngineFixture fixture)
    {
        assertTrue(fixture.tcp.info(fixture.handler.connection, info));
    }

    private static EngineFixture opened(final boolean ipv6, final boolean withOptions)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 4 << 20)).listen();
        fixture.inject(withOptions ? fixture.segment("S", 0, 0).mss(MSS).timestamps(100, 0).sackPermitted().windowScale(5) :
            fixture.segment("S", 0, 0).mss(MSS));
        fixture.iss = fixture.sent().seq();
        fixture.pass(RTT_MS);
        return fixture.inject(withOptions ? fixture.segment(".", 1, 1).timestamps(101, 0).window(1_000) :
            fixture.segment(".", 1, 1).window(1_000));
    }
}
