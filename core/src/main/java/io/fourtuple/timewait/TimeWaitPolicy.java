package io.fourtuple.timewait;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * How TIME_WAIT is held and reused. An engine has one policy, of its own, and calls it on its loop's thread; it must not
 * block, allocate, throw, call {@code Tcp}, or keep what it is given. {@link TimeWaitRules} has the comparisons that most
 * policies are made of. A policy needs two methods; the others have the safe answer as default.
 */
public interface TimeWaitPolicy
{
    /** How far the ISN of a connection on a used 4-tuple lies above everything the old one sent, as Linux has it. */
    int ISN_DISTANCE = 65_535 + 2;

    /**
     * How long the entry is held; asked when TIME_WAIT is entered, and again when the wait starts anew.
     *
     * @param timeWait  the connection.
     * @param rtoMs its retransmission time-out when it entered, milliseconds; 0 when the wait starts anew: not known then.
     * @return milliseconds, up to 7,200,000; larger is cut to that; 0 or less: not at all.
     */
    long timeWaitMs(TimeWaitConnection timeWait, int rtoMs);

    /**
     * What a segment for the 4-tuple does.
     *
     * @param timeWait    the entry.
     * @param segment has passed the border check; not to be changed.
     * @return what to do with both.
     */
    TimeWaitAction onSegment(TimeWaitConnection timeWait, Segment segment);

    /** Whether {@code connect} may take the 4-tuple over from the entry; by default it may not. */
    default boolean mayConnect(final TimeWaitConnection timeWait)
    {
        return false;
    }

    /**
     * The ISN of a connection that takes an entry's 4-tuple.
     *
     * @param isn that a new connection would have now (RFC 6528).
     * @return by default that one if it lies above everything the old connection sent, else one that does.
     */
    default int initialSequence(final TimeWaitConnection timeWait, final int isn)
    {
        // Not the larger of two: from 2^31 beyond SND.NXT on, what is larger than the one lies below the other.
        return isn - timeWait.sndNxt() >= ISN_DISTANCE ? isn : timeWait.sndNxt() + ISN_DISTANCE;
    }

    /**
     * Whether a SYN for a 4-tuple without an entry may open a connection; by default any may. One that may not is dropped
     * and counted ({@code PAWSPassive}).
     *
     * @param tuple of the SYN, as this end sees it.
     * @param syn   not to be changed.
     * @param nowNs the loop's time, nanoseconds.
     */
    default boolean mayOpen(final FourTuple tuple, final Segment syn, final long nowNs)
    {
        return true;
    }

    /** What happens at the limit of entries; by default no entry is made. */
    default OverflowAction atLimit()
    {
        return OverflowAction.REFUSE;
    }

    /** Told of an entry as it is made, with the loop's time in nanoseconds; by default nothing. */
    default void onEntered(final TimeWaitConnection timeWait, final long nowNs)
    {
    }

    /** Why nobody should use it in earnest; null, the default, if there is no such reason. */
    default String unsafeBecause()
    {
        return null;
    }
}
