package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.table.SentRuns;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** SACK blocks that no honest peer sends gain nothing, and cost a counter. */
class HostileSackTest
{
    /** Relative to segment 1; eleven are in flight. */
    @ParameterizedTest
    @CsvSource({
        "12001, 13001",
        "10001, 11002",
        "5001, 5001",
        "5001, 4001",
        "1, 5001",
        "-5000, 12001",
        "-2147483640, 5001",
        "5001, -2147480000",
        "2147483647, -2147483648"})
    void shouldIgnoreABlockThatMakesNoSense(final int first, final int end)
    {
        final SackPeer peer = new SackPeer(false, false);
        peer.send(11);
        peer.pass(SackPeer.RTT_MS);
        final int iss = peer.fixture.iss;
        for (int i = 0; i < 5; i++)
        {
            assertEquals("", peer.ackRaw(0, 1, iss + first, iss + end));
        }
        assertEquals(5, peer.count(Counter.SACK_DISCARD) + peer.count(Counter.DSACK_IGNORED_NO_UNDO));
        assertEquals(0, peer.count(Counter.SACK_RECOVERY));
        // The connection is none the worse for it.
        assertEquals("1", peer.ack(1, 2, 5));
        assertEquals("", peer.ack(12));
        assertEquals(0, peer.count(Counter.ESTAB_RESETS));
    }

    /** Blocks without SACK having been agreed on. */
    @Test
    void shouldIgnoreBlocksThatWereNotAgreedOn()
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        fixture.send(0, 3_000);
        fixture.sentLast();
        for (int i = 0; i < 3; i++)
        {
            fixture.inject(fixture.segment(".", 1, 1).sack(fixture.iss + 1_461, fixture.iss + 2_921));
        }
        assertEquals(1, fixture.counter(Counter.RENO_RECOVERY));
        assertEquals(0, fixture.counter(Counter.SACK_RECOVERY) + fixture.counter(Counter.SACK_DISCARD));
    }

    /** Optimistic SACKs, taken back and given anew, have no segment sent more often than its losses explain. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldSendNoMoreThanAnHonestPeerHasItSend(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final SackPeer peer = new SackPeer(random.nextBoolean(), false);
        peer.send(40);
        final int before = (int)peer.count(Counter.RETRANS_SEGS);
        int una = 1;
        for (int i = 0; i < 2_000; i++)
        {
            final int[] blocks = new int[2 * random.nextInt(4)];
            for (int b = 0; b < blocks.length; b++)
            {
                blocks[b] = peer.fixture.iss + random.nextInt(-3_000, 44_000);
            }
            una = Math.max(una, random.nextInt(30) == 0 ? una + random.nextInt(2_000) : una);
            peer.ackRaw(0, Math.min(una, 40_000), blocks);
        }
        // Without any time passing, each segment goes again once at most.
        assertTrue(peer.count(Counter.RETRANS_SEGS) - before <= 40, "seed=" + seed + " " + peer.fixture.counters);
        peer.fixture.assertCountersAddUp();
        assertEquals("", peer.ackRaw(0, 40_001));
        assertEquals("", peer.pass(10_000));
    }

    /**
     * CVE-2019-11477 and 11478: a peer with an MSS of 48 that SACKs every other segment has the runs of its connection used up,
     * and each SACK walk along all of them.
     */
    @Test
    void shouldBoundWhatCrumbsCost()
    {
        final EngineFixture fixture = EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.SEND_MEMORY, 16 << 20).with(Setting.TCP_WMEM, 1 << 18).with(Setting.MAX_TRANSFERS, 64)).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(48).sackPermitted().windowScale(8));
        fixture.iss = fixture.sent().seq();
        fixture.inject(fixture.segment(".", 1, 1).window(65_535));
        final int crumbs = 4_000;
        assertEquals(crumbs * 48, fixture.send(0, crumbs * 48));
        while (fixture.link.hasSent())
        {
            while (fixture.link.hasSent())
            {
                fixture.link.take();
            }
            fixture.work();
        }
        final int segments = 6_000;
        final long begin = System.nanoTime();
        for (int i = 0; i < segments; i++)
        {
            final int[] edges = new int[8];
            for (int b = 0; b < 4; b++)
            {
                final int at = 1 + 2 * ((i * 4 + b) % (crumbs / 2 - 1));
                edges[2 * b] = fixture.iss + 1 + at * 48;
                edges[2 * b + 1] = fixture.iss + 1 + at * 48 + 48;
            }
            fixture.inject(fixture.segment(".", 1, 1).window(65_535).sack(edges));
            while (fixture.link.hasSent())
            {
                fixture.link.take();
            }
        }
        final long ns = (System.nanoTime() - begin) / segments;
        System.out.println("SACKs of crumbs: " + ns + " ns a segment with four blocks, " + SentRuns.MAX_RUNS + " runs");
        assertTrue(fixture.counter(Counter.FLIGHT_RUNS_FULL) > 0);
        // A walk along all runs, for the blocks, for RACK, for its window and for what to send; far below a millisecond.
        assertTrue(ns < 1_000_000, "ns=" + ns);
        fixture.inject(fixture.segment(".", 1, 1 + crumbs * 48));
        fixture.assertCountersAddUp();
    }
}
