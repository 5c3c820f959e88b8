package io.fourtuple.table;

/** Looks into an index: how far a batch has got. */
public final class Touched
{
    private Touched()
    {
    }

    /** Segments of the last IPv4 batch whose entry was found where it had been touched. */
    public static int foundIpv4(final ConnectionTable table)
    {
        return table.ipv4.index.nextTouched;
    }
}
