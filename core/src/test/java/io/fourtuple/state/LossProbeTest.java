package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** A probe finds out whether the end of a flight was lost (RFC 8985 7). */
class LossProbeTest
{
    private static final int RTT_MS = SackPeer.RTT_MS;

    /** RFC 8985 7.2: PTO = 2 * SRTT; 7.3: the last segment. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldProbeWithTheLastSegmentAfterTwoRoundTrips(final boolean ipv6, final boolean timestamps)
    {
        final SackPeer peer = new SackPeer(ipv6, timestamps);
        peer.send(3);
        final long ms = peer.fixture.msUntilSent();
        assertTrue(ms >= 2 * RTT_MS && ms <= 2 * RTT_MS + 3, "ms=" + ms);
        assertEquals("3", peer.sent());
        assertEquals(1, peer.count(Counter.LOSS_PROBES));
        assertEquals(0, peer.count(Counter.TIMEOUTS));
        // One probe; then the RTO, of all of it.
        final long rtoMs = peer.fixture.msUntilSent();
        assertTrue(rtoMs >= 200 && rtoMs <= 450, "ms=" + rtoMs);
        assertEquals("1", peer.sent());
        assertEquals(1, peer.count(Counter.LOSS_PROBES));
        assertEquals(1, peer.count(Counter.TIMEOUTS));
    }

    /** RFC 8985 7.2: a lone segment's ACK may be delayed by WCDelAckT, 200 ms; and no PTO is longer than the RTO. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveALoneSegmentTheTimeOfADelayedAck(final boolean ipv6)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(1);
        final long ms = peer.fixture.msUntilSent();
        assertTrue(ms > 2 * RTT_MS + 50 && ms <= 2 * RTT_MS + 200, "ms=" + ms);
        assertEquals("1", peer.sent());
        assertEquals(1, peer.count(Counter.LOSS_PROBES));
    }

    /** RFC 8985 7.3: new data where there is some, as the peer's window lets it go. */
    @Test
    void shouldProbeWithNewData()
    {
        final SackPeer peer = new SackPeer(false, false);
        peer.fixture.inject(peer.fixture.segment(".", 1, 1).window(3 * SackPeer.MSS));
        assertEquals("1 2 3", peer.send(4));
        // The window alone opens, which is no answer to a probe.
        peer.pass(150);
        peer.fixture.inject(peer.fixture.segment(".", 1, 1).window(3 * SackPeer.MSS));
        peer.fixture.msUntilSent();
        assertEquals("3", peer.sent());
        assertEquals(1, peer.count(Counter.RETRANS_SEGS));
    }

    /** RFC 8985 7.4.2: D-SACK of the probe, or a duplicate ACK without SACK: nothing was lost. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldNotTakeADuplicateOfTheProbeForALoss(final boolean ipv6, final boolean withDsack)
    {
        final SackPeer peer = probed(ipv6);
        assertEquals("", peer.ack(4));
        assertEquals("", withDsack ? peer.ack(4, 3, 4) : peer.ack(4));
        peer.send(1);
        peer.pass(RTT_MS);
        peer.ack(5);
        assertEquals(0, peer.count(Counter.LOSS_PROBE_RECOVERY));
        assertEquals(withDsack ? 1 : 0, peer.count(Counter.DSACK_RECV));
        assertEquals(0, peer.count(Counter.SACK_RECOVERY));
    }

    /** RFC 8985 7.4.2: an ACK beyond the probe and no duplicate before it: the probe repaired a loss. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountALossThatTheProbeRepairs(final boolean ipv6)
    {
        final SackPeer peer = probed(ipv6);
        peer.ack(4);
        peer.send(1);
        peer.pass(RTT_MS);
        peer.ack(5);
        assertEquals(1, peer.count(Counter.LOSS_PROBE_RECOVERY));
        // Once.
        peer.send(1);
        peer.pass(RTT_MS);
        peer.ack(6);
        assertEquals(1, peer.count(Counter.LOSS_PROBE_RECOVERY));
        assertEquals(1, peer.count(Counter.RETRANS_SEGS));
    }

    /** The SACK of the probe tells of all that was lost before it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRepairALostTailWithoutATimeOut(final boolean ipv6)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(6);
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(3));
        peer.fixture.msUntilSent();
        assertEquals("6", peer.sent());
        peer.pass(RTT_MS);
        final String again = peer.ack(3, 6, 7) + " " + peer.pass(RTT_MS / 2);
        assertEquals("3", again.strip().split(" ")[0]);
        peer.pass(RTT_MS);
        peer.ack(4, 6, 7);
        peer.pass(RTT_MS);
        peer.ack(7);
        assertEquals("", peer.pass(5_000));
        assertEquals(0, peer.count(Counter.TIMEOUTS));
        assertEquals(1, peer.count(Counter.SACK_RECOVERY));
        assertEquals(4, peer.count(Counter.RETRANS_SEGS));
    }

    /** Without SACK, or where tcp_early_retrans has it so, there is none. */
    @Test
    void shouldNotProbeWhereThatIsOff()
    {
        final SackPeer off = new SackPeer(false, false, EngineFixture.smallSettings().with(Setting.TCP_EARLY_RETRANS, 0));
        off.send(3);
        off.fixture.msUntilSent();
        assertEquals("1", off.sent());
        assertEquals(1, off.count(Counter.TIMEOUTS));
        assertEquals(0, off.count(Counter.LOSS_PROBES));
    }

    private static SackPeer probed(final boolean ipv6)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(3);
        peer.fixture.msUntilSent();
        assertEquals("3", peer.sent());
        return peer;
    }
}
