package io.fourtuple.timewait;

import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/** The comparisons of which policies are made. Sequence numbers and timestamps wrap (RFC 9293 3.4, RFC 7323 5.2). */
public final class TimeWaitRules
{
    private TimeWaitRules()
    {
    }

    /** Whether a segment asks for a new connection: SYN without ACK, FIN or RST. */
    public static boolean isOpen(final Segment segment)
    {
        return segment.isSyn() && !segment.isAck() && !segment.isFin() && !segment.isRst();
    }

    /** The sequence rule: SEG.SEQ lies beyond everything the old connection received (RFC 1122 4.2.2.13). */
    public static boolean isSeqBeyond(final TimeWaitConnection timeWait, final Segment segment)
    {
        return Seq.gt(segment.seq(), timeWait.rcvNxt());
    }

    /** The timestamp rule: both have one, and the segment's is newer (RFC 6191 2). */
    public static boolean isTimestampNewer(final TimeWaitConnection timeWait, final Segment segment)
    {
        return timeWait.hasTimestamps() && segment.hasTimestamps() && Seq.gt(segment.tsVal(), timeWait.tsRecent());
    }

    /** PAWS: both have a timestamp, and the segment's is older (RFC 7323 5.3). */
    public static boolean isTimestampOlder(final TimeWaitConnection timeWait, final Segment segment)
    {
        return timeWait.hasTimestamps() && segment.hasTimestamps() && Seq.lt(segment.tsVal(), timeWait.tsRecent());
    }

    /** Whether a segment is the peer's FIN again: our last ACK was lost. */
    public static boolean isPeersFin(final TimeWaitConnection timeWait, final Segment segment)
    {
        return segment.isFin() && segment.seq() + segment.length() == timeWait.rcvNxt();
    }

    /** Whether a segment has no news: no data, at RCV.NXT, acknowledging our FIN. */
    public static boolean isExactAck(final TimeWaitConnection timeWait, final Segment segment)
    {
        return segment.isAck() && !segment.isSyn() && !segment.isRst() && segment.length() == 0 &&
            segment.seq() == timeWait.rcvNxt() && segment.ack() == timeWait.sndNxt();
    }

    /**
     * Whether a SYN is new by more than the sequence rule: its timestamp is newer; or only the new connection has timestamps,
     * by which it will recognise old segments (RFC 6191 3 tells the danger without them).
     */
    public static boolean isProvenNew(final TimeWaitConnection timeWait, final Segment segment)
    {
        return isTimestampNewer(timeWait, segment) || !timeWait.hasTimestamps() && segment.hasTimestamps();
    }
}
