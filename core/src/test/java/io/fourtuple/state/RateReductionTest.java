package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Flight;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.testing.EngineFixture;

/** PRR by the numbers of RFC 6937 4 and RFC 9937: twenty segments in flight, ssthresh of ten. */
class RateReductionTest
{
    private static final int MSS = 1_000;
    private static final int OUT = 20;
    private static final int SSTHRESH = 10;

    private final SendMemory memory = new SendMemory(EngineFixture.smallSettings());
    private final ConnectionTable table =
        new ConnectionTable(EngineFixture.smallSettings(), new SplittableRandom(1)::nextLong);
    private final Tcb tcb = new Tcb();
    private final Transfer transfer = new Transfer();
    private final Flight flight = new Flight();

    @BeforeEach
    void begin()
    {
        assertTrue(table.add(new FourTuple().local(0, Endpoint.of("198.18.0.2", 80).lo(), 80)
            .remote(0, Endpoint.of("198.18.0.9", 9).lo(), 9), tcb));
        tcb.mss(MSS);
        memory.sentRuns().wrap(flight, memory.allocate(transfer));
        memory.sentRuns().reset(flight);
        transfer.ssthresh(SSTHRESH * MSS);
        RateReduction.begin(flight, OUT * MSS, 0, 0);
    }

    /** One segment lost: one goes at once, then one for each two that are delivered; in the end ssthresh are in flight. */
    @Test
    void shouldSendHalfOfWhatIsDelivered()
    {
        int inFlight = OUT - 1;
        final StringBuilder sent = new StringBuilder();
        for (int ack = 1; ack < OUT; ack++)
        {
            inFlight--;
            final int segments = acked(1, inFlight, false);
            inFlight += segments;
            sent.append(segments);
        }
        assertEquals("1001010101010100111", sent.toString());
        assertEquals(SSTHRESH, inFlight);
    }

    /** RFC 9937 6.2: below ssthresh as much as is delivered, and one more where SND.UNA moves on without another loss. */
    @Test
    void shouldGrowBackOnlyWhereTheRecoveryIsInGoodProgress()
    {
        assertEquals(1, acked(1, 4, false));
        assertEquals(1, acked(1, 4, false));
        assertEquals(2, acked(1, 4, true));
        assertEquals(2, acked(1, 5, true));
        // Up to ssthresh and no further.
        assertEquals(1, acked(1, SSTHRESH - 1, true));
        assertEquals(0, acked(1, SSTHRESH, true));
    }

    /** The first retransmission is not held back; an ACK that delivers nothing lets nothing go. */
    @Test
    void shouldForceTheFirstRetransmissionAndNoOther()
    {
        transfer.cwnd(7);
        RateReduction.acked(tcb, transfer, flight, 0, 15 * MSS, true);
        assertEquals(7, transfer.cwnd());
        assertEquals(1, acked(1, 18, false));
        assertEquals(0, acked(1, 18, false));
    }

    /** Where congestion control sets no limit, cwnd is none of PRR's business. */
    @Test
    void shouldLeaveAWindowWithoutALimitAlone()
    {
        transfer.ssthresh(1 << 30);
        transfer.cwnd(1 << 30);
        RateReduction.acked(tcb, transfer, flight, MSS, 15 * MSS, true);
        assertEquals(1 << 30, transfer.cwnd());
    }

    /** @return how many segments may go, which are sent. */
    private int acked(final int delivered, final int inFlight, final boolean isSafe)
    {
        RateReduction.acked(tcb, transfer, flight, delivered * MSS, inFlight * MSS, isSafe);
        final int segments = Math.max(0, transfer.cwnd() - inFlight * MSS) / MSS;
        flight.prrOut(flight.prrOut() + segments * MSS);
        return segments;
    }
}
