package io.fourtuple.wire;

import static io.fourtuple.wire.FragmentedPacket.HEADER_ROOM;
import static io.fourtuple.wire.FragmentedPacket.UNIT;
import static io.fourtuple.wire.IpDescriptor.*;

import org.agrona.DirectBuffer;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * Puts IP packets together from their fragments (RFC 791 3.2, RFC 8200 4.5), in memory that is taken once. {@link IpCheck} has
 * passed all of a fragment but that it is one. Packets are at most as large as the link's MTU, or 1,500 bytes if that is more
 * (RFC 8200 5): a peer's segments are no larger, as the MSS that it was told comes from that MTU.
 * <pre>
 *   fragment ── bad length, too long, part of a refused packet ───────────────────────> IpReasmFails
 *      ├── of a packet under way, or new ── overlap, or two ends: refused as a whole ──> IpReasmFails
 *      ├── the same bytes again, or parts are missing ─────────────────────────────────> IpReasmReqds
 *      └── nothing is missing ──> the whole packet is checked as any other
 * </pre>
 * The memory bounds what senders of lone fragments can hold. When it is full, the oldest packet gives way; a source with a
 * quarter of all packets, its own oldest one. No Time Exceeded is sent: a forged source could have it sent to a victim.
 */
public final class IpReassembly
{
    private static final int LARGEST_AT_LEAST = 1_500;
    /** A source that has more than this share of the packets gives way first. */
    private static final int SHARES = 4;
    /** The first fragment has the whole header of TCP without options (RFC 1858 3, RFC 8200 4.5, RFC 7112 5). */
    private static final int LEAST_FIRST_BYTES = 20;
    private static final int FRAGMENT_HEADER_LENGTH = 8;
    private static final int IPV4_MORE_FRAGMENTS = 0x2000;
    private static final int IPV4_OFFSET_MASK = 0x1FFF;
    private static final int FREE = 0;
    private static final int NONE = -1;

    private final Counters counters;
    private final int timeMs;
    private final int payloadBytes;
    private final int slotBytes;
    private final DirectBuffer buffer;
    private final FragmentedPacket[] packets;
    /** A hash of each packet's key, so that most packets that do not match are passed over without being looked at. */
    private final int[] tags;
    private final int[] wholeSlots;
    private int wholeCount;
    private int used;

    // The fragment under way.
    private int id;
    private int offset;
    private int length;
    private boolean isLast;
    private long data;
    private int codepoint;

    /**
     * @param settings of the engine.
     * @param mtuBytes of its link.
     * @param buffer   off the heap, whose size bounds the packets.
     * @param counters for packets put together and given up.
     */
    public IpReassembly(final Settings settings, final int mtuBytes, final DirectBuffer buffer, final Counters counters)
    {
        this.buffer = buffer;
        this.counters = counters;
        timeMs = 1_000 * settings.intValue(Setting.IPFRAG_TIME);
        final int largestBytes = Math.max(LARGEST_AT_LEAST, mtuBytes);
        payloadBytes = largestBytes - IPV4_HEADER_LENGTH;
        slotBytes = HEADER_ROOM + payloadBytes + UNIT - 1 & -UNIT;
        final int slots = buffer.capacity() / slotBytes;
        packets = new FragmentedPacket[slots];
        for (int i = 0; i < slots; i++)
        {
            packets[i] = new FragmentedPacket(buffer.addressOffset() + (long)i * slotBytes, payloadBytes);
        }
        tags = new int[slots];
        wholeSlots = new int[slots];
    }

    /**
     * Takes a fragment.
     *
     * @param segment for which {@link IpCheck} has said {@link Counter#IP_IN_FRAGMENTS}.
     * @param nowMs   of the loop's clock.
     * @return null if the packet is whole now, and valid until {@link #release}; else the outcome of the fragment.
     */
    public Counter take(final Segment segment, final int nowMs)
    {
        if (packets.length == 0)
        {
            return Counter.IP_IN_FRAGMENTS;
        }
        if (segment.isIpv6())
        {
            readIpv6(segment);
        }
        else
        {
            readIpv4(segment);
        }
        if (length <= 0 || !isLast && (length & UNIT - 1) != 0 || offset + length > room(segment) ||
            offset == 0 && segment.protocol() == PROTOCOL_TCP && length < LEAST_FIRST_BYTES)
        {
            return fails();
        }
        final int tag = tag(segment);
        int slot = find(segment, tag);
        if (slot == NONE)
        {
            slot = slotFor(segment);
            if (slot == NONE)
            {
                return fails();
            }
            tags[slot] = tag;
            packets[slot].begin(segment, id, nowMs + timeMs);
            used++;
        }
        return add(slot, segment);
    }

    private int room(final Segment segment)
    {
        return payloadBytes - (segment.isIpv6() ? IPV6_HEADER_LENGTH - IPV4_HEADER_LENGTH : 0);
    }

    private void readIpv4(final Segment segment)
    {
        final long ip = segment.bufferAddress + segment.ipOffset();
        final int word = NetworkBytes.getShort(ip + IPV4_FRAGMENT_OFFSET);
        id = NetworkBytes.getShort(ip + IPV4_ID_OFFSET);
        offset = (word & IPV4_OFFSET_MASK) * UNIT;
        isLast = (word & IPV4_MORE_FRAGMENTS) == 0;
        data = segment.bufferAddress + segment.transportOffset();
        length = segment.transportLength();
        codepoint = NetworkBytes.getByte(ip + 1) & 3;
    }

