package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The two fronts of the emulated path: in memory, and between two links. */
class EmulatedLinkTest
{
    private static final long MS = 1_000_000;
    private static final int MTU = 1_500;

    private final FrameBatch batch = new FrameBatch(64);
    private long nowNs;

    private EmulatedLink[] pair(final String plan)
    {
        return EmulatedLink.pair(NetworkPlan.parse(plan), MTU, () -> nowNs);
    }

    @Test
    void shouldDelayEachDirectionByItsOwnPlan()
    {
        final EmulatedLink[] ends = pair("there.delay=10ms,back.delay=3ms");
        send(ends[0], 1);
        send(ends[1], 2);
        assertEquals(3 * MS, ends[0].nextNs());
        assertEquals(10 * MS, ends[1].nextNs());
        nowNs = 3 * MS;
        assertEquals(List.of(2), receive(ends[0]));
        assertEquals(List.of(), receive(ends[1]));
        nowNs = 10 * MS;
        assertEquals(List.of(1), receive(ends[1]));
        assertEquals(EmulatedPath.NEVER, ends[0].nextNs());
    }

    @Test
    void shouldLoseDifferentFramesInTheTwoDirections()
    {
        final EmulatedLink[] ends = pair("loss=20%");
        for (int i = 0; i < 200; i++)
        {
            send(ends[0], i);
            send(ends[1], i);
        }
        final List<Integer> there = receiveAll(ends[1]);
        final List<Integer> back = receiveAll(ends[0]);
        assertTrue(there.size() > 130 && there.size() < 190, "there=" + there.size());
        assertNotEquals(there, back);
        assertEquals(200, ends[0].outgoing().count(PathCount.OFFERED));
        assertEquals(back.size(), ends[0].incoming().count(PathCount.DELIVERED));
    }

    @Test
    void shouldKeepFramesUntilTheNextReceive()
    {
        final EmulatedLink[] ends = pair("");
        send(ends[0], 7);
        assertEquals(1, ends[1].receive(batch));
        send(ends[0], 8);
        assertEquals(7, batch.buffer().getInt(batch.offset(0)));
        assertEquals(List.of(8), receive(ends[1]));
    }

    @Test
    void shouldRefuseRatherThanLoseWhenThereIsNoMemory()
    {
        final EmulatedLink[] ends = pair("delay=1s,queue_packets=1");
        int sent = 0;
        for (int offset = ends[0].claim(MTU); offset != Link.NO_ROOM; offset = ends[0].claim(MTU))
        {
            ends[0].commit(offset, MTU);
            sent++;
        }
        nowNs += 1_000 * MS;
        assertEquals(sent, receiveAll(ends[1]).size());
        assertEquals(0, ends[0].outgoing().count(PathCount.OVERFLOWED));
        assertNotEquals(Link.NO_ROOM, ends[0].claim(MTU));
    }

    @Test
    void shouldEndWhenClosed()
    {
        final EmulatedLink[] ends = pair("");
        send(ends[1], 1);
        ends[0].close();
        assertFalse(ends[0].isUp());
        assertEquals(Link.NO_ROOM, ends[0].claim(40));
        assertEquals(0, ends[0].receive(batch));
        assertTrue(ends[1].isUp());
    }

    @Test
    void shouldStandBetweenTwoLinks()
    {
        final RingLink[] left = RingLink.pair(1 << 16, MTU);
        final RingLink[] right = RingLink.pair(1 << 16, MTU);
        final PathRelay relay =
            new PathRelay(left[1], right[1], NetworkPlan.parse("there.delay=5ms,back.delay=2ms,back.drop=2"), () -> nowNs);
        send(left[0], 1);
        send(right[0], 2);
        send(right[0], 3);
        send(right[0], 4);
        assertEquals(4, relay.doWork());
        assertEquals(0, relay.doWork());
        nowNs = 2 * MS;
        assertEquals(2, relay.doWork());
        assertEquals(List.of(2, 4), receive(left[0]));
        nowNs = 5 * MS;
        relay.doWork();
        assertEquals(List.of(1), receive(right[0]));
        assertEquals(1, relay.there().count(PathCount.DELIVERED));
        assertEquals(1, relay.back().count(PathCount.LOST));
        relay.onClose();
        assertFalse(left[1].isUp() || right[1].isUp());
    }

    @Test
    void shouldKeepFramesThatALinkDoesNotTakeNow()
    {
        final RingLink[] left = RingLink.pair(1 << 20, MTU);
        final RingLink[] right = RingLink.pair(1 << 14, MTU);
        final PathRelay relay = new PathRelay(left[1], right[1], NetworkPlan.parse(""), () -> nowNs);
        for (int i = 0; i < 300; i++)
        {
            send(left[0], i);
        }
        final List<Integer> received = new ArrayList<>();
        for (int i = 0; i < 100; i++)
        {
            relay.doWork();
            if (i % 10 == 9)
            {
                received.addAll(receive(right[0]));
            }
        }
        assertEquals(300, received.size());
        assertEquals(299, received.get(299));
        assertEquals(0, relay.there().count(PathCount.OVERFLOWED));
    }

    @Test
    void shouldRefuseLinksOfDifferentMtu()
    {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, () -> new PathRelay(
            RingLink.pair(1 << 16, MTU)[0], RingLink.pair(1 << 16, 1_400)[0], NetworkPlan.parse(""), () -> nowNs));
        assertEquals("the links must have the same MTU: a=1500 b=1400", ex.getMessage());
    }

    private List<Integer> receiveAll(final Link link)
    {
        final List<Integer> all = new ArrayList<>();
        for (List<Integer> some = receive(link); !some.isEmpty(); some = receive(link))
        {
            all.addAll(some);
        }
        return all;
    }

    private List<Integer> receive(final Link link)
    {
        final List<Integer> received = new ArrayList<>();
        final int count = link.receive(batch);
        for (int i = 0; i < count; i++)
        {
            received.add(batch.buffer().getInt(batch.offset(i)));
        }
        return received;
    }

    private static void send(final Link link, final int number)
    {
        final int offset = link.claim(100);
        link.txBuffer().setMemory(offset, 100, (byte)0);
        link.txBuffer().putInt(offset, number);
        link.commit(offset, 100);
    }
}
