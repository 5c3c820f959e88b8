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
final class Answers
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

    Answers(final TimeWaitPolicy policy, final TimeWaitPolicy other, final boolean isHolding)
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
                final Held held = Held.of(ipv6).rcvNxt(rcvNxt).sndNxt(rcvNxt - 1);
                checkAll(tsRecent == null ? held : held.timestamps(tsRecent));
            }
        }
        return count;
    }

    private void checkAll(final Held held)
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
                            final Frames frames = Frames.segment(flags).from(held.remote()).to(held.local())
                                .seq(held.rcvNxt() + distance).ack(held.sndNxt() + ackDistance).payload(payload);
                            check(held, segments.of(stamp == null ? frames :
                                frames.timestamps(held.tsRecent() + stamp, 0)));
                        }
                    }
                }
            }
        }
    }

    private void check(final Held held, final Segment segment)
    {
        final String what = describe(held, segment);
        final TimeWaitAction action = policy.onSegment(held, segment);
        assertNotNull(action, what);
        assertEquals(action, policy.onSegment(held, segment), what);
        assertEquals(action, other.onSegment(held, segment), what);
        assertEquals(what, describe(held, segment));
        count++;
        if (action == OPEN || action == OPEN_OR_ACK)
        {
            checkOpened(held, segment, what + " " + action);
        }
        if (segment.isRst())
        {
            assertTrue(action == SILENCE || action == END, what + " " + action);
        }
        if (action == END)
        {
            assertTrue(segment.isRst() && segment.seq() == held.rcvNxt(), what);
        }
        if (isHolding && isPeersFinAgain(held, segment))
        {
            assertEquals(ACK_AND_RESTART, action, what);
        }
    }

    private static void checkOpened(final Held held, final Segment segment, final String what)
    {
        assertTrue(segment.isSyn() && !segment.isAck() && !segment.isFin() && !segment.isRst(), what);
        final boolean isBeyond = segment.seq() - held.rcvNxt() > 0;
        final boolean isNewer = segment.hasTimestamps() && segment.tsVal() - held.tsRecent() > 0;
        assertTrue(isBeyond || (held.hasTimestamps() ? isNewer : segment.hasTimestamps()), what);
    }

    /** Just as it was sent the first time, or later: it carries timestamps if the connection had them. */
    private static boolean isPeersFinAgain(final Held held, final Segment segment)
    {
        return segment.isFin() && segment.isAck() && !segment.isSyn() && !segment.isRst() &&
            segment.seq() + segment.length() == held.rcvNxt() && segment.ack() - held.sndNxt() <= 0 &&
            segment.hasTimestamps() == held.hasTimestamps() &&
            (!held.hasTimestamps() || segment.tsVal() - held.tsRecent() >= 0);
    }

    private static String describe(final Held held, final Segment segment)
    {
        return "flags=" + segment.flags() + " seq=" + segment.seq() + " ack=" + segment.ack() +
            " payload=" + segment.payloadLength() +
            (segment.hasTimestamps() ? " TSval=" + segment.tsVal() : " without TSval") + "; " + held;
    }
}
