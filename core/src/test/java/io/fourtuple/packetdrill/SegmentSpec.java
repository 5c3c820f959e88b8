package io.fourtuple.packetdrill;

import java.util.List;

/**
 * A TCP segment as a script writes it; numbers are the script's own, {@link #ANY} where it says {@code ...} or nothing.
 *
 * @param inbound    from the peer to the engine.
 * @param flags      letters, {@code .} for ACK.
 * @param seq        first sequence number.
 * @param length     bytes of data.
 * @param ack        acknowledgment number.
 * @param window     as in the header, before scaling.
 * @param urgent     pointer.
 * @param options    in their order.
 * @param anyOptions whether {@code <...>} stands in their place.
 */
record SegmentSpec(
    boolean inbound,
    String flags,
    long seq,
    int length,
    long ack,
    int window,
    int urgent,
    List<Option> options,
    boolean anyOptions) implements Event.Action
{
    static final int ANY = -1;

    /**
     * One option.
     *
     * @param name   as written: mss, sackOK, TS, nop, eol, wscale, sack.
     * @param values its numbers: of TS the value and the echo, of sack the edges.
     */
    record Option(String name, List<Long> values)
    {
        @Override
        public String toString()
        {
            return name + (values.isEmpty() ? "" : " " + values);
        }
    }

    /** Its first bytes, as a segment of their own would carry them: what ends it belongs to the last one. */
    SegmentSpec first(final int bytes, final boolean isPushed)
    {
        final String letters = isPushed ? flags.replace("F", "") : flags.replace("F", "").replace("P", "");
        return new SegmentSpec(inbound, letters, seq, bytes, ack, window, urgent, options, anyOptions);
    }

    /** What is left of it behind its first bytes. */
    SegmentSpec behind(final int bytes)
    {
        return new SegmentSpec(inbound, flags, seq == ANY ? ANY : seq + bytes & 0xFFFF_FFFFL, length - bytes, ack, window,
            urgent, options, anyOptions);
    }

    boolean isSyn()
    {
        return flags.indexOf('S') >= 0;
    }

    boolean isAck()
    {
        return flags.indexOf('.') >= 0;
    }
}
