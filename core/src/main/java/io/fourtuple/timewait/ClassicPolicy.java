package io.fourtuple.timewait;

import static io.fourtuple.timewait.TimeWaitAction.*;

import io.fourtuple.config.Settings;
import io.fourtuple.wire.Segment;

/**
 * TIME_WAIT as in RFC 9293 3.10.7.4, without the rules added later: 2*MSL for every connection, no new connection before that,
 * and a RST at RCV.NXT ends it (which RFC 1337 warns of).
 * <pre>
 *   SYN                                  ACK
 *   RST at RCV.NXT                       the entry ends; any other: silence
 *   without ACK                          silence
 *   the peer's FIN again                 ACK, the wait starts again
 *   the exact bare ACK                   silence
 *   anything else                        ACK
 * </pre>
 */
public final class ClassicPolicy extends FixedTimeWait
{
    /** @param settings of these, {@code time_wait_seconds} counts. */
    public ClassicPolicy(final Settings settings)
    {
        super(settings);
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        if (segment.isRst())
        {
            return segment.seq() == timeWait.rcvNxt() ? END : SILENCE;
        }
        if (!segment.isAck())
        {
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
}
