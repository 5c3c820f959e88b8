package io.fourtuple.bench.tool.scenario;

/**
 * How a segment is written down: by its numbers counted from the connection's ISNs, and as they are on the wire.
 *
 * @param relative numbers counted from the last SYN of each direction, so that what is older is negative.
 * @param raw      numbers as in the headers.
 */
record SegmentText(String relative, String raw)
{
    String of(final boolean isRaw)
    {
        return isRaw ? raw : relative;
    }
}
