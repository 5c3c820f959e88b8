package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;

class RttEstimatorTest
{
    private final Settings settings = Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, 16).with(Setting.MAX_CONNECTIONS_IPV6, 16)
        .with(Setting.SEND_MEMORY, 1 << 16).with(Setting.RECEIVE_MEMORY, 1 << 16).with(Setting.MAX_TRANSFERS, 4);
    private final RttEstimator estimator = new RttEstimator(settings);
    // Both keep the memory that the views below look at.
    private final ConnectionTable table = new ConnectionTable(settings, new SplittableRandom(1)::nextLong);
    private final SendMemory memory = new SendMemory(settings);
    private final Tcb tcb = new Tcb();
    private final Transfer transfer = new Transfer();

    RttEstimatorTest()
    {
        table.add(new FourTuple().family(false).local(0, 1, 2).remote(0, 3, 4), tcb);
        memory.allocate(transfer);
        estimator.start(tcb);
    }

    @Test
    void shouldRoundUpByLessThanTenPercent()
    {
        for (int ms = 1; ms <= 120_000; ms++)
        {
            final int code = RttEstimator.encode(ms);
            final int decoded = RttEstimator.decode(code);
            assertTrue(decoded >= ms && decoded <= ms * 1.095 + 1, "ms=" + ms + " decoded=" + decoded);
            assertTrue(ms < 16 || RttEstimator.decode(code - 1) < ms, "not the smallest code: ms=" + ms);
        }
    }

    @Test
    void shouldBeginWithOneSecondAndDouble()
    {
        assertTrue(estimator.backedOffMs(tcb) >= 1_000 && estimator.backedOffMs(tcb) <= 1_095);
        final int rto = estimator.backedOffMs(tcb);
        tcb.retries(3);
        assertEquals(8 * rto, estimator.backedOffMs(tcb));
        tcb.retries(15);
        assertEquals(120_000, estimator.backedOffMs(tcb));
    }

    /** RFC 6298 2.2 and 2.3 with numbers worked out by hand. */
    @Test
    void shouldFollowTheArithmeticOfTheRfc()
    {
        estimator.sample(tcb, transfer, 400_000);
        assertEquals(400_000, transfer.srttUs());
        assertEquals(200_000, transfer.rttvarUs());
        assertEquals(RttEstimator.decode(RttEstimator.encode(1_200)), estimator.backedOffMs(tcb));
        estimator.sample(tcb, transfer, 480_000);
        // RTTVAR = 3/4 * 200 + 1/4 * 80 = 170; SRTT = 7/8 * 400 + 1/8 * 480 = 410; RTO = 410 + 4 * 170 = 1090
        assertEquals(410_000, transfer.srttUs());
        assertEquals(170_000, transfer.rttvarUs());
        assertEquals(RttEstimator.decode(RttEstimator.encode(1_090)), estimator.backedOffMs(tcb));
    }

    @Test
    void shouldStayWithinItsBounds()
    {
        estimator.sample(tcb, transfer, 10);
        assertTrue(estimator.backedOffMs(tcb) >= 200 && estimator.backedOffMs(tcb) <= 220);
        estimator.sample(tcb, transfer, Integer.MAX_VALUE / 2);
        assertTrue(estimator.backedOffMs(tcb) <= 120_000);
        estimator.sample(tcb, transfer, -5);
        assertTrue(transfer.srttUs() > 0);
    }

    @Test
    void shouldBeginWithThreeSecondsAfterALostSyn()
    {
        estimator.handshake(tcb, RttEstimator.UNKNOWN);
        assertTrue(estimator.backedOffMs(tcb) >= 3_000 && estimator.backedOffMs(tcb) <= 3_300);
    }

    /** A whole minimum on top of the round trip: none would be left of it on a path that is longer. */
    @Test
    void shouldKeepTheMinimumAboveTheRoundTrip()
    {
        for (int i = 0; i < 200; i++)
        {
            estimator.sample(tcb, transfer, 220_000);
        }
        assertEquals(220_000, transfer.srttUs(), 100);
        assertEquals(RttEstimator.decode(RttEstimator.encode(420)), estimator.backedOffMs(tcb), 40);
        estimator.handshake(tcb, 20);
        assertEquals(RttEstimator.decode(RttEstimator.encode(220)), estimator.backedOffMs(tcb));
        estimator.handshake(tcb, 300);
        assertEquals(RttEstimator.decode(RttEstimator.encode(900)), estimator.backedOffMs(tcb));
    }

    /** Karn: what was backed off stays so until something is measured, and no longer. */
    @Test
    void shouldStayBackedOffUntilAMeasurement()
    {
        estimator.handshake(tcb, 20);
        tcb.retries(2);
        final int backedOffMs = estimator.backedOffMs(tcb);
        estimator.progress(tcb);
        assertEquals(0, tcb.retries(), "those that are counted towards giving up");
        assertEquals(backedOffMs, estimator.backedOffMs(tcb), backedOffMs / 10);
        estimator.progress(tcb);
        assertEquals(backedOffMs, estimator.backedOffMs(tcb), backedOffMs / 10);
        tcb.retries(1);
        estimator.sample(tcb, transfer, 30_000);
        assertEquals(0, tcb.retries());
        // RFC 6298 2.2, as after 880 ms that nobody has measured nothing is known.
        assertEquals(30_000, transfer.srttUs());
        assertEquals(RttEstimator.decode(RttEstimator.encode(230)), estimator.backedOffMs(tcb));
    }

    /** A transfer that begins knows of those before it by their RTO. */
    @Test
    void shouldGoOnFromTheRto()
    {
        estimator.handshake(tcb, 400);
        estimator.sample(tcb, transfer, 20_000);
        assertTrue(estimator.backedOffMs(tcb) > 600, "RTO collapsed: " + estimator.backedOffMs(tcb));
        final Transfer next = new Transfer();
        memory.allocate(next);
        estimator.sample(tcb, next, 20_000);
        assertTrue(estimator.backedOffMs(tcb) > 400, "RTO collapsed: " + estimator.backedOffMs(tcb));
        for (int i = 0; i < 100; i++)
        {
            estimator.sample(tcb, next, 20_000);
        }
        assertEquals(RttEstimator.decode(RttEstimator.encode(220)), estimator.backedOffMs(tcb));
    }
}
