package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;
import static io.fourtuple.bench.load.client.VirtualLoad.MS;
import static io.fourtuple.bench.load.client.VirtualLoad.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.TcpDescriptor;

class GeneratorTest
{
    private static final int SYN_ACK = TcpDescriptor.SYN | TcpDescriptor.ACK;

    private static LoadPlan plan(final double perSecond, final long durationNs)
    {
        return LoadPlan.defaults().withRate(perSecond).withDurationNs(durationNs);
    }

    private static LoadPlan ipv6(final LoadPlan plan)
    {
        return plan.withAddresses(AddressRange.parse("2001:db8:0:1::/112"), new PortRange(1_024, 65_535),
            Endpoint.of("2001:db8::1", 80));
    }

    @Test
    void shouldOpenEachConnectionAtItsTime()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, SECOND), true);
        load.turns();
        assertEquals(1, load.counts().get(OPENED));
        load.run(10 * MS, MS);
        assertEquals(11, load.counts().get(OPENED));
        load.run(SECOND, MS);
        assertEquals(1_000, load.counts().get(OPENED));
        assertEquals(1_000, load.counts().get(ESTABLISHED));
        assertEquals(1_000, load.counts().get(FINISHED));
        assertTrue(load.generator.isDone(load.nowNs), "live connections remain");
    }

    @Test
    void shouldMeasureFromTheIntendedTimeWhenTheGeneratorStoodStill()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, SECOND), true);
        load.turns();
        load.nowNs += 100 * MS;
        load.turns();
        final Histogram synAcks = load.generator.log().synAcks(0);
        assertEquals(101, synAcks.getTotalCount());
        assertEquals(99 * MS, synAcks.getMaxValue(), MS / 2);
        // Those of the whole stall are late, one more than the other.
        assertEquals(49.5 * MS, synAcks.getMean(), MS);
    }

    @Test
    void shouldMeasureFromTheIntendedTimeWhenTheServerStoodStill()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, SECOND), true);
        for (int i = 0; i < 200; i++)
        {
            load.nowNs += MS;
            load.generator.turn(load.nowNs);
        }
        load.turns();
        final Histogram established = load.generator.log().established(0);
        assertEquals(201, established.getTotalCount());
        assertEquals(200 * MS, established.getMaxValue(), MS);
        assertEquals(100 * MS, established.getValueAtPercentile(50), 2 * MS);
    }

    @Test
    void shouldSendTheSynAgainAfterOneThreeAndSevenSecondsAndThenGiveUp()
    {
        final VirtualLoad load = new VirtualLoad(plan(10, 100 * MS).withPatienceNs(8 * SECOND), true);
        load.drop(flags -> true);
        load.turns();
        assertEquals(0, load.counts().get(SYN_RETRANSMITS));
        load.run(990 * MS, 10 * MS);
        assertEquals(0, load.counts().get(SYN_RETRANSMITS));
        load.run(20 * MS, 10 * MS);
        assertEquals(1, load.counts().get(SYN_RETRANSMITS));
        load.run(2 * SECOND, 10 * MS);
        assertEquals(2, load.counts().get(SYN_RETRANSMITS));
        load.run(4 * SECOND, 10 * MS);
        assertEquals(3, load.counts().get(SYN_RETRANSMITS));
        assertEquals(0, load.counts().get(TIMED_OUT));
        load.run(SECOND, 10 * MS);
        assertEquals(1, load.counts().get(TIMED_OUT));
        assertEquals(3, load.counts().get(SYN_RETRANSMITS));
        assertTrue(load.generator.isDone(load.nowNs), "not done");
    }

    @Test
    void shouldBeEstablishedByItsSecondSynWhenTheFirstAnswerIsLost()
    {
        final VirtualLoad load = new VirtualLoad(plan(10, 100 * MS), true);
        load.drop(flags -> (flags & SYN_ACK) == SYN_ACK);
        load.run(500 * MS, 10 * MS);
        assertEquals(0, load.counts().get(SYN_ACKS));
        load.drop(flags -> false);
        load.run(SECOND, 10 * MS);
        assertEquals(1, load.counts().get(ESTABLISHED));
        assertEquals(1, load.counts().get(FINISHED));
        assertTrue(load.generator.log().synAcks(0).getMaxValue() >= 990 * MS,
            "max=" + load.generator.log().synAcks(0).getMaxValue());
    }

    @Test
    void shouldSendItsAckAgainWhenTheServerAsksAgain()
    {
        final VirtualLoad load = new VirtualLoad(plan(10, 100 * MS), true);
        load.generator.turn(load.nowNs);
        load.engine.doWork();
        load.link.isFull = true;
        load.generator.turn(load.nowNs);
        load.link.isFull = false;
        assertEquals(1, load.counts().get(FRAMES_LOST));
        load.turns();
        assertEquals(0, load.counts().get(ESTABLISHED));
        load.run(1_100 * MS, 10 * MS);
        assertEquals(1, load.counts().get(ESTABLISHED));
        assertEquals(1, load.counts().get(FINISHED));
        assertEquals(0, load.counts().get(FAILED_AFTER_LOSS));
    }

    @Test
    void shouldTellFailuresThatLostAFrameAtTheLink()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, 10 * MS).withPatienceNs(500 * MS), true);
        load.link.isFull = true;
        load.run(5 * MS, MS);
        load.link.isFull = false;
        load.run(SECOND, MS);
        final LoadCounts counts = load.counts();
        assertEquals(10, counts.get(OPENED));
        assertEquals(6, counts.get(TIMED_OUT));
        assertEquals(6, counts.get(FAILED_AFTER_LOSS));
        assertEquals(4, counts.get(ESTABLISHED));
        assertEquals(1.0, counts.establishedShareOfReached());
        assertEquals(0.4, counts.establishedShare(), 1e-9);
    }

    @Test
    void shouldCountAsRefusedWhatIsAnsweredByReset()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, 10 * MS), false);
        load.run(20 * MS, MS);
        assertEquals(10, load.counts().get(REFUSED));
        assertEquals(10, load.counts().failed());
        assertTrue(load.generator.isDone(load.nowNs), "not done");
    }

    @ParameterizedTest
    @CsvSource({
        "none, CLIENT, 0, false", "none, SERVER, 0, false", "none, RESET, 0, false", "none, CLIENT, 50, true",
        "64/512, CLIENT, 0, false", "64/512, SERVER, 20, true", "64/512, RESET, 5, false",
        "9000/100000, CLIENT, 3, true", "9000/100000, SERVER, 0, false", "1/0, CLIENT, 0, false"})
    void shouldDoAllThatThePlanWants(
        final String payload, final CloseKind close, final int concurrent, final boolean isIpv6)
    {
        final LoadPlan ipv4 = plan(1_000, 200 * MS).withPayload(Payload.parse(payload)).withClose(close)
            .withConcurrent(concurrent);
        final VirtualLoad load = new VirtualLoad(isIpv6 ? ipv6(ipv4) : ipv4, true);
        load.run(300 * MS, MS);
        final LoadCounts counts = load.counts();
        assertEquals(200, counts.get(ESTABLISHED), () -> counts.json().toString());
        assertEquals(200 - concurrent, counts.get(FINISHED), () -> counts.json().toString());
        assertEquals(0, counts.failed() + counts.get(BROKEN) + counts.get(WRONG_FRAMES) + counts.get(RETRANSMITS));
        assertEquals(concurrent, load.counter(Counter.CURR_ESTAB));
        assertEquals(counts.get(FRAMES_SENT), load.counter(Counter.IP_IN_RECEIVES));
        assertEquals(load.counters.outcomes(), load.counter(Counter.IP_IN_RECEIVES));
        assertTrue(load.generator.isDone(load.nowNs), "not done");
        while (!load.generator.resetAll(load.nowNs))
        {
            load.engine.doWork();
        }
        load.engine.doWork();
        assertEquals(0, load.counter(Counter.CURR_ESTAB));
    }

    @Test
    void shouldSendRequestAndFinAgainWhenTheyAreLost()
    {
        final VirtualLoad load = new VirtualLoad(plan(10, 100 * MS).withPayload(new Payload(100, 100)), true);
        load.generator.turn(load.nowNs);
        load.engine.doWork();
        load.generator.turn(load.nowNs);
        // ACK and request are on their way; the answer is not to come back, nor what follows.
        load.drop(flags -> true);
        load.run(250 * MS, MS);
        load.drop(flags -> false);
        load.run(2 * SECOND, 10 * MS);
        assertEquals(1, load.counts().get(FINISHED));
        assertTrue(load.counts().get(RETRANSMITS) >= 1, "retransmits=" + load.counts().get(RETRANSMITS));
    }

    @ParameterizedTest
    @CsvSource({"none, 0", "none, 7", "64/3000, 0", "64/3000, 7"})
    void shouldWaitForTheFinOfAServerThatClosesFirst(final String payload, final int concurrent)
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, 100 * MS).withPayload(Payload.parse(payload))
            .withClose(CloseKind.SERVER).withConcurrent(concurrent), true);
        load.run(50 * MS, MS);
        load.drop(flags -> (flags & TcpDescriptor.FIN) != 0);
        load.run(60 * MS, MS);
        assertEquals(100, load.counts().get(ESTABLISHED));
        assertTrue(load.counts().get(FINISHED) < 60, () -> load.counts().json().toString());
        assertFalse(load.generator.isDone(load.nowNs), "the server has closed what the clients hold");
        load.drop(flags -> false);
        load.run(SECOND, MS);
        assertEquals(100 - concurrent, load.counts().get(FINISHED), () -> load.counts().json().toString());
        assertTrue(load.generator.isDone(load.nowNs), "not done");
    }

    @Test
    void shouldCountThoseUnderWayUntilTheServerHasClosedInAClosedLoop()
    {
        final VirtualLoad load = new VirtualLoad(LoadPlan.defaults().withInFlight(8).withDurationNs(100 * MS)
            .withClose(CloseKind.SERVER), true);
        load.drop(flags -> (flags & TcpDescriptor.FIN) != 0);
        load.run(50 * MS, MS);
        assertEquals(8, load.counts().get(OPENED));
        assertEquals(8, load.counts().get(ESTABLISHED));
        load.drop(flags -> false);
        load.run(SECOND, MS);
        assertEquals(8, load.counts().get(OPENED));
        assertEquals(8, load.counts().get(FINISHED));
    }

    @Test
    void shouldEndWhenAServerThatShouldCloseFirstDoesNot()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, 100 * MS).withPatienceNs(500 * MS)
            .withClose(CloseKind.SERVER), true);
        load.drop(flags -> (flags & TcpDescriptor.FIN) != 0);
        load.run(1_500 * MS, MS);
        assertFalse(load.generator.isDone(load.nowNs), "the patience is not over");
        load.run(200 * MS, MS);
        assertTrue(load.generator.isDone(load.nowNs), "not done");
    }

    @Test
    void shouldNotTakeForWaitingWhatItStoodStill()
    {
        final VirtualLoad load =
            new VirtualLoad(plan(1_000, 100 * MS).withPayload(new Payload(64, 3_000)), true);
        load.run(98 * MS, MS);
        load.nowNs += MS;
        load.generator.turn(load.nowNs);
        load.engine.doWork();
        load.generator.turn(load.nowNs);
        load.engine.doWork();
        // The answer is there, and so is what the server's application was told; then nothing moves for longer than
        // the patience.
        load.nowNs += 60 * SECOND;
        while (!load.generator.isDone(load.nowNs))
        {
            load.generator.turn(load.nowNs);
            load.engine.doWork();
            load.nowNs += MS / 10;
        }
        final LoadCounts counts = load.counts();
        assertEquals(100, counts.get(ESTABLISHED), () -> counts.json().toString());
        assertEquals(100, counts.get(FINISHED), () -> counts.json().toString());
    }

    @Test
    void shouldLeaveTheResultAsItIsWhenItResetsWhatIsHeld()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, 100 * MS).withConcurrent(20), true);
        load.run(200 * MS, MS);
        final String result = load.generator.finish(load.nowNs).sums.json().toString();
        while (!load.generator.resetAll(load.nowNs))
        {
            load.engine.doWork();
        }
        load.engine.doWork();
        assertEquals(0, load.counter(Counter.CURR_ESTAB));
        assertEquals(result, load.counts().json().toString());
    }

    @Test
    void shouldCountAsBrokenWhatTheServerResetsLater()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, 10 * MS).withConcurrent(100), true);
        load.run(20 * MS, MS);
        assertEquals(10, load.counts().get(ESTABLISHED));
        load.engine.onClose();
        load.generator.turn(load.nowNs);
        assertEquals(10, load.counts().get(BROKEN));
        assertEquals(0, load.counts().failed());
    }

    @Test
    void shouldKeepSoManyUnderWayInAClosedLoop()
    {
        final VirtualLoad load = new VirtualLoad(LoadPlan.defaults().withInFlight(8).withDurationNs(100 * MS), true);
        load.generator.turn(load.nowNs);
        assertEquals(8, load.counts().get(OPENED));
        load.generator.turn(load.nowNs);
        assertEquals(8, load.counts().get(OPENED));
        for (int i = 0; i < 100; i++)
        {
            load.engine.doWork();
            load.generator.turn(load.nowNs);
        }
        assertTrue(load.counts().get(FINISHED) > 100, "finished=" + load.counts().get(FINISHED));
        assertTrue(load.counts().get(OPENED) - load.counts().get(FINISHED) <= 8, "too many under way");
        load.nowNs += 100 * MS;
        load.turns();
        assertEquals(load.counts().get(OPENED), load.counts().get(FINISHED));
        assertEquals(load.counts().get(OPENED), load.counts().get(OFFERED));
    }

    @Test
    void shouldUseATupleAgainOnlyWhenItIsFree()
    {
        final LoadPlan small = plan(1_000, 200 * MS).withConcurrent(3).withAddresses(
            AddressRange.parse("198.18.0.5/32"), new PortRange(5_000, 5_004), Endpoint.of("198.18.1.1", 80));
        final VirtualLoad load = new VirtualLoad(small, true);
        load.run(300 * MS, MS);
        assertEquals(200, load.counts().get(ESTABLISHED));
        assertEquals(197, load.counts().get(FINISHED));
    }

    @Test
    void shouldSayThatTheRateWasMissedWhenItWas()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, SECOND), true);
        load.run(500 * MS, MS);
        load.nowNs += SECOND;
        load.turns();
        load.generator.finish(load.nowNs);
        final LoadCounts counts = load.counts();
        assertEquals(1_000, counts.get(OFFERED));
        assertEquals(501, counts.get(OPENED));
        assertTrue(load.generator.isMissed(counts), "opened=" + counts.get(OPENED));
    }

    @Test
    void shouldHandOverIntervalsWhoseSumsAreAll()
    {
        final VirtualLoad load = new VirtualLoad(plan(1_000, SECOND).withIntervalNs(250 * MS), true);
        load.run(255 * MS, MS);
        final LoadInterval first = load.generator.handedOver().get();
        assertEquals(251, first.sums.get(OFFERED));
        // The answer to the last one is on its way.
        assertEquals(250, first.synAcks.getTotalCount());
        // Not read in time: the next one goes on.
        load.run(300 * MS, MS);
        assertEquals(251, load.generator.handedOver().get().sums.get(OPENED));
        first.reset();
        load.generator.handedOver().set(null);
        load.run(SECOND, MS);
        assertEquals(751, load.generator.handedOver().get().sums.get(OPENED));
        assertEquals(500, load.generator.handedOver().get().established.getTotalCount());
        assertEquals(1_000, load.generator.finish(load.nowNs).sums.get(FINISHED));
    }

    @Test
    void shouldFloodInStepsAndCountEachApart()
    {
        final FloodPlan flood = FloodPlan.NONE.then(100 * MS, 0).then(100 * MS, 10_000).then(100 * MS, 20_000);
        final VirtualLoad load = new VirtualLoad(plan(1_000, 400 * MS).withFlood(flood), true);
        load.run(500 * MS, MS);
        final PhaseLog log = load.generator.log();
        assertEquals(4, log.phases());
        for (int phase = 0; phase < 4; phase++)
        {
            assertEquals(100, log.counts(phase).get(OFFERED), 1);
            assertEquals(log.counts(phase).get(OFFERED), log.counts(phase).get(ESTABLISHED));
        }
        assertEquals(0, log.counts(0).get(FLOOD_SENT));
        assertEquals(1_000, log.counts(1).get(FLOOD_SENT), 20);
        assertEquals(2_000, log.counts(2).get(FLOOD_SENT), 40);
        assertEquals(0, log.counts(3).get(FLOOD_SENT));
        assertEquals(load.counts().get(FLOOD_SENT) + load.counts().get(ESTABLISHED), load.counter(Counter.LISTEN_SYNS));
        assertTrue(load.counts().get(BACKSCATTER) > 0, "nobody answered the flood");
        assertFalse(load.counts().get(WRONG_FRAMES) > 0, "wrong frames");
    }

    @Test
    void shouldNotAllocate()
    {
        final LoadPlan plan = plan(50_000, 10 * SECOND).withIntervalNs(SECOND).withPayload(new Payload(64, 3_000))
            .withConcurrent(10).withFlood(FloodPlan.NONE.then(10 * SECOND, 100_000));
        final VirtualLoad load = new VirtualLoad(plan, true);
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int i = 0; i < 2_000; i++)
        {
            load.nowNs += 100_000;
            final long before = threads.getCurrentThreadAllocatedBytes();
            load.generator.turn(load.nowNs);
            // The first ones load classes.
            allocated += i < 1_000 ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
            load.engine.doWork();
        }
        assertEquals(0, allocated);
        assertTrue(load.counts().get(FINISHED) > 5_000 && load.counts().get(FLOOD_SENT) > 15_000,
            () -> load.counts().json().toString());
    }
}
