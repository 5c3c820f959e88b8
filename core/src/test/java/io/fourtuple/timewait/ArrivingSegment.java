package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fourtuple.testing.Frames;

/**
 * One cell of a policy's table: a segment arrives for an entry, all numbers told relative to what the entry kept. The
 * answer has to be the same for both families and wherever RCV.NXT, SND.NXT and TS.Recent stand, so that a comparison
 * that does not wrap is found.
 */
final class ArrivingSegment
{
    private static final int[] ANCHORS = {100_000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1};

    private final CheckedSegments segments = new CheckedSegments();
    private final TimeWaitPolicy policy;
    private final boolean oldHasTimestamps;
    private String flags = "S";
    private int seqOffset;
    private int ackOffset;
    private int payload;
    private Integer tsOffset;
    private int ageMs;

    private ArrivingSegment(final TimeWaitPolicy policy, final boolean oldHasTimestamps)
    {
        this.policy = policy;
        this.oldHasTimestamps = oldHasTimestamps;
    }

    /** The old connection had agreed on timestamps. */
    static ArrivingSegment withTimestamps(final TimeWaitPolicy policy)
    {
        return new ArrivingSegment(policy, true);
    }

    /** The old connection had none. */
    static ArrivingSegment withoutTimestamps(final TimeWaitPolicy policy)
    {
        return new ArrivingSegment(policy, false);
    }

    /** The segment that comes: flags as in {@link Frames}, and SEG.SEQ as distance from RCV.NXT. */
    ArrivingSegment of(final String letters, final int distanceFromRcvNxt)
    {
        flags = letters;
        seqOffset = distanceFromRcvNxt;
        return this;
    }

    /** SEG.ACK as distance from SND.NXT; 0 unless told otherwise. */
    ArrivingSegment ack(final int distanceFromSndNxt)
    {
        ackOffset = distanceFromSndNxt;
        return this;
    }

    ArrivingSegment payload(final int bytes)
    {
        payload = bytes;
        return this;
    }

    /** TSval as distance from TS.Recent; null: no timestamp option. */
    ArrivingSegment stamped(final Integer distanceFromTsRecent)
    {
        tsOffset = distanceFromTsRecent;
        return this;
    }

    /** How long the entry has been in TIME_WAIT. */
    ArrivingSegment after(final int ms)
    {
        ageMs = ms;
        return this;
    }

    void expect(final TimeWaitAction action)
    {
        for (final int rcvNxt : ANCHORS)
        {
            for (final int tsRecent : ANCHORS)
            {
                expect(action, rcvNxt, tsRecent, false);
                expect(action, rcvNxt, tsRecent, true);
            }
        }
    }

    private void expect(final TimeWaitAction action, final int rcvNxt, final int tsRecent, final boolean ipv6)
    {
        final TimeWaitSample timeWait = TimeWaitSample.of(ipv6).rcvNxt(rcvNxt).sndNxt(-rcvNxt).ageMs(ageMs);
        if (oldHasTimestamps)
        {
            timeWait.timestamps(tsRecent);
        }
        final Frames frames = Frames.segment(flags).from(timeWait.remote()).to(timeWait.local())
            .seq(rcvNxt + seqOffset).ack(timeWait.sndNxt() + ackOffset).payload(payload);
        if (tsOffset != null)
        {
            frames.timestamps(tsRecent + tsOffset, 0);
        }
        assertEquals(action, policy.onSegment(timeWait, segments.of(frames)), () -> flags + " seq=rcv_nxt+" + seqOffset +
            " ack=snd_nxt+" + ackOffset + " payload=" + payload + " TSval=ts_recent+" + tsOffset + "; " + timeWait);
    }
}
