package io.fourtuple.bench.tool.scenario;

/**
 * A segment in words: with numbers relative to the last SYN of each direction, so that older ones are negative, and with
 * raw ones as on the wire.
 */
record SegmentText(String relative, String raw)
{
    String of(final boolean isRaw)
    {
        return isRaw ? raw : relative;
    }
}
