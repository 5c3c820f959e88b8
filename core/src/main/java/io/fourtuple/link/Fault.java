package io.fourtuple.link;

/** What a {@link FaultLink} may do to a frame. */
public enum Fault
{
    /** The frame is lost. */
    DROP("drop"),
    /** The frame arrives twice, one behind the other. */
    DUPLICATE("dup"),
    /** The frame is held back until some later ones have passed it. */
    REORDER("reorder"),
    /** Bits of the frame are flipped. */
    CORRUPT("corrupt"),
    /** The frame is held back for a time, whatever passes. */
    DELAY("delay");

    private static final Fault[] VALUES = values();

    private final String key;

    Fault(final String key)
    {
        this.key = key;
    }

    /**
     * @return the name in the text form of a {@link FaultPlan}.
     */
    public String key()
    {
        return key;
    }

    static Fault ofKey(final String key)
    {
        for (final Fault fault : VALUES)
        {
            if (fault.key.equals(key))
            {
                return fault;
            }
        }
        return null;
    }
}
