package io.fourtuple.state;

import io.fourtuple.table.Flight;
import io.fourtuple.table.SentRuns;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * The end of a flight has none behind it whose SACK would tell of its loss. So when nothing is heard for two round trips, a probe
 * goes out: new data, or the last segment again (TLP, RFC 8985 7). {@link ConnectionTimer} says when it is due.
 * <pre>
 *   probe ── ACK below its end ──────────────────────────────> goes on
 *     ├── of new data ── ACK of it ──────────────────────────> over
 *     └── of old data ── D-SACK of it, or a plain duplicate ──> over: both have arrived
 *                        ACK beyond its end ─────────────────> over: the probe has repaired a loss that counts
 * </pre>
 */
final class LossProbe
{
    private final Counters counters;
    private final Scoreboard board;
    private final Retransmission retransmission;
    private final Output output;

    LossProbe(
        final Counters counters, final Scoreboard board, final Retransmission retransmission, final Output output)
    {
        this.counters = counters;
        this.retransmission = retransmission;
        this.board = board;
        this.output = output;
    }

    /**
     * Begins a probe (RFC 8985 7.3); the view of what is in flight is positioned.
     *
     * @return false if none may be sent: one is under way, or the link has no room.
     */
    boolean send(final Tcb tcb, final Transfer transfer)
    {
        final Flight flight = board.flight;
        if (flight.is(Flight.PROBE))
        {
            return false;
        }
        final boolean isNew = output.sendProbe(tcb);
        if (!isNew && !sendLast(tcb, transfer))
        {
            return false;
        }
        counters.increment(Counter.LOSS_PROBES);
        flight.set(isNew ? Flight.PROBE : Flight.PROBE | Flight.PROBE_AGAIN);
        flight.probeEnd(tcb.sndNxt());
        return true;
    }

    private boolean sendLast(final Tcb tcb, final Transfer transfer)
    {
        final Flight flight = board.flight;
        final SentRuns runs = board.runs;
        final int last = flight.lastRun();
        final int first = runs.first(last);
        final int begin = first + (runs.length(flight, last) - 1) / tcb.mss() * tcb.mss();
        if (!retransmission.resend(tcb, transfer, Seq.max(begin, tcb.sndUna()), flight.end()))
        {
            return false;
        }
        final int run = begin == first ? last : runs.split(flight, last, begin);
        board.sentAgain(tcb, SentRuns.NONE, run == SentRuns.NONE ? last : run, 0);
        return true;
    }

    /**
     * An ACK, when a probe is under way (RFC 8985 7.4).
     *
     * @param isDuplicate it is a plain duplicate: it moves nothing, and tells of nothing SACKed.
     * @return whether the probe has repaired a loss.
     */
    boolean acked(final Flight flight, final Segment segment, final boolean isProbeDsack, final boolean isDuplicate)
    {
        if (Seq.lt(segment.ack(), flight.probeEnd()))
        {
            return false;
        }
        final boolean isRepaired = flight.is(Flight.PROBE_AGAIN) && !isProbeDsack && Seq.gt(segment.ack(), flight.probeEnd());
        if (!flight.is(Flight.PROBE_AGAIN) || isProbeDsack || isRepaired || isDuplicate)
        {
            flight.clear(Flight.PROBE | Flight.PROBE_AGAIN);
        }
        counters.add(Counter.LOSS_PROBE_RECOVERY, isRepaired ? 1 : 0);
        return isRepaired;
    }
}
