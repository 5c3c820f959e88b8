package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.DelayedPeer;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/**
 * A path may become longer than the RTO. Then the first time-outs are spurious, and the engine learns from them to wait
 * longer (RFC 6298 3 and 5, RFC 7323 4, RFC 3522, RFC 5682).
 */
@OneJdk
class RttAdaptationTest
{
    private static final int MSS = 1_000;

    /** Most needless retransmissions for one change of the round trip. */
    private static final int TOLERATED = 2;

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldLearnALongerRoundTripFromSingleSegments(final boolean ipv6, final boolean timestamps)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final DelayedPeer peer = new DelayedPeer(fixture, timestamps, MSS).open(20).roundTripMs(220);
        for (int i = 0; i < 100; i++)
        {
            peer.transfer(100, 2_000);
            assertEquals(100 * (i + 1), peer.acknowledged());
        }
        assertTolerable(fixture, 1);
    }

    /** A window of 20 segments is kept full. */
    @ParameterizedTest
    @CsvSource({
        "false, false, 20, 500", "false, true, 20, 500", "true, false, 20, 500", "true, true, 20, 500",
        "false, false, 0, 300", "false, true, 0, 700", "false, false, 100, 650", "false, true, 1, 400"})
    void shouldLearnALongerRoundTripFromAFullWindow(
        final boolean ipv6, final boolean timestamps, final int handshakeMs, final int roundTripMs)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final DelayedPeer peer =
            new DelayedPeer(fixture, timestamps, MSS).window(20 * MSS).open(handshakeMs).roundTripMs(roundTripMs);
        peer.transfer(400 * MSS, 60_000);
        assertEquals(400 * MSS, peer.acknowledged());
        assertTolerable(fixture, 1);
        assertTrue(fixture.counter(Counter.LOSS_UNDO) > 0);
        assertTrue(fixture.counter(Counter.TIMEOUTS) <= 2, "they are undone: " + fixture.counters);
        final long byForwardRto = timestamps ? 0 : fixture.counter(Counter.LOSS_UNDO);
        assertEquals(byForwardRto, fixture.counter(Counter.SPURIOUS_RTOS));
    }

    /** With timestamps, no new data is needed to tell. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLearnALongerRoundTripFromBursts(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final DelayedPeer peer = new DelayedPeer(fixture, true, MSS).open(20).roundTripMs(500);
        for (int i = 0; i < 20; i++)
        {
            peer.transfer(20 * MSS, 5_000);
        }
        assertEquals(400 * MSS, peer.acknowledged());
        assertTolerable(fixture, 1);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, true"})
    void shouldFollowARoundTripThatChanges(final boolean ipv6, final boolean timestamps)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final DelayedPeer peer = new DelayedPeer(fixture, timestamps, MSS).window(20 * MSS).open(20);
        int changes = 0;
        for (final int roundTripMs : new int[]{20, 220, 500, 30, 400, 700, 100, 450, 5, 350})
        {
            peer.roundTripMs(roundTripMs);
            peer.transfer(300 * MSS, 60_000);
            assertTolerable(fixture, ++changes);
        }
        assertEquals(3_000 * MSS, peer.acknowledged());
    }

    /** Messages of any size and any rhythm, on a path that trembles: an idle moment is no reason to forget. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNotForgetInIdleMoments(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final boolean timestamps = random.nextBoolean();
        final EngineFixture fixture = EngineFixture.of(random.nextBoolean());
        final DelayedPeer peer = new DelayedPeer(fixture, timestamps, MSS).open(20);
        int bytes = 0;
        for (int i = 0; i < 200; i++)
        {
            peer.roundTripMs(300 + random.nextInt(150));
            final int length = 1 + random.nextInt(MSS);
            bytes += length;
            peer.transfer(length, 5_000);
            peer.pass(random.nextInt(100));
        }
        assertEquals(bytes, peer.acknowledged());
        assertTolerable(fixture, 1);
    }

    /** RFC 6298 2.2: the handshake is the first measurement, and the next one does not begin anew. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotLetAShortRoundTripWipeTheHandshake(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final DelayedPeer peer = new DelayedPeer(fixture, true, MSS).open(400).roundTripMs(1);
        peer.transfer(10, 100);
        peer.roundTripMs(400);
        peer.transfer(10, 1_000);
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
    }

    /** One in 20 to 80 segments is lost, of those sent again too. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldSendAgainWhatIsLost(final boolean ipv6, final boolean timestamps)
    {
        int lost = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            final SplittableRandom random = new SplittableRandom(seed);
            final int each = 20 + random.nextInt(60);
            final EngineFixture fixture = EngineFixture.of(ipv6);
            final DelayedPeer peer = new DelayedPeer(fixture, timestamps, MSS).window(20 * MSS).open(30).roundTripMs(30)
                .losing(number -> random.nextInt(each) == 0);
            peer.transfer(200 * MSS, 120_000);
            final String what = "seed=" + seed + " " + fixture.counters;
            assertEquals(200 * MSS, peer.acknowledged(), what);
            assertTrue(fixture.counter(Counter.RETRANS_SEGS) >= peer.lost(), what);
            lost += peer.lost();
        }
        assertTrue(lost > 0);
    }

    private static void assertTolerable(final EngineFixture fixture, final int changes)
    {
        final long again = fixture.counter(Counter.RETRANS_SEGS);
        assertTrue(again <= TOLERATED * changes, "sent again without need: " + again + " changes=" + changes);
        fixture.assertCountersAddUp();
    }
}
