package io.fourtuple.state;

import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;

/**
 * The answers to segments that are refused. Anyone can have them sent, by a forged segment, so each has its limit.
 * <pre>
 *   it belongs to nothing, or acknowledges no SYN of ours      RST                          {@link ResetLimit}
 *   RST or SYN that may be forged, ACK of data never sent      challenge ACK (RFC 5961)     {@link InvalidAckLimit}
 *   outside the window, PAWS, behind the peer's FIN            ACK                          the same
 *   one of those that the peer may have sent again             ACK                          none, so that it does not stall
 * </pre>
 */
final class Refusals
{
    private final Counters counters;
    private final SegmentWriter writer;
    private final Output output;
    private final ResetLimit resets;
    private final InvalidAckLimit invalidAcks;

    Refusals(
        final Counters counters,
        final SegmentWriter writer,
        final Output output,
        final ResetLimit resets,
        final InvalidAckLimit invalidAcks)
    {
        this.counters = counters;
        this.writer = writer;
        this.output = output;
        this.resets = resets;
        this.invalidAcks = invalidAcks;
    }

    /** Answers a segment that belongs to nothing by the RST that RFC 9293 3.10.7.1 has for it, as {@code rst_answer} says. */
    void reset(final Segment segment)
    {
        if (!segment.isRst() && resets.mayAnswer(segment.tuple()))
        {
            writer.resetFor(segment);
        }
    }

    /** A segment that its connection had no use for takes as much of the limits of RSTs as if there were no connection. */
    void countAsReset(final Segment segment)
    {
        resets.count(segment.tuple());
    }

    /** Sends a challenge ACK (RFC 5961), within the limit. */
    void challenge(final Tcb tcb)
    {
        if (invalidAcks.mayAnswer(tcb, Counter.CHALLENGE_SKIPPED))
        {
            counters.increment(Counter.CHALLENGE_ACK);
            output.ackNowOrLater(tcb);
        }
    }

    /**
     * Answers a segment that is not acceptable with an ACK (RFC 9293 3.10.7.4, first).
     *
     * @param isAgain whether the peer may have sent it again: then it is always answered.
     */
    void ackUnacceptable(final Tcb tcb, final boolean isAgain)
    {
        if (isAgain || invalidAcks.mayAnswer(tcb, Counter.DUP_ACK_SKIPPED))
        {
            output.ackNowOrLater(tcb);
        }
    }
}
