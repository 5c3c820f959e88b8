package io.fourtuple.packetdrill;

import static io.fourtuple.wire.TcpDescriptor.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.fourtuple.testing.Frames;

/** TCP options between their bytes and a script's words, in their order and with their padding. */
final class WireOptions
{
    private static final int OPTION_SACK = 5;

    private WireOptions()
    {
    }

    /**
     * Puts an inbound segment's options.
     *
     * @param numbers maps the echoed timestamp and the edges of SACK blocks, which are ours.
     */
    static void put(final Frames frame, final List<SegmentSpec.Option> options, final SequenceMap numbers)
    {
        for (final SegmentSpec.Option option : options)
        {
            final List<Long> values = option.values();
            switch (option.name())
            {
                case "nop" -> frame.option(OPTION_NOP);
                case "eol" -> frame.option(OPTION_END);
                case "sackOK" -> frame.option(OPTION_SACK_PERMITTED, 2);
                case "mss" -> frame.mss(values.get(0).intValue());
                case "wscale" -> frame.option(OPTION_WINDOW_SCALE, 3, values.get(0).intValue());
                case "TS" ->
                {
                    frame.option(OPTION_TIMESTAMPS, 10);
                    word(frame, values.get(0).intValue());
                    word(frame, values.get(1) == 0 ? 0 : numbers.tsToWire(values.get(1)));
                }
                case "sack" ->
                {
                    frame.option(OPTION_SACK, 2 + 4 * values.size());
                    values.forEach(edge -> word(frame, numbers.toWire(edge)));
                }
                default -> throw new IllegalArgumentException("unknown TCP option: " + option);
            }
        }
    }

    private static void word(final Frames frame, final int value)
    {
        frame.option(value >> 24, value >> 16, value >> 8, value);
    }

    /** Reads a segment's options as they stand; numbers are the wire's. */
    static List<SegmentSpec.Option> read(final ByteBuffer bytes)
    {
        final List<SegmentSpec.Option> options = new ArrayList<>();
        while (bytes.hasRemaining())
        {
            final int kind = bytes.get();
            if (kind == OPTION_NOP || kind == OPTION_END)
            {
                options.add(new SegmentSpec.Option(kind == OPTION_NOP ? "nop" : "eol", List.of()));
                continue;
            }
            final int length = bytes.get() & 0xFF;
            final ByteBuffer value = bytes.slice().limit(length - 2);
            bytes.position(bytes.position() + length - 2);
            options.add(option(kind, value));
        }
        return options;
    }

    private static SegmentSpec.Option option(final int kind, final ByteBuffer value)
    {
        return switch (kind)
        {
            case OPTION_MSS -> new SegmentSpec.Option("mss", List.of(value.getShort() & 0xFFFFL));
            case OPTION_WINDOW_SCALE -> new SegmentSpec.Option("wscale", List.of(value.get() & 0xFFL));
            case OPTION_SACK_PERMITTED -> new SegmentSpec.Option("sackOK", List.of());
            case OPTION_TIMESTAMPS -> new SegmentSpec.Option("TS", List.of((long)value.getInt(), (long)value.getInt()));
            case OPTION_SACK ->
            {
                final List<Long> edges = new ArrayList<>();
                while (value.hasRemaining())
                {
                    edges.add((long)value.getInt());
                }
                yield new SegmentSpec.Option("sack", edges);
            }
            default -> new SegmentSpec.Option("kind-" + kind, List.of());
        };
    }
}
