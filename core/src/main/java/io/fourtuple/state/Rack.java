package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.Flight;
import io.fourtuple.table.SentRuns;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.wire.Seq;

/**
 * Finds losses by time (RACK, RFC 8985 6.2): what was sent before a segment that is delivered, by more than the reordering
 * window, is lost, be it sent for the first time or again.
 * <pre>
 *   sent     |────── A ──── B ──── C ──────────────|
 *   now                            C is delivered  └─ A, B are lost when RACK.rtt + window have passed since each was sent
 *   window = min(reo_wnd_mult * min RTT / 4, SRTT); 0 while no reordering was seen, in a recovery or with three SACKed
 * </pre>
 * The window is besides as long as a segment was seen to be late, which costs no needless retransmission. A network whose
 * reordered segments are early shortens min RTT so much that D-SACKs, a quarter of it each round trip, do not catch up.
 * <p>
 * Called by {@link Scoreboard} for what is delivered, and by {@link LossRecovery}.
 */
final class Rack
{
    /** {@link #detect}: nothing has to be looked at later. */
    static final int NO_WAIT = 0;
    /** RACK.reo_wnd_persist after a D-SACK: recoveries. */
    private static final int PERSIST = 16;
    private static final int DUP_THRESHOLD = 3;
    /** An eighth of what was seen is added. */
    private static final int LATE_MARGIN = 8;
    /** The windowed minimum of the round trip is that of so long, as tcp_min_rtt_wlen has it. */
    private static final int MIN_RTT_WINDOW_MS = 300_000;
    /** Bits of tcp_recovery, as Linux has them. */
    private static final int DETECTS = 1;
    private static final int STATIC_WINDOW = 2;
    private static final int NO_DUP_THRESHOLD = 4;

    private final Clock clock;
    private final SentRuns runs;
    private final int mode;
    /** Something was delivered since {@link #detect} last looked. */
    private boolean isAdvanced;

    Rack(final Settings settings, final Clock clock, final SentRuns runs)
    {
        this.clock = clock;
        this.runs = runs;
        mode = settings.intValue(Setting.TCP_RECOVERY);
    }

    boolean isOn()
    {
        return (mode & DETECTS) != 0;
    }

    /** An ACK begins. */
    void begin()
    {
        isAdvanced = false;
    }

    /** Has {@link #detect} look once more, though nothing was delivered. */
    void lookAgain()
    {
        isAdvanced = true;
    }

    /** The smallest round trip of the path, windowed (RFC 8985 6.2 step 1). */
    void measured(final Flight flight, final int rttUs)
    {
        final int least = flight.minRttUs();
        if (least == 0 || rttUs <= least || clock.nowMs - flight.minRttAtMs() > MIN_RTT_WINDOW_MS)
        {
            flight.minRtt(Math.max(1, rttUs), clock.nowMs);
        }
    }

    /**
     * A segment is delivered (RFC 8985 6.2 step 2).
     *
     * @param wasAgain it was sent more than once: an answer faster than any round trip is to an earlier sending.
     */
    void delivered(final Flight flight, final int sentUs, final int end, final boolean wasAgain)
    {
        final int rttUs = clock.nowUs - sentUs;
        if (wasAgain && rttUs < flight.minRttUs())
        {
            return;
        }
        isAdvanced = true;
        final int beforeUs = flight.rackRttUs();
        flight.rackRttUs(rttUs);
        if (!flight.is(Flight.RACK) || isSentAfter(sentUs, end, flight.rackSentUs(), flight.rackEnd()))
        {
            flight.rack(sentUs, end);
        }
        else if (!wasAgain && rttUs - beforeUs > flight.lateUs() && (mode & STATIC_WINDOW) == 0)
        {
            flight.lateUs(rttUs - beforeUs);
            flight.reoPersist(PERSIST);
        }
    }

    /** RACK_sent_after of RFC 8985 6.2: segments of one burst follow each other by their sequence numbers. */
    static boolean isSentAfter(final int sentUs, final int end, final int otherSentUs, final int otherEnd)
    {
        return sentUs - otherSentUs > 0 || sentUs == otherSentUs && Seq.gt(end, otherEnd);
    }

    /** Adapts the reordering window to D-SACKs, once in a round trip (RFC 8985 6.2 step 4). */
    void adapt(final Tcb tcb, final Flight flight, final boolean isDsack)
    {
        if ((mode & STATIC_WINDOW) != 0)
        {
            return;
        }
        if (flight.is(Flight.DSACK_ROUND) && Seq.geq(tcb.sndUna(), flight.dsackRound()))
        {
            flight.clear(Flight.DSACK_ROUND);
        }
        if (isDsack && !flight.is(Flight.DSACK_ROUND))
        {
            flight.dsackRound(tcb.sndNxt());
            flight.reoExtra(flight.reoExtra() + 1);
            flight.reoPersist(PERSIST);
        }
    }

