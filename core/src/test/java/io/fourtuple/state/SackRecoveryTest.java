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

/** Losses that SACK blocks tell of: found by time (RFC 8985), sent again once, and undone where they were none. */
class SackRecoveryTest
{
    private static final int RTT_MS = SackPeer.RTT_MS;
    private static final int REORDER_MS = RTT_MS / 4;

    /** RFC 8985 6.2 step 4: with three segments SACKed and no reordering seen, the window is 0. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldSendAgainAtOnceWhatThreeSackedSegmentsShowToBeLost(final boolean ipv6, final boolean timestamps)
    {
        final SackPeer peer = new SackPeer(ipv6, timestamps);
        assertEquals("1 2 3 4 5", peer.send(5));
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(1, 2, 3));
        assertEquals("", peer.ack(1, 2, 4));
        assertEquals("1", peer.ack(1, 2, 5));
        assertEquals("", peer.ack(1, 2, 6));
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(6));
        assertEquals(1, peer.count(Counter.SACK_RECOVERY));
        assertEquals(1, peer.count(Counter.FAST_RETRANS));
        assertEquals(1, peer.count(Counter.RETRANS_SEGS));
        assertEquals(0, peer.count(Counter.FULL_UNDO) + peer.count(Counter.TIMEOUTS) + peer.count(Counter.SACK_DISCARD));
        assertEquals("", peer.pass(5_000));
        peer.fixture.assertCountersAddUp();
    }

    /** RFC 8985 6.2 step 5: with fewer, after a quarter of the round trip. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWaitForReorderedSegmentsNoLongerThanAQuarterOfTheRoundTrip(final boolean ipv6)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(5);
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(1, 2, 3));
        assertEquals("", peer.pass(REORDER_MS - 1));
        assertEquals("1", peer.pass(3));
        assertEquals(1, peer.count(Counter.SACK_RECOVERY));
        assertEquals(0, peer.count(Counter.LOSS_PROBES));
    }

    /** RFC 8985 6.2 step 3: a segment that is late and not lost makes the sender wait from then on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLearnThatThePathReorders(final boolean ipv6)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(6);
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(1, 2, 3));
        peer.pass(REORDER_MS / 2);
        assertEquals("", peer.ack(3));
        assertEquals(1, peer.count(Counter.SACK_REORDER));
        // Three behind it are no longer enough.
        assertEquals("", peer.ack(3, 4, 7));
        assertEquals("", peer.pass(REORDER_MS / 2 - 1));
        assertEquals("", peer.ack(7));
        assertEquals(2, peer.count(Counter.SACK_REORDER));
        assertEquals(0, peer.count(Counter.RETRANS_SEGS));
        assertEquals("", peer.pass(5_000));
    }

    /** A retransmission that is lost is found by what was sent after it, and not by a time-out. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindALostRetransmission(final boolean ipv6)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(10);
        peer.pass(RTT_MS);
        assertEquals("1", peer.ack(1, 2, 5));
        peer.pass(10);
        assertEquals("11", peer.ack(1, 2, 11) + peer.send(1));
        peer.pass(RTT_MS - 10);
        // The answer to the retransmission does not come; that to segment 11 does, a little later.
        peer.pass(10);
        assertEquals("1", peer.ack(1, 2, 12));
        assertEquals(1, peer.count(Counter.LOST_RETRANSMIT));
        assertEquals(0, peer.count(Counter.TIMEOUTS));
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(12));
        assertEquals("", peer.pass(5_000));
    }

    /** Each hole once, the lowest first. */
    @Test
    void shouldFillEachHoleOnce()
    {
        final SackPeer peer = new SackPeer(false, false);
        peer.send(16);
        peer.pass(RTT_MS);
        final StringBuilder again = new StringBuilder();
        final int[][] acks = {{1, 2, 3}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 6, 7}};
        for (final int[] ack : acks)
        {
            final int[] blocks = new int[ack.length - 1];
            System.arraycopy(ack, 1, blocks, 0, blocks.length);
            again.append(peer.ack(ack[0], blocks)).append(' ');
        }
        for (int end = 9; end <= 17; end++)
        {
            again.append(peer.ack(1, 8, end, 6, 7, 4, 5, 2, 3)).append(' ');
        }
        assertEquals("1 3 5 7", again.toString().strip().replaceAll(" +", " "));
        peer.pass(RTT_MS);
        for (int una = 3; una <= 7; una += 2)
        {
            assertEquals("", peer.ack(una, 8, 17));
        }
        assertEquals("", peer.ack(17));
        assertEquals(4, peer.count(Counter.RETRANS_SEGS));
        assertEquals(1, peer.count(Counter.SACK_RECOVERY));
        assertEquals("", peer.pass(5_000));
    }

    /** RFC 6675 4, where tcp_recovery is 0: three segments SACKed behind a hole, and never time. */
    @Test
    void shouldCountSegmentsWhereTimeIsOff()
    {
        final SackPeer peer = new SackPeer(false, false, EngineFixture.smallSettings().with(Setting.TCP_RECOVERY, 0));
        peer.send(6);
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(1, 2, 4));
        assertEquals("", peer.pass(REORDER_MS * 2));
        assertEquals("1", peer.ack(1, 2, 5));
        assertEquals(1, peer.count(Counter.SACK_RECOVERY));
    }

    /** A segment that is late by more than a quarter of the least round trip is waited for, once one was as late. */
    @ParameterizedTest
    @CsvSource({"1, 10, 5", "3, 3, 3"})
    void shouldWaitAsLongAsASegmentWasSeenToBeLate(final int recovery, final int passed, final int more)
    {
        final SackPeer peer = new SackPeer(false, false, EngineFixture.smallSettings().with(Setting.TCP_RECOVERY, recovery));
        peer.send(4);
        peer.pass(50);
        assertEquals("", peer.ack(1, 4, 5));
        peer.pass(12);
        assertEquals("", peer.ack(1, 4, 5, 3, 4));
        assertEquals("", peer.ack(5));
        peer.send(1);
        peer.pass(20);
        assertEquals("", peer.ack(6));
        peer.send(2);
        peer.pass(20);
        assertEquals("", peer.ack(6, 7, 8));
        // A quarter of 20 ms would be 5, and with tcp_recovery=3 it is.
        assertEquals("", peer.pass(passed));
        assertEquals("6", peer.pass(more));
    }

    /** RFC 2883, RFC 3708: the D-SACK of all that was sent again shows that nothing was lost; cwnd is as before. */
    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "false, false", "true, false"})
    void shouldUndoWhatDuplicatesShowToBeNeedless(final boolean ipv6, final boolean isWithin)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(10);
        peer.pass(RTT_MS);
        assertEquals("1", peer.ack(1, 2, 5));
        if (isWithin)
        {
            peer.ack(8);
            assertEquals("", peer.ack(8, 1, 2));
            assertEquals(1, peer.count(Counter.DSACK_UNDO));
        }
        else
        {
            peer.ack(11);
            peer.ack(11, 1, 2);
            assertEquals(1, peer.count(Counter.DSACK_UNDO));
        }
        assertEquals(1, peer.count(Counter.DSACK_RECV));
        assertEquals(0, peer.count(Counter.SACK_DISCARD));
        // A cut window would not let so many go.
        assertEquals(isWithin ? 16 : 20, peer.send(20).split(" ").length + (isWithin ? -4 : 0));
        assertEquals(1, peer.count(Counter.RETRANS_SEGS));
    }

    /** The same D-SACK again, or one of what was sent once, is not counted for a retransmission. */
    @Test
    void shouldNotUndoByDuplicatesThatTheNetworkMakes()
    {
        final SackPeer peer = new SackPeer(false, false);
        peer.send(10);
        peer.pass(RTT_MS);
        assertEquals("1 2", (peer.ack(1, 3, 6) + " " + peer.ack(1, 3, 7) + peer.ack(1, 3, 8)).strip());
        assertEquals("", peer.ack(7, 1, 2));
        assertEquals(0, peer.count(Counter.DSACK_UNDO));
        peer.ack(7, 2, 3);
        assertEquals(1, peer.count(Counter.DSACK_UNDO));
        peer.ack(7, 3, 4);
        assertEquals(1, peer.count(Counter.DSACK_IGNORED_DUBIOUS));
        assertEquals(1, peer.count(Counter.DSACK_UNDO));
    }

    /** RFC 5682 3.1: after a time-out, the SACK of what was sent once shows that not all was lost. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindATimeOutSpuriousBySack(final boolean ipv6)
    {
        final SackPeer peer = timedOut(ipv6, false);
        assertEquals("", peer.ack(1, 2, 3));
        assertEquals(1, peer.count(Counter.SPURIOUS_RTOS));
        assertEquals(1, peer.count(Counter.LOSS_UNDO));
        assertEquals("", peer.ack(6));
        assertEquals(1, peer.count(Counter.SLOW_START_RETRANS));
    }

    /** RFC 3522: with timestamps, the first ACK tells. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindATimeOutSpuriousByItsEcho(final boolean ipv6)
    {
        final SackPeer peer = timedOut(ipv6, true);
        assertEquals("", peer.ackEchoing(peer.lastTsVal() - 50, 2));
        assertEquals(1, peer.count(Counter.LOSS_UNDO));
        assertEquals(0, peer.count(Counter.SPURIOUS_RTOS));
        assertEquals("", peer.ackEchoing(peer.lastTsVal() - 50, 6));
    }

    /** RFC 5681 3.1: after a real one, slow start from one segment to half of the five that were in flight. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStartSlowlyAfterATimeOut(final boolean ipv6)
    {
        final SackPeer peer = timedOut(ipv6, false);
        peer.pass(RTT_MS);
        assertEquals("2 3", peer.ack(2));
        peer.pass(RTT_MS);
        assertEquals("4", peer.ack(3));
        assertEquals("", peer.ack(6));
        assertEquals(4, peer.count(Counter.SLOW_START_RETRANS));
        assertEquals(0, peer.count(Counter.LOSS_UNDO));
    }

    /** Five segments, of which a probe and a time-out have sent one each again. */
    private static SackPeer timedOut(final boolean ipv6, final boolean timestamps)
    {
        final SackPeer peer = new SackPeer(ipv6, timestamps,
            EngineFixture.smallSettings().with(Setting.TCP_EARLY_RETRANS, 0));
        peer.send(5);
        assertEquals("", peer.pass(2 * RTT_MS));
        peer.fixture.msUntilSent();
        assertEquals("1", peer.sent());
        return peer;
    }

    /** RFC 2018 8: what was SACKed may have been given up; a time-out sends all of it again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendAgainWhatThePeerHasGivenUp(final boolean ipv6)
    {
        final SackPeer peer = new SackPeer(ipv6, false);
        peer.send(6);
        peer.pass(RTT_MS);
        assertEquals("1", peer.ack(1, 2, 7));
        peer.pass(RTT_MS);
        assertEquals("", peer.ack(2));
        final long ms = peer.fixture.msUntilSent();
        assertTrue(ms >= RTT_MS / 2 && ms <= RTT_MS / 2 + 2, "ms=" + ms);
        assertEquals("2", peer.sent());
        assertEquals(1, peer.count(Counter.SACK_RENEGING));
        assertEquals("3 4", peer.ack(3));
        assertEquals("5 6", peer.ack(5));
        assertEquals("", peer.ack(7));
    }

    /** Only whole segments count as SACKed, and a hole of one byte is a segment. */
    @Test
    void shouldRoundBlocksInwards()
    {
        final SackPeer peer = new SackPeer(false, false);
        peer.send(8);
        peer.pass(RTT_MS);
        final int iss = peer.fixture.iss;
        assertEquals("", peer.ackRaw(0, 1, iss + SackPeer.seq(2) + 1, iss + SackPeer.seq(5) - 1));
        // 3 alone is SACKed: two more make three.
        assertEquals("", peer.ack(1, 5, 6));
        assertEquals("1", peer.ack(1, 5, 7));
        assertEquals("2", peer.ack(1, 5, 8));
        assertEquals("4", peer.ack(1, 5, 9));
    }
}