    /** The walk over the extension headers has ended at the fragment header: what the sender may not split is before it. */
    private void readIpv6(final Segment segment)
    {
        final long header = segment.bufferAddress + segment.transportOffset();
        final int word = NetworkBytes.getShort(header + 2);
        id = NetworkBytes.getInt(header + 4);
        offset = word & -UNIT;
        isLast = (word & 1) == 0;
        data = header + FRAGMENT_HEADER_LENGTH;
        length = segment.transportLength() - FRAGMENT_HEADER_LENGTH;
        codepoint = NetworkBytes.getShort(segment.bufferAddress + segment.ipOffset()) >>> 4 & 3;
        segment.protocol = NetworkBytes.getByte(header);
    }

    private Counter add(final int slot, final Segment segment)
    {
        final FragmentedPacket packet = packets[slot];
        if (packet.isRefused())
        {
            return fails();
        }
        if (packet.overlaps(offset, length))
        {
            if (packet.isRepeated(offset, length, data) && !packet.contradicts(offset, length, isLast))
            {
                return Counter.IP_REASM_REQDS;
            }
            counters.increment(Counter.IP_REASM_OVERLAPS);
            packet.refuse();
            return fails();
        }
        packet.seen(codepoint);
        if (packet.contradicts(offset, length, isLast) || packet.isEcnMixed())
        {
            packet.refuse();
            return fails();
        }
        if (offset == 0)
        {
            packet.header(segment.bufferAddress + segment.ipOffset(), segment);
        }
        packet.keep(offset, length, isLast, data);
        if (!packet.isWhole())
        {
            return Counter.IP_REASM_REQDS;
        }
        packet.complete();
        counters.increment(Counter.IP_REASM_OKS);
        wholeSlots[wholeCount++] = slot;
        tags[slot] = FREE;
        return null;
    }

    private static Counter fails()
    {
        return Counter.IP_REASM_FAILS;
    }

    private int tag(final Segment segment)
    {
        final long key = segment.sourceLo() * 0x9E37_79B9_7F4A_7C15L + segment.sourceHi() * 31 + segment.destinationLo() * 17 + id;
        final int mixed = (int)(key ^ key >>> 32);
        return mixed == FREE ? 1 : mixed;
    }

    private int find(final Segment segment, final int tag)
    {
        for (int i = 0; i < tags.length; i++)
        {
            if (tags[i] == tag && packets[i].isOf(segment, id))
            {
                return i;
            }
        }
        return NONE;
    }

    /**
     * A slot for a new packet.
     *
     * @return {@link #NONE} if all have whole packets that wait to be processed.
     */
    private int slotFor(final Segment segment)
    {
        int free = NONE;
        for (int i = 0; i < tags.length && used < tags.length && free == NONE; i++)
        {
            free = tags[i] == FREE && !isWaiting(i) ? i : NONE;
        }
        if (free != NONE)
        {
            return free;
        }
        final int gone = oldest(segment);
        if (gone != NONE)
        {
            giveUp(gone);
        }
        return gone;
    }

    private boolean isWaiting(final int slot)
    {
        for (int i = 0; i < wholeCount; i++)
        {
            if (wholeSlots[i] == slot)
            {
                return true;
            }
        }
        return false;
    }

    /** The oldest packet, of the same source if that has its share. */
    private int oldest(final Segment segment)
    {
        int oldest = NONE;
        int own = NONE;
        int ownCount = 0;
        for (int i = 0; i < tags.length; i++)
        {
            if (tags[i] == FREE)
            {
                continue;
            }
            oldest = older(oldest, i);
            if (packets[i].isFromSameSource(segment))
            {
                ownCount++;
                own = older(own, i);
            }
        }
        return ownCount * SHARES >= tags.length ? own : oldest;
    }

    private int older(final int slot, final int other)
    {
        return slot == NONE || packets[other].deadlineMs - packets[slot].deadlineMs < 0 ? other : slot;
    }

    private void giveUp(final int slot)
    {
        // A refused one was counted when it was.
        counters.add(Counter.IP_REASM_TIMEOUT, packets[slot].isRefused() ? 0 : 1);
        tags[slot] = FREE;
        used--;
    }

    /** Gives up packets whose time is over; to be called before the frames of a batch. */
    public void expire(final int nowMs)
    {
        if (used == 0)
        {
            return;
        }
        for (int i = 0; i < tags.length; i++)
        {
            if (tags[i] != FREE && packets[i].deadlineMs - nowMs <= 0)
            {
                giveUp(i);
            }
        }
    }

    /** The memory of packets that are whole. */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /** Where the packet lies that {@link #take} has just called whole. */
    public int wholeOffset()
    {
        final int slot = wholeSlots[wholeCount - 1];
        return slot * slotBytes + packets[slot].headerOffset();
    }

    /** Its length in bytes. */
    public int wholeLengthBytes()
    {
        return packets[wholeSlots[wholeCount - 1]].lengthBytes();
    }

    /** The whole packets were processed: their memory is free. */
    public void release()
    {
        used -= wholeCount;
        wholeCount = 0;
    }
}
