package io.fourtuple.timewait;

import static io.fourtuple.timewait.TimeWaitAction.*;

import io.fourtuple.config.Settings;
import io.fourtuple.wire.Segment;

/**
 * TIME_WAIT as in RFC 9293 3.10.7.4, with RFC 6191 for SYNs and RFC 1337 for RSTs. The default.
 * <pre>
 *   SYN, both with timestamps            TSval newer, or equal with SEQ beyond RCV.NXT: new connection     else silence
 *   SYN, old with, new without           SEQ beyond RCV.NXT: new connection                                else silence
 *   SYN, old without, new with           new connection
 *   SYN, neither                         SEQ beyond RCV.NXT: new connection                                else silence
 *   RST, or without ACK                  silence
 *   the peer's FIN again                 ACK, the wait starts again
 *   the exact bare ACK                   silence
 *   anything else                        ACK
 * </pre>
 */
public final class Rfc6191Policy extends FixedTimeWait
{
    /** @param settings of these, {@code time_wait_seconds} counts. */
    public Rfc6191Policy(final Settings settings)
    {
        super(settings);
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        if (segment.isRst())
        {
            return SILENCE;
        }
        if (TimeWaitRules.isOpen(segment))
        {
            return isNewer(timeWait, segment) ? OPEN : SILENCE;
        }
        if (!segment.isAck())
        {
            // RFC 9293 3.10.7.4, fourth and fifth; the same in the window and outside of it.
            return segment.isSyn() ? ACK : SILENCE;
        }
        if (TimeWaitRules.isTimestampOlder(timeWait, segment))
        {
            return ACK;
        }
        if (TimeWaitRules.isPeersFin(timeWait, segment))
        {
            return ACK_AND_RESTART;
        }
        return TimeWaitRules.isExactAck(timeWait, segment) ? SILENCE : ACK;
    }

    /** RFC 6191 2. */
    private static boolean isNewer(final TimeWaitConnection timeWait, final Segment segment)
    {
        if (!segment.hasTimestamps())
        {
            return TimeWaitRules.isSeqBeyond(timeWait, segment);
        }
        if (!timeWait.hasTimestamps() || TimeWaitRules.isTimestampNewer(timeWait, segment))
        {
            return true;
        }
        return segment.tsVal() == timeWait.tsRecent() && TimeWaitRules.isSeqBeyond(timeWait, segment);
    }
}
