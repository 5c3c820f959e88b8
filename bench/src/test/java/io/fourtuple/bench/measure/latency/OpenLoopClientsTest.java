package io.fourtuple.bench.measure.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.fourtuple.bench.base.Latencies;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.link.RingLink;

class OpenLoopClientsTest
{
    private static final int BATCH = 64;

    private final RingLink[] ends = RingLink.pair(1 << 16, 1_500);
    private final OpenLoopClients generator = new OpenLoopClients(ends[0]);
    private final Server server =
        new Server(ends[1], BenchEngine.settings(1_000, BATCH), BATCH, generator::intendedNs);
    private final Latencies synAcks = new Latencies(1);

    private void begin(final int count, final double periodNs, final int inFlight)
    {
        server.record(new Latencies(1));
        synAcks.start(0);
        generator.begin(0, count, periodNs, inFlight, true, synAcks);
    }

    @Test
    void shouldCountFromTheIntendedTimeWhenItStartsLate()
    {
        begin(3, 1_000, 10);
        generator.turn(5_000);
        server.work();
        generator.turn(6_000);
        assertEquals(3, synAcks.total().getTotalCount());
        assertEquals(6_000, synAcks.total().getMaxValue(), 10);
        assertEquals(4_000, synAcks.total().getMinNonZeroValue(), 10);
    }

    @Test
    void shouldStartNoConnectionBeforeItsTime()
    {
        begin(3, 1_000, 10);
        generator.turn(1_500);
        server.work();
        generator.turn(1_600);
        assertEquals(2, synAcks.total().getTotalCount());
        generator.turn(2_000);
        assertEquals(2_000, generator.lastStartNs());
    }

    @Test
    void shouldHoldBackWhatIsTooMuchAndCountTheWaiting()
    {
        begin(2, 1_000, 1);
        generator.turn(5_000);
        long nowNs = 6_000;
        for (; !generator.isDone(); nowNs += 1_000)
        {
            server.work();
            generator.turn(nowNs);
        }
        assertEquals(2, generator.done());
        assertTrue(synAcks.total().getMaxValue() > 7_000, "max=" + synAcks.total().getMaxValue());
        server.work();
        server.check(0);
    }

    @Test
    void shouldKeepABoundedNumberUnderWayInAClosedLoop()
    {
        begin(100, 0, 4);
        generator.turn(1);
        assertEquals(4, server.work());
        for (long nowNs = 2; !generator.isDone(); nowNs++)
        {
            generator.turn(nowNs);
            server.work();
        }
        server.work();
        server.check(0);
        assertEquals(100, server.accepted());
        assertEquals(0, generator.repeats());
    }

    @Test
    void shouldSeeAnAnswerToNobody()
    {
        begin(1, 1_000, 1);
        generator.turn(0);
        server.work();
        final OpenLoopClients other = new OpenLoopClients(ends[0]);
        other.begin(0, 1, 1_000, 1, true, synAcks);
        assertFalse(other.isDone());
        final String message = assertThrows(WrongAnswerException.class, () -> other.turn(-1)).getMessage();
        assertEquals("not expected: an answer to client 0 of 0: flags=18", message);
    }
}