    /** A recovery is over, and was needed: after 16 of them the window is the least again. */
    void recovered(final Flight flight)
    {
        flight.reoPersist(Math.max(0, flight.reoPersist() - 1));
        if (flight.reoPersist() == 0)
        {
            flight.reoExtra(0);
            flight.lateUs(0);
        }
    }

    /** The reordering window, microseconds (RFC 8985 6.2 step 4). */
    int windowUs(final Tcb tcb, final Transfer transfer, final Flight flight)
    {
        if (!flight.is(Flight.REORDERED))
        {
            final boolean isThresholdReached =
                (mode & NO_DUP_THRESHOLD) == 0 && sackedSegments(flight, tcb.mss()) >= DUP_THRESHOLD;
            if (transfer.caState() >= CaState.RECOVERY || isThresholdReached)
            {
                return 0;
            }
        }
        final long windowUs = (flight.reoExtra() + 1L) * flight.minRttUs() / 4;
        final long lateUs = flight.lateUs() + flight.lateUs() / LATE_MARGIN;
        return (int)Math.min(Math.max(windowUs, lateUs), transfer.srttUs() == 0 ? flight.minRttUs() : transfer.srttUs());
    }

    /** How many segments are SACKed. */
    int sackedSegments(final Flight flight, final int mss)
    {
        int segments = 0;
        for (int run = flight.sackedBytes() == 0 ? SentRuns.NONE : flight.firstRun(); run != SentRuns.NONE; run = runs.next(run))
        {
            segments += runs.is(run, SentRuns.SACKED) ? (runs.length(flight, run) + mss - 1) / mss : 0;
        }
        return segments;
    }

    /**
     * Marks what is lost (RFC 8985 6.2 step 5).
     *
     * @return microseconds after which more will be, or {@link #NO_WAIT}.
     */
    int detect(final Tcb tcb, final Transfer transfer, final Scoreboard board)
    {
        final Flight flight = board.flight;
        if (!isAdvanced || !flight.is(Flight.RACK))
        {
            return NO_WAIT;
        }
        isAdvanced = false;
        return detectNow(tcb, transfer, board);
    }

    /** As {@link #detect}, when the wait is over. */
    int detectNow(final Tcb tcb, final Transfer transfer, final Scoreboard board)
    {
        final Flight flight = board.flight;
        final int lostAfterUs = flight.rackRttUs() + windowUs(tcb, transfer, flight);
        int waitUs = NO_WAIT;
        for (int run = flight.firstRun(); run != SentRuns.NONE; run = runs.next(run))
        {
            if (isOpen(run) && isAnySentBefore(flight, run))
            {
                final int leftUs = lostAfterUs - (clock.nowUs - runs.sentUs(run));
                if (leftUs > 0)
                {
                    waitUs = Math.max(waitUs, leftUs);
                }
                else
                {
                    markBefore(flight, run, board, tcb.mss());
                }
            }
        }
        return waitUs;
    }

    /** Whether a time-out may spare a run, as it was sent less than a round trip ago. */
    boolean isRecent(final Flight flight, final int run)
    {
        return isOn() && flight.is(Flight.RACK) && clock.nowUs - runs.sentUs(run) < flight.rackRttUs();
    }

    /** Whether a run is neither delivered nor known to be lost. */
    private boolean isOpen(final int run)
    {
        final int flags = runs.flags(run);
        return (flags & SentRuns.SACKED) == 0 && (flags & (SentRuns.LOST | SentRuns.AGAIN)) != SentRuns.LOST;
    }

    private boolean isAnySentBefore(final Flight flight, final int run)
    {
        return isSentAfter(flight.rackSentUs(), flight.rackEnd(), runs.sentUs(run), runs.first(run));
    }

    /** Of a burst that has been delivered in part, the segments behind that are not lost. */
    private void markBefore(final Flight flight, final int run, final Scoreboard board, final int mss)
    {
        final int end = runs.end(flight, run);
        if (isSentAfter(flight.rackSentUs(), flight.rackEnd(), runs.sentUs(run), end))
        {
            board.lost(run);
            return;
        }
        final int first = runs.first(run);
        final int border = first + (flight.rackEnd() - first) / mss * mss;
        if (border != first && runs.split(flight, run, border) != SentRuns.NONE)
        {
            board.lost(run);
        }
    }
}
