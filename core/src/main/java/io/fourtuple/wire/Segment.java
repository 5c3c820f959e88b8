package io.fourtuple.wire;

import org.agrona.DirectBuffer;

import io.fourtuple.app.FourTuple;

/**
 * The current packet, filled by {@link IpCheck} and {@link TcpCheck}; objects are reused from batch to batch. Addresses are
 * encoded as in {@link io.fourtuple.app.FourTuple}.
 */
public final class Segment
{
    // Filled by IpCheck.
    DirectBuffer buffer;
    long bufferAddress;
    int ipOffset;
    boolean ipv6;
    final FourTuple tuple = new FourTuple();
    int protocol;
    int transportOffset;
    int transportLength;
    long addressSum;
    boolean verified;

    // Filled by TcpCheck.
    int seq;
    int ack;
    int flags;
    int window;
    /** 0 without URG. */
    int urgentPointer;
    int payloadOffset;
    int payloadLength;
    /**
     * Options of a SYN, by bits: 0 to 15 MSS, 16 has MSS, 17 has window scale, 18 SACK permitted, 24 to 27 window scale. Bits 20 to
     * 22 are for the other segments: how many SACK blocks there are.
     */
    int synOptions;
    boolean hasTimestamps;
    int tsVal;
    int tsEcr;
    private final int[] sackFirsts = new int[TcpDescriptor.MAX_SACK_BLOCKS];
    private final int[] sackEnds = new int[TcpDescriptor.MAX_SACK_BLOCKS];

    static final int HAS_MSS = 1 << 16;
    static final int HAS_WINDOW_SCALE = 1 << 17;
    static final int SACK_PERMITTED = 1 << 18;
    static final int WINDOW_SCALE_SHIFT = 24;
    private static final int SACK_COUNT_SHIFT = 20;
    private static final int SACK_COUNT_MASK = 7;

    /** {@link #mss()} and {@link #windowScale()} of a segment without the option. */
    public static final int ABSENT = -1;

    /** {@link #protocol()} of a frame that the border check refused. */
    public static final int NO_PROTOCOL = -1;

    // For the lookup of its connection.
    private long hash;

    /** Marks the frame as refused by the border check: all else here is undefined. */
    public void dismiss()
    {
        protocol = NO_PROTOCOL;
    }

    /** The hash of {@link #tuple()} as the connection table makes it. */
    public long hash()
    {
        return hash;
    }

    public void hash(final long value)
    {
        hash = value;
    }

    /** Says whether the link vouches for the TCP checksum; to be said of each frame before {@link TcpCheck}. */
    public void verified(final boolean value)
    {
        verified = value;
    }

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

    /** The segment's connection, seen from the engine: local is the packet's destination. Not to be changed. */
    public FourTuple tuple()
    {
        return tuple;
    }

    public long sourceHi()
    {
        return tuple.remoteHi();
    }

    public long sourceLo()
    {
        return tuple.remoteLo();
    }

    public long destinationHi()
    {
        return tuple.localHi();
    }

    public long destinationLo()
    {
        return tuple.localLo();
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
        return tuple.remotePort();
    }

    public int destinationPort()
    {
        return tuple.localPort();
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

    public boolean isEce()
    {
        return (flags & TcpDescriptor.ECE) != 0;
    }

    public boolean isCwr()
    {
        return (flags & TcpDescriptor.CWR) != 0;
    }

    /** Whether a SYN asks for ECN, by ECE and CWR (RFC 3168 6.1.1); with AE besides for the accurate kind (RFC 9768 3.1.1). */
    public boolean isEcnSetup()
    {
        return isEce() && isCwr();
    }

    /** The flag AE, which was NS before. */
    public boolean isAe()
    {
        return (NetworkBytes.getByte(bufferAddress + transportOffset + TcpDescriptor.DATA_OFFSET_OFFSET) & 1) != 0;
    }

    /** The ECN field of the IP header, {@link IpDescriptor#NOT_ECT} to {@link IpDescriptor#CE}; read from the frame each time. */
    public int ecn()
    {
        final int second = NetworkBytes.getByte(bufferAddress + ipOffset + 1);
        return (ipv6 ? second >>> 4 : second) & IpDescriptor.CE;
    }

    /** @return distance from SEG.SEQ to the byte behind the urgent data (RFC 6093 4); 0 for a segment without URG. */
    public int urgentPointer()
    {
        return urgentPointer;
    }

    public boolean isPsh()
    {
        return (flags & TcpDescriptor.PSH) != 0;
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
        return (synOptions & HAS_MSS) != 0 ? synOptions & 0xFFFF : ABSENT;
    }

    /** The window scale option's shift count, 0 to 14, or {@link #ABSENT}. */
    public int windowScale()
    {
        return (synOptions & HAS_WINDOW_SCALE) != 0 ? synOptions >>> WINDOW_SCALE_SHIFT : ABSENT;
    }

    public boolean isSackPermitted()
    {
        return (synOptions & SACK_PERMITTED) != 0;
    }

    /** How many SACK blocks there are, 0 to 4 (RFC 2018 3). They are as they came: nothing of them is checked. */
    public int sackCount()
    {
        return synOptions >>> SACK_COUNT_SHIFT & SACK_COUNT_MASK;
    }

    /** The first sequence number of a SACK block. */
    public int sackFirst(final int block)
    {
        return sackFirsts[block];
    }

    /** The sequence number behind a SACK block. */
    public int sackEnd(final int block)
    {
        return sackEnds[block];
    }

    /** Reads the blocks of a SACK option; of two options, the last one counts. */
    void sackBlocks(final long address, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final long block = NetworkBytes.getLong(address + (long)i * TcpDescriptor.SACK_BLOCK_LENGTH);
            sackFirsts[i] = (int)(block >>> 32);
            sackEnds[i] = (int)block;
        }
        synOptions = synOptions & ~(SACK_COUNT_MASK << SACK_COUNT_SHIFT) | count << SACK_COUNT_SHIFT;
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

    /** Removes the SYN: the data begins at the next sequence number. */
    public void skipSyn()
    {
        if (isSyn())
        {
            flags &= ~TcpDescriptor.SYN;
            seq++;
        }
    }

    /**
     * Cuts the segment to the window: removes the bytes before {@code from} and behind {@code to}, and a FIN behind removed
     * bytes (RFC 9293 3.10.7.4, "segments can be tailored").
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
                // The FIN lies before the window too: it was received already.
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
