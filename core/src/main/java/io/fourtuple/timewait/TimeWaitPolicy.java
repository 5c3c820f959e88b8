package io.fourtuple.timewait;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * The policy of TIME_WAIT: its length, and the reuse of its 4-tuples. An engine has a policy of its own and calls it on the
 * loop's thread. A policy must not block, allocate, throw, call {@code Tcp}, or keep its arguments. It needs two methods; the
 * others have the safe answer as default. {@link TimeWaitRules} has the comparisons of which most policies are made, and
 * {@link FixedTimeWait} the usual length.
 */
public interface TimeWaitPolicy
{
    /** The distance from SND.NXT of the old connection to the ISN of the next one on the 4-tuple, as in Linux. */
    int ISN_DISTANCE = 65_535 + 2;

    /**
     * The length of TIME_WAIT; called when it is entered, and when the wait starts again.
     *
     * @param timeWait the connection.
     * @param rtoMs    its retransmission time-out when it entered, milliseconds; 0, for unknown, when the wait starts again.
     * @return milliseconds, up to 7,200,000; larger is cut to that; 0 or less: no TIME_WAIT.
     */
    long timeWaitMs(TimeWaitConnection timeWait, int rtoMs);

    /**
     * Decides on a segment for the 4-tuple.
     *
     * @param timeWait the entry.
     * @param segment  has passed the border check; not to be changed.
     * @return the action for both.
     */
    TimeWaitAction onSegment(TimeWaitConnection timeWait, Segment segment);

    /** Whether {@code connect} may take over the entry's 4-tuple; by default it may not. */
    default boolean mayConnect(final TimeWaitConnection timeWait)
    {
        return false;
    }

    /**
     * The ISN of a connection that takes over an entry's 4-tuple.
     *
     * @param isn of any new connection now (RFC 6528).
     * @return by default {@code isn} if it lies above everything that the old connection sent, else a number that does.
     */
    default int initialSequence(final TimeWaitConnection timeWait, final int isn)
    {
        // Not the larger of two: sequence numbers 2^31 or more beyond SND.NXT compare as smaller.
        return isn - timeWait.sndNxt() >= ISN_DISTANCE ? isn : timeWait.sndNxt() + ISN_DISTANCE;
    }

    /**
     * Whether a SYN for a 4-tuple without an entry may open a connection; by default any may. A SYN that may not is dropped and
     * counted ({@code PAWSPassive}).
     *
     * @param tuple of the SYN, as this end sees it.
     * @param syn   not to be changed.
     * @param nowNs the loop's time, nanoseconds.
     */
    default boolean mayOpen(final FourTuple tuple, final Segment syn, final long nowNs)
    {
        return true;
    }

    /** The action at the limit of entries; by default no entry is made. */
    default OverflowAction atLimit()
    {
        return OverflowAction.REFUSE;
    }

    /** Called when an entry is made, with the loop's time in nanoseconds; by default does nothing. */
    default void onEntered(final TimeWaitConnection timeWait, final long nowNs)
    {
    }

    /** The reason why the policy is unsafe; null, the default, if it is not. */
    default String unsafeBecause()
    {
        return null;
    }
}
