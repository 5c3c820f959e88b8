package io.fourtuple.packetdrill;

/**
 * Maps the script's numbers to those of the wire. The peer's sequence numbers are the script's own. Ours count from
 * where the script's first SYN of ours stands; before there was one, both are the same. Our timestamps count from the
 * first one that the script names.
 */
final class SequenceMap
{
    private int isnOffset;
    private boolean isIsnKnown;
    private int tsOffset;
    private boolean isTsKnown;

    /** A new connection begins: its first SYN defines the numbers anew. */
    void restart()
    {
        isIsnKnown = false;
        isTsKnown = false;
    }

    /**
     * @return the wire's number for one of ours in the script.
     */
    int toWire(final long ours)
    {
        return (int)ours + isnOffset;
    }

    /**
     * @return the script's number for one of ours on the wire.
     */
    int toScript(final int ours)
    {
        return ours - isnOffset;
    }

    /**
     * Looks at a SYN of ours, which defines the numbers if none did before.
     *
     * @param scriptSeq its number in the script; {@link SegmentSpec#ANY} begins anew at 0.
     */
    void onSyn(final int wireSeq, final long scriptSeq)
    {
        if (!isIsnKnown || scriptSeq == SegmentSpec.ANY)
        {
            isnOffset = wireSeq - (scriptSeq == SegmentSpec.ANY ? 0 : (int)scriptSeq);
            isIsnKnown = true;
        }
    }

    int tsToWire(final long ours)
    {
        return (int)ours + tsOffset;
    }

    int tsToScript(final int ours)
    {
        return ours - tsOffset;
    }

    void onTimestamp(final int wireValue, final long scriptValue)
    {
        if (!isTsKnown)
        {
            tsOffset = wireValue - (int)scriptValue;
            isTsKnown = true;
        }
    }
}
