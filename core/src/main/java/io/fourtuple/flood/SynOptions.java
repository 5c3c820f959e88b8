package io.fourtuple.flood;

import io.fourtuple.wire.Segment;

/** The options of a handshake that a cookie has to carry. One object per loop, filled anew for each SYN. */
public final class SynOptions
{
    /** {@link #timestampBits()} of a cookie that needs none. */
    public static final int NO_BITS = -1;
    /** How many of the timestamp's lowest bits a cookie may use. */
    public static final int TIMESTAMP_BITS = 6;

    private int mss;
    private int windowScale;
    private boolean sackPermitted;
    private boolean timestamps;
    private boolean ecn;
    private int timestampBits;

    /**
     * @param mssBytes      that the peer announced, or the default of its family.
     * @param scale         that both sides agreed on: of the peer's window, 0 to 14; {@link Segment#ABSENT}: no scaling.
     * @param withSack      whether both sides permit SACK.
     * @param withTimestamps whether both sides use timestamps.
     * @return this, with {@link #NO_BITS} and without ECN.
     */
    public SynOptions set(
        final int mssBytes, final int scale, final boolean withSack, final boolean withTimestamps)
    {
        mss = mssBytes;
        windowScale = scale;
        sackPermitted = withSack;
        timestamps = withTimestamps;
        ecn = false;
        timestampBits = NO_BITS;
        return this;
    }

    /** The MSS that the peer announced, 0 to 65,535 bytes; headers and options not taken off. */
    public int mss()
    {
        return mss;
    }

    public void mss(final int bytes)
    {
        mss = bytes;
    }

    /** The shift count of the peer's window, 0 to 14, or {@link Segment#ABSENT}: then neither side scales. */
    public int windowScale()
    {
        return windowScale;
    }

    public void windowScale(final int shift)
    {
        windowScale = shift;
    }

    public boolean isSackPermitted()
    {
        return sackPermitted;
    }

    public void sackPermitted(final boolean value)
    {
        sackPermitted = value;
    }

    /** Whether both sides use ECN (RFC 3168). */
    public boolean isEcn()
    {
        return ecn;
    }

    public void ecn(final boolean value)
    {
        ecn = value;
    }

    /** Whether timestamps are used; of an ACK: whether it carries one. */
    public boolean hasTimestamps()
    {
        return timestamps;
    }

    /**
     * For a SYN-ACK: the lowest {@link #TIMESTAMP_BITS} bits of its TSval, or {@link #NO_BITS}. For an ACK: the lowest bits of
     * its TSecr, our offset subtracted.
     */
    public int timestampBits()
    {
        return timestampBits;
    }

    public void timestampBits(final int bits)
    {
        timestampBits = bits;
    }
}
