package io.fourtuple.packetdrill;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a segment: {@code FLAGS SEQ:END(LEN) [ack N] [win N] [urg N] [<options>]}. */
final class SegmentParser
{
    private static final Pattern FORM = Pattern.compile(
        "(-|[SFRP.EWAU]+)\\s+(?:(\\d+):(\\d+)\\((\\d+)\\)|(\\.\\.\\.)(?:\\((\\d+)\\))?)" +
        "(?:\\s+ack\\s+(\\d+|\\.\\.\\.))?(?:\\s+win\\s+(\\d+))?(?:\\s+urg\\s+(\\d+))?(?:\\s*<(.*)>)?");
    private static final int MAX_SEGMENT_BYTES = 65_535;

    private SegmentParser()
    {
    }

    /**
     * @throws IllegalArgumentException if it is none.
     */
    static SegmentSpec parse(final boolean inbound, final String text)
    {
        final Matcher matcher = FORM.matcher(text);
        if (!matcher.matches())
        {
            throw new IllegalArgumentException(
                "not a segment of the form FLAGS SEQ:END(LEN) [ack N] [win N] <options>");
        }
        final boolean anySeq = matcher.group(5) != null;
        final String lengthText = anySeq ? matcher.group(6) : matcher.group(4);
        final int length = lengthText == null ? 0 : Math.toIntExact(Long.parseLong(lengthText));
        final long seq = anySeq ? SegmentSpec.ANY : Long.parseLong(matcher.group(2));
        if (length > MAX_SEGMENT_BYTES || !anySeq && (int)(Long.parseLong(matcher.group(3)) - seq) != length)
        {
            throw new IllegalArgumentException("the end is not the sequence number plus the length");
        }
        if (anySeq && inbound)
        {
            throw new IllegalArgumentException("an inbound segment needs its sequence number");
        }
        final String ack = matcher.group(7);
        final String options = matcher.group(10);
        return new SegmentSpec(inbound, matcher.group(1), seq, length,
            ack == null || ack.equals("...") ? SegmentSpec.ANY : Long.parseLong(ack),
            matcher.group(8) == null ? SegmentSpec.ANY : Integer.parseInt(matcher.group(8)),
            matcher.group(9) == null ? SegmentSpec.ANY : Integer.parseInt(matcher.group(9)),
            options == null || options.strip().equals("...") ? List.of() : options(options),
            options != null && options.strip().equals("..."));
    }

    private static List<SegmentSpec.Option> options(final String text)
    {
        final List<SegmentSpec.Option> options = new ArrayList<>();
        for (final String part : text.split(","))
        {
            final String[] words = part.strip().split("\\s+");
            final List<Long> values = new ArrayList<>();
            switch (words[0])
            {
                case "":
                    continue;
                case "nop", "eol", "sackOK":
                    break;
                case "mss", "wscale":
                    values.add(Numbers.parse(word(words, 1)));
                    break;
                case "TS":
                    values.add(Numbers.parse(word(words, 2)));
                    values.add(Numbers.parse(word(words, 4)));
                    break;
                case "sack":
                    for (int i = 1; i < words.length; i++)
                    {
                        values.add(Numbers.parse(words[i].split(":")[0]));
                        values.add(Numbers.parse(words[i].split(":")[1]));
                    }
                    break;
                default:
                    throw new IllegalArgumentException("unknown TCP option: " + part.strip());
            }
            options.add(new SegmentSpec.Option(words[0], values));
        }
        return options;
    }

    private static String word(final String[] words, final int index)
    {
        if (index >= words.length)
        {
            throw new IllegalArgumentException("TCP option without its value: " + String.join(" ", words));
        }
        return words[index];
    }
}
