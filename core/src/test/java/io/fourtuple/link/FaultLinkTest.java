package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

class FaultLinkTest
{
    private static final int FRAMES = 20_000;

    private final RingLink[] ends = RingLink.pair(1 << 16, 1500);
    private final FrameBatch batch = new FrameBatch(16);
    private long nowNs;

    private FaultLink link(final FaultPlan plan)
    {
        return new FaultLink(ends[0], plan, () -> nowNs);
    }

    @Test
    void shouldPassEverythingInOrderWithoutFaults()
    {
        final List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++)
        {
            expected.add(i);
        }
        assertEquals(expected, throughTx(link(FaultPlan.none())));
        assertEquals(expected, throughRx(link(FaultPlan.none())));
    }

    @Test
    void shouldDropInTheGivenDirectionOnly()
    {
        final FaultLink link = link(FaultPlan.none().withTx(Fault.DROP, 0.1));
        final int sent = throughTx(link).size();
        assertEquals(FRAMES - link.txCount(Fault.DROP), sent);
        assertTrue(sent > FRAMES * 0.88 && sent < FRAMES * 0.92, "sent=" + sent);
        assertEquals(FRAMES, throughRx(link).size());
        assertEquals(0, link.rxCount(Fault.DROP));
    }

    @Test
    void shouldDropAllAtProbabilityOne()
    {
        assertEquals(List.of(), throughRx(link(FaultPlan.none().with(Fault.DROP, 1))));
    }

    @Test
    void shouldDuplicate()
    {
        final FaultLink link = link(FaultPlan.none().with(Fault.DUPLICATE, 1));
        final List<Integer> received = throughRx(link);
        assertEquals(2 * FRAMES, received.size());
        assertEquals(received.get(100), received.get(101));
        assertEquals(2 * FRAMES, throughTx(link).size());
    }

    @Test
    void shouldReorderWithinTheGivenDistanceAndLoseNothing()
    {
        final FaultPlan plan = FaultPlan.none().with(Fault.REORDER, 0.2).reorderFrames(3).seed(7);
        final FaultLink link = link(plan);
        final List<Integer> received = throughRx(link);
        assertEquals(FRAMES, new TreeSet<>(received).size());
        assertEquals(FRAMES, received.size());
        int moved = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            moved += received.get(i) == i ? 0 : 1;
        }
        assertTrue(moved > FRAMES / 5, "moved=" + moved);
        assertTrue(link.rxCount(Fault.REORDER) > FRAMES * 0.18);
    }

    @Test
    void shouldReleaseAHeldFrameWhenNothingFollows()
    {
        final FaultLink link = link(FaultPlan.none().with(Fault.REORDER, 1).holdMs(0));
        send(ends[1], 1);
        assertEquals(0, link.receive(batch));
        assertEquals(1, link.receive(batch));

        send(link, 1);
        link.flush();
        assertEquals(0, ends[1].receive(batch));
        link.flush();
        assertEquals(1, ends[1].receive(batch));
    }

    @Test
    void shouldReleaseAHeldFrameByTime()
    {
        final FaultLink link = link(FaultPlan.none().with(Fault.DELAY, 1).holdMs(5));
        send(ends[1], 1);
        send(link, 2);
        assertEquals(0, link.receive(batch));
        nowNs += 4_999_999;
        assertEquals(0, link.receive(batch));
        link.flush();
        assertEquals(0, ends[1].receive(batch));
        nowNs++;
        assertEquals(1, link.receive(batch));
        link.flush();
        assertEquals(1, ends[1].receive(batch));
        assertEquals(1, link.rxCount(Fault.DELAY));
    }

    @Test
    void shouldSendWhatIsHeldOnClose()
    {
        final FaultLink link = link(FaultPlan.none().with(Fault.DELAY, 1));
        send(link, 1);
        link.close();
        assertEquals(1, ends[1].receive(batch));
    }

    @Test
    void shouldFlipExactlyOneBitByDefault()
    {
        final FaultLink link = link(FaultPlan.none().with(Fault.CORRUPT, 1));
        for (int i = 0; i < 1_000; i++)
        {
            send(ends[1], 0);
            assertEquals(1, link.receive(batch));
            int bits = 0;
            for (int j = 0; j < batch.lengthBytes(0); j++)
            {
                bits += Integer.bitCount(batch.buffer().getByte(batch.offset(0) + j) & 0xFF);
            }
            assertEquals(1, bits);
        }
        assertEquals(1_000, link.rxCount(Fault.CORRUPT));
    }

    @Test
    void shouldRepeatARunFromItsSeed()
    {
        final String text = "drop=0.02,dup=0.02,reorder=0.02,corrupt=0.02,delay=0.02,seed=";
        final List<Integer> first = throughRx(link(FaultPlan.parse(text + 42)));
        final List<Integer> again = throughRx(link(FaultPlan.parse(text + 42)));
        final List<Integer> other = throughRx(link(FaultPlan.parse(text + 43)));
        assertEquals(first, again);
        assertNotEquals(first, other);
    }

    @Test
    void shouldRefuseRatherThanLoseWhenTheLinkIsFull()
    {
        final FaultLink link = link(FaultPlan.none().with(Fault.DUPLICATE, 1));
        int sent = 0;
        while (true)
        {
            final int offset = link.claim(1_000);
            if (offset == Link.NO_ROOM)
            {
                break;
            }
            link.commit(offset, 1_000);
            sent++;
        }
        int received = 0;
        for (int idle = 0; idle < 3; idle++)
        {
            link.flush();
            for (int count = ends[1].receive(batch); count > 0; count = ends[1].receive(batch))
            {
                received += count;
                idle = 0;
            }
        }
        assertEquals(sent + link.txCount(Fault.DUPLICATE), received);
        assertEquals(received, link.txGiven());
    }

    @Test
    void shouldAddUp()
    {
        final FaultLink link = link(FaultPlan.parse("drop=0.1,dup=0.1,reorder=0.1,corrupt=0.1,delay=0.1,hold_ms=0"));
        final int received = throughRx(link).size();
        assertEquals(FRAMES, link.rxOffered());
        assertEquals(received, link.rxGiven());
        assertEquals(received, FRAMES - link.rxCount(Fault.DROP) + link.rxCount(Fault.DUPLICATE));
        assertTrue(link.describe().startsWith("faults rx: drop="), link.describe());
    }

    private List<Integer> throughRx(final FaultLink link)
    {
        final List<Integer> received = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++)
        {
            send(ends[1], i);
            if (i % 5 == 4)
            {
                collect(link, received);
            }
        }
        for (int i = 0; i < 10; i++)
        {
            nowNs += 1_000_000;
            collect(link, received);
        }
        return received;
    }

    private List<Integer> throughTx(final FaultLink link)
    {
        final List<Integer> received = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++)
        {
            send(link, i);
            link.flush();
            collect(ends[1], received);
        }
        for (int i = 0; i < 10; i++)
        {
            nowNs += 1_000_000;
            link.flush();
            collect(ends[1], received);
        }
        return received;
    }

    private void collect(final Link link, final List<Integer> received)
    {
        final int count = link.receive(batch);
        for (int i = 0; i < count; i++)
        {
            received.add(batch.buffer().getInt(batch.offset(i)));
        }
    }

    private static void send(final Link link, final int number)
    {
        final int offset = link.claim(40);
        link.txBuffer().setMemory(offset, 40, (byte)0);
        link.txBuffer().putInt(offset, number);
        link.commit(offset, 40);
    }
}
