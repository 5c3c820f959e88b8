package io.fourtuple.link;

/**
 * The counts of an {@link EmulatedPath}. Each frame has one fate:
 * {@code OFFERED + DUPLICATED = DELIVERED + LOST + TAIL_DROPPED + CODEL_DROPPED + OVERFLOWED + frames held}.
 */
public enum PathCount
{
    /** Frames that came. */
    OFFERED,
    /** Frames that left, doubled ones twice. */
    DELIVERED,
    /** Frames that the plan's losses took. */
    LOST,
    /** Frames that found the queue full. */
    TAIL_DROPPED,
    /** Frames that CoDel dropped. */
    CODEL_DROPPED,
    /** Frames that found no memory: a path without a rate was offered more than it can hold, or a frame is above the MTU. */
    OVERFLOWED,
    /** Second copies made. */
    DUPLICATED,
    /** Frames with a flipped bit. */
    CORRUPTED,
    /** Frames that were to leave out of turn. */
    REORDERED,
    /** Frames marked CE. */
    MARKED
}
