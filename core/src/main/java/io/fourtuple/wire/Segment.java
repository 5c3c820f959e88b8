package io.fourtuple.wire;

import org.agrona.DirectBuffer;

/**
 * The packet being looked at: what {@link IpCheck} and {@link TcpCheck} found in it. One object per loop, filled anew
 * for each frame. Addresses are held as in {@link io.fourtuple.app.FourTuple}.
 */
public final class Segment
{
    // Filled by IpCheck.
    DirectBuffer buffer;
    int ipOffset;
    boolean ipv6;
    long sourceHi;
    long sourceLo;
    long destinationHi;
    long destinationLo;
    int protocol;
    int transportOffset;
    int transportLength;
    long addressSum;

    // Filled by TcpCheck.
    int sourcePort;
    int destinationPort;
    int seq;
    int ack;
    int flags;
    int window;
    int payloadOffset;
    int payloadLength;
    int mss;
    int windowScale;
    boolean sackPermitted;
    boolean hasTimestamps;
    int tsVal;
    int tsEcr;

    /** {@link #mss()} and {@link #windowScale()} of a segment that has no such option. */
    public static final int ABSENT = -1;

    public DirectBuffer buffer()
    {
        return buffer;
    }

    public int ipOffset()
    {
        return ipOffset;
    }

    public boolean isIpv6()
    {
        return ipv6;
    }

    public long sourceHi()
    {
        return sourceHi;
    }

    public long sourceLo()
    {
        return sourceLo;
    }

    public long destinationHi()
    {
        return destinationHi;
    }

    public long destinationLo()
    {
        return destinationLo;
    }

    public int protocol()
    {
        return protocol;
    }

    public int transportOffset()
    {
        return transportOffset;
    }

    public int transportLength()
    {
        return transportLength;
    }

    public int sourcePort()
    {
        return sourcePort;
    }

    public int destinationPort()
    {
        return destinationPort;
    }

    /** SEG.SEQ. */
    public int seq()
    {
        return seq;
    }

    /** SEG.ACK; only meaningful with {@link TcpDescriptor#ACK}. */
    public int ack()
    {
        return ack;
    }

    /** SEG.WND as in the header, before scaling. */
    public int window()
    {
        return window;
    }

    public boolean isSyn()
    {
        return (flags & TcpDescriptor.SYN) != 0;
    }

    public boolean isAck()
    {
        return (flags & TcpDescriptor.ACK) != 0;
    }

    public boolean isRst()
    {
        return (flags & TcpDescriptor.RST) != 0;
    }

    public boolean isFin()
    {
        return (flags & TcpDescriptor.FIN) != 0;
    }

    public int flags()
    {
        return flags;
    }

    /** SEG.LEN: the data, and one each for SYN and FIN (RFC 9293 3.4). */
    public int length()
    {
        return payloadLength + (isSyn() ? 1 : 0) + (isFin() ? 1 : 0);
    }

    public int payloadOffset()
    {
        return payloadOffset;
    }

    public int payloadLength()
    {
        return payloadLength;
    }

    /** The MSS option's value, or {@link #ABSENT}. */
    public int mss()
    {
        return mss;
    }

    /** The window scale option's shift count, 0 to 14, or {@link #ABSENT}. */
    public int windowScale()
    {
        return windowScale;
    }

    public boolean isSackPermitted()
    {
        return sackPermitted;
    }

    public boolean hasTimestamps()
    {
        return hasTimestamps;
    }

    public int tsVal()
    {
        return tsVal;
    }

    public int tsEcr()
    {
        return tsEcr;
    }

    /** Takes the SYN off: what follows begins at the next sequence number. */
    public void skipSyn()
    {
        if (isSyn())
        {
            flags &= ~TcpDescriptor.SYN;
            seq++;
        }
    }

    /**
     * Cuts the segment to what lies in the window: bytes before {@code from} and behind {@code to} go, and a FIN behind
     * bytes that were cut (RFC 9293 3.10.7.4, "segments can be tailored").
     *
     * @param from RCV.NXT.
     * @param to   RCV.NXT + RCV.WND.
     */
    public void trim(final int from, final int to)
    {
        final int before = from - seq;
        if (before > 0)
        {
            final int cut = Math.min(before, payloadLength);
            payloadOffset += cut;
            payloadLength -= cut;
            seq += cut;
            if (before > cut)
            {
                // The FIN too lies before the window: it was received already.
                flags &= ~TcpDescriptor.FIN;
                seq = from;
            }
        }
        final int behind = seq + payloadLength - to;
        if (behind > 0)
        {
            payloadLength = Math.max(0, payloadLength - behind);
            flags &= ~TcpDescriptor.FIN;
        }
    }
}
