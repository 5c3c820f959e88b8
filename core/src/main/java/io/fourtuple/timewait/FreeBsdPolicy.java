package io.fourtuple.timewait;

import static io.fourtuple.timewait.TimeWaitAction.*;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.wire.Segment;

/**
 * TIME_WAIT as in FreeBSD 13 (tcp_twcheck), with its {@code net.inet.tcp.tolerate_missing_ts}.
 * <pre>
 *   SYN                                  SEQ beyond RCV.NXT: new connection, with an ordinary ISN          else silence
 *   SYN, old with timestamps, new        silence; with tolerate_missing_ts=1 the rule above
 *   without
 *   RST                                  silence
 *   without ACK, or without the          silence
 *   agreed timestamp
 *   the peer's FIN again                 ACK, the wait starts again
 *   the exact bare ACK                   silence
 *   anything else                        ACK
 *   at the limit                         the oldest entry is evicted
 * </pre>
 */
public final class FreeBsdPolicy extends FixedTimeWait
{
    private final boolean toleratesMissing;

    /** @param settings of these, {@code time_wait_seconds} and {@code tolerate_missing_ts} count. */
    public FreeBsdPolicy(final Settings settings)
    {
        super(settings);
        toleratesMissing = settings.isOn(Setting.TOLERATE_MISSING_TS);
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        if (segment.isRst() || timeWait.hasTimestamps() && !segment.hasTimestamps() && !toleratesMissing)
        {
            return SILENCE;
        }
        if (TimeWaitRules.isOpen(segment))
        {
            return TimeWaitRules.isSeqBeyond(timeWait, segment) ? OPEN : SILENCE;
        }
        if (!segment.isAck())
        {
            return SILENCE;
        }
        if (TimeWaitRules.isPeersFin(timeWait, segment))
        {
            return ACK_AND_RESTART;
        }
        return TimeWaitRules.isExactAck(timeWait, segment) ? SILENCE : ACK;
    }

    @Override
    public int initialSequence(final TimeWaitConnection timeWait, final int isn)
    {
        return isn;
    }

    @Override
    public OverflowAction atLimit()
    {
        return OverflowAction.EVICT_OLDEST;
    }
}
