package io.fourtuple.timewait;

import static io.fourtuple.timewait.TimeWaitAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fourtuple.testing.Frames;
import io.fourtuple.wire.Segment;

/**
 * Asks a policy about every combination of what can differ, and holds each answer against rules that are safe for all:
 * <pre>
 *   new connection    only on SYN without ACK, FIN, RST, and only if SEQ lies beyond RCV.NXT, or TSval is newer, or the
 *                     SYN has timestamps and the old connection had none
 *   RST               silence, or the end of the entry, and that only at RCV.NXT; nothing else ends it
 *   the peer's FIN    ACK, and the wait starts again
 *   same question     same answer, from another instance too; nothing that was given is changed
 * </pre>
 */
final class ExpectedActions
{
    private static final String[] FLAGS = {"-", "S", "F", "R", ".", "SF", "SR", "S.", "FR", "F.", "R.", "SFR", "SF.",
        "SR.", "FR.", "SFR.", "SP", "P.", "FP.", "U."};
    private static final int[] PAYLOADS = {0, 3};
    private static final int[] DISTANCES = {0, 1, -1, -2, -4, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final Integer[] STAMPS = {null, 0, 1, -1, 2, -2, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final int[] ACK_DISTANCES = {0, -1};
    private static final Integer[] TS_RECENT = {null, 0, 100_000, Integer.MAX_VALUE, -1};

    private final CheckedSegments segments = new CheckedSegments();
    private final TimeWaitPolicy policy;
    private final TimeWaitPolicy other;
    private final boolean isHolding;
    private int count;

    ExpectedActions(final TimeWaitPolicy policy, final TimeWaitPolicy other, final boolean isHolding)
    {
        this.policy = policy;
        this.other = other;
        this.isHolding = isHolding;
    }

    int count()
    {
        return count;
    }

    /** @return how many questions were asked. */
    int checkAll()
    {
        for (final Integer tsRecent : TS_RECENT)
        {
            // RCV.NXT 0, 5000, -100001, -2^31 and 0.
            final int rcvNxt = tsRecent == null ? 0 : tsRecent == 0 ? 5_000 : ~tsRecent;
            for (final boolean ipv6 : new boolean[]{false, true})
            {
                final TimeWaitSample timeWait = TimeWaitSample.of(ipv6).rcvNxt(rcvNxt).sndNxt(rcvNxt - 1);
                checkAll(tsRecent == null ? timeWait : timeWait.timestamps(tsRecent));
            }
        }
        return count;
    }

    private void checkAll(final TimeWaitSample timeWait)
    {
        for (final String flags : FLAGS)
        {
            for (final int payload : PAYLOADS)
            {
                for (final int distance : DISTANCES)
                {
                    for (final int ackDistance : ACK_DISTANCES)
                    {
                        for (final Integer stamp : STAMPS)
                        {
                            final Frames frames = Frames.segment(flags).from(timeWait.remote()).to(timeWait.local())
                                .seq(timeWait.rcvNxt() + distance).ack(timeWait.sndNxt() + ackDistance).payload(payload);
                            check(timeWait, segments.of(stamp == null ? frames :
                                frames.timestamps(timeWait.tsRecent() + stamp, 0)));
                        }
                    }
                }
            }
        }
    }

    private void check(final TimeWaitSample timeWait, final Segment segment)
    {
        final String what = describe(timeWait, segment);
        final TimeWaitAction action = policy.onSegment(timeWait, segment);
        assertNotNull(action, what);
        assertEquals(action, policy.onSegment(timeWait, segment), what);
        assertEquals(action, other.onSegment(timeWait, segment), what);
        assertEquals(what, describe(timeWait, segment));
        count++;
        if (action == OPEN || action == OPEN_OR_ACK)
        {
            checkOpened(timeWait, segment, what + " " + action);
        }
        if (segment.isRst())
        {
            assertTrue(action == SILENCE || action == END, what + " " + action);
        }
        if (action == END)
        {
            assertTrue(segment.isRst() && segment.seq() == timeWait.rcvNxt(), what);
        }
        if (isHolding && isPeersFinAgain(timeWait, segment))
        {
            assertEquals(ACK_AND_RESTART, action, what);
        }
    }

    private static void checkOpened(final TimeWaitSample timeWait, final Segment segment, final String what)
    {
        assertTrue(segment.isSyn() && !segment.isAck() && !segment.isFin() && !segment.isRst(), what);
        final boolean isBeyond = segment.seq() - timeWait.rcvNxt() > 0;
        final boolean isNewer = segment.hasTimestamps() && segment.tsVal() - timeWait.tsRecent() > 0;
        assertTrue(isBeyond || (timeWait.hasTimestamps() ? isNewer : segment.hasTimestamps()), what);
    }

    /** Just as it was sent the first time, or later: it carries timestamps if the connection had them. */
    private static boolean isPeersFinAgain(final TimeWaitSample timeWait, final Segment segment)
    {
        return segment.isFin() && segment.isAck() && !segment.isSyn() && !segment.isRst() &&
            segment.seq() + segment.length() == timeWait.rcvNxt() && segment.ack() - timeWait.sndNxt() <= 0 &&
            segment.hasTimestamps() == timeWait.hasTimestamps() &&
            (!timeWait.hasTimestamps() || segment.tsVal() - timeWait.tsRecent() >= 0);
    }

    private static String describe(final TimeWaitSample timeWait, final Segment segment)
    {
        return "flags=" + segment.flags() + " seq=" + segment.seq() + " ack=" + segment.ack() +
            " payload=" + segment.payloadLength() +
            (segment.hasTimestamps() ? " TSval=" + segment.tsVal() : " without TSval") + "; " + timeWait;
    }
}
