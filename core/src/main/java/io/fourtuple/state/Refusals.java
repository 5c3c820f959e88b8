package io.fourtuple.state;

import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * What a segment is answered with that its connection refuses. Anyone who knows the 4-tuple can have such an answer sent, so
 * each has its limit.
 * <pre>
 *   RST or SYN that may be forged, ACK of data never sent      challenge ACK (RFC 5961)     {@link InvalidAckLimit}
 *   outside the window, PAWS, behind the peer's FIN            ACK                          the same
 *   one of those that the peer may have sent again             ACK                          none, so that it does not stall
 * </pre>
 */
final class Refusals
{
    private final Counters counters;
    private final Output output;
    private final InvalidAckLimit invalidAcks;

    Refusals(final Counters counters, final Output output, final InvalidAckLimit invalidAcks)
    {
        this.counters = counters;
        this.output = output;
        this.invalidAcks = invalidAcks;
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
