package io.fourtuple.telemetry;

/**
 * Layout of one latency in a telemetry file, written by a {@link LatencyLogger} each interval.
 * <pre>
 *    0               8               16              24              32                            64
 *    |   sequence    |   begun, ms   |   ended, ms   | label length  |  label (US-ASCII)             |
 *   64               72              80              88              96      104     112     120  128
 *    |    count      |     sum       |     p50       |     p90       |  p99  | p99.9 | p99.99| max    |    of the interval
 *  128                                                                                            192
 *    |    the same                                                                                   |    of all so far
 *  192                                                                                            256
 *    |    spare                                                                                      |
 * </pre>
 * Nanoseconds, but for begun and ended, which are milliseconds since 1970. The sequence is odd while the rest is being written,
 * and 0 before the first time.
 */
final class LatencyDescriptor
{
    static final int SHIFT = 8;

    static final int SEQUENCE_OFFSET = 0;
    static final int BEGUN_OFFSET = 8;
    static final int ENDED_OFFSET = 16;
    static final int LABEL_LENGTH_OFFSET = 24;
    static final int LABEL_OFFSET = 32;
    static final int MAX_LABEL_LENGTH = 32;
    static final int INTERVAL_OFFSET = 64;
    static final int TOTAL_OFFSET = 128;

    static final int COUNT_OFFSET = 0;
    static final int SUM_OFFSET = 8;
    static final int P50_OFFSET = 16;
    static final int P90_OFFSET = 24;
    static final int P99_OFFSET = 32;
    static final int P999_OFFSET = 40;
    static final int P9999_OFFSET = 48;
    static final int MAX_OFFSET = 56;

    private LatencyDescriptor()
    {
    }
}
