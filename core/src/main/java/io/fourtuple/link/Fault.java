package io.fourtuple.link;

/** The faults that a {@link FaultLink} makes. */
public enum Fault
{
    /** The frame is lost. */
    DROP("drop"),
    /** The frame arrives twice, one behind the other. */
    DUPLICATE("dup"),
    /** The frame is delayed until some later frames have passed it. */
    REORDER("reorder"),
    /** Bits of the frame are flipped. */
    CORRUPT("corrupt"),
    /** The frame is delayed for a time, however many frames pass it. */
    DELAY("delay");

    private static final Fault[] VALUES = values();

    private final String key;

    Fault(final String key)
    {
        this.key = key;
    }

    /** @return the name in the text form of a {@link FaultPlan}. */
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
