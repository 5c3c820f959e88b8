package io.fourtuple.timewait;

import static io.fourtuple.timewait.TimeWaitAction.*;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.wire.Segment;

/**
 * TIME_WAIT as in Linux (tcp_timewait_state_process and tcp_twsk_unique), with its sysctls {@code tcp_tw_reuse},
 * {@code tcp_tw_reuse_delay} and {@code tcp_rfc1337}.
 * <pre>
 *   SYN                                  not older by PAWS, and SEQ beyond RCV.NXT or TSval newer: new connection, ISN
 *                                        SND.NXT + 65537                          else ACK; the wait goes on
 *   RST at RCV.NXT                       tcp_rfc1337=0: the entry ends            =1: silence
 *   any other RST                        silence
 *   the exact bare ACK                   restart, silence
 *   anything else with ACK, or old       ACK, restart
 *   anything else                        ACK
 *   connect                              tcp_tw_reuse=1, or 2 and loopback; had timestamps; tcp_tw_reuse_delay has passed
 * </pre>
 */
public class LinuxPolicy extends FixedTimeWait
{
    private static final int NEVER = 0;
    private static final int ALWAYS = 1;

    private final int reuse;
    private final int reuseDelayMs;
    private final boolean ignoresRst;

    /**
     * @param settings of these, {@code time_wait_seconds}, {@code tcp_tw_reuse}, {@code tcp_tw_reuse_delay} and
     *                 {@code tcp_rfc1337} count.
     */
    public LinuxPolicy(final Settings settings)
    {
        super(settings);
        reuse = settings.intValue(Setting.TCP_TW_REUSE);
        reuseDelayMs = settings.intValue(Setting.TCP_TW_REUSE_DELAY);
        ignoresRst = settings.isOn(Setting.TCP_RFC1337);
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        // tcp_paws_check: a peer that sent TSval 0 had no clock yet, and no timestamp is older.
        final boolean isOld = timeWait.tsRecent() != 0 && TimeWaitRules.isTimestampOlder(timeWait, segment);
        if (segment.isRst())
        {
            if (isOld || segment.seq() != timeWait.rcvNxt())
            {
                return SILENCE;
            }
            return ignoresRst ? SILENCE : END;
        }
        if (!isOld && !segment.isSyn() && segment.length() == 0 && segment.seq() == timeWait.rcvNxt())
        {
            return RESTART;
        }
        if (TimeWaitRules.isOpen(segment))
        {
            return !isOld && isNewer(timeWait, segment) ? OPEN_OR_ACK : isOld ? ACK_AND_RESTART : ACK;
        }
        return isOld || segment.isAck() ? ACK_AND_RESTART : ACK;
    }

    private static boolean isNewer(final TimeWaitConnection timeWait, final Segment segment)
    {
        return TimeWaitRules.isSeqBeyond(timeWait, segment) || TimeWaitRules.isTimestampNewer(timeWait, segment);
    }

    @Override
    public boolean mayConnect(final TimeWaitConnection timeWait)
    {
        if (reuse == NEVER || reuse != ALWAYS && !timeWait.isLoopback())
        {
            return false;
        }
        return timeWait.hasTimestamps() && timeWait.ageMs() >= reuseDelayMs;
    }

    /** SND.NXT + 65537, and 1 in place of 0. */
    @Override
    public int initialSequence(final TimeWaitConnection timeWait, final int isn)
    {
        final int above = timeWait.sndNxt() + ISN_DISTANCE;
        return above == 0 ? 1 : above;
    }
}
