package io.fourtuple.link;

/** The options of a {@link PathPlan}, each with its name in the text form, its unit and its range. */
public enum PathOption
{
    /** The bottleneck's rate; 0: no bottleneck. */
    RATE("rate", PathUnit.RATE, 0, 0, 100_000_000_000L),
    /** Of the way behind the bottleneck. */
    DELAY("delay", PathUnit.TIME, 0, 0, PathOption.MAX_NS),
    /** The most that a frame's delay differs from {@link #DELAY}, either way and evenly spread; no frame passes another. */
    JITTER("jitter", PathUnit.TIME, 0, 0, PathOption.MAX_NS),
    /** Most bytes that wait before the bottleneck; 0: as many as its packets have. */
    QUEUE("queue", PathUnit.BYTES, 0, 0, 1L << 30),
    /** Most frames that wait before the bottleneck; 1,000 as netem has it. */
    QUEUE_PACKETS("queue_packets", PathUnit.COUNT, 1_000, 1, 1_000_000),
    /** A waiting frame's target delay for CoDel, RFC 8289 4.3; 0: no CoDel. */
    CODEL_TARGET("codel_target", PathUnit.TIME, 0, 0, PathOption.MAX_NS),
    /** CoDel's interval, RFC 8289 4.3. */
    CODEL_INTERVAL("codel_interval", PathUnit.TIME, 100_000_000, 1_000, PathOption.MAX_NS),
    /** Bytes waiting beyond which an ECT frame is marked CE (RFC 3168); 0: never by this rule. */
    ECN("ecn", PathUnit.BYTES, 0, 0, 1L << 30),
    /** Frames lost independently of each other. */
    LOSS("loss", PathUnit.SHARE, 0, 0, PathUnit.WHOLE),
    /** Gilbert-Elliott, as netem names its four: probability to go from the good state to the bad one. */
    GE_P("ge_p", PathUnit.SHARE, 0, 0, PathUnit.WHOLE),
    /** Probability to go from the bad state to the good one. */
    GE_R("ge_r", PathUnit.SHARE, PathUnit.WHOLE, 0, PathUnit.WHOLE),
    /** Frames lost in the bad state. */
    GE_1_H("ge_1-h", PathUnit.SHARE, PathUnit.WHOLE, 0, PathUnit.WHOLE),
    /** Frames lost in the good state. */
    GE_1_K("ge_1-k", PathUnit.SHARE, 0, 0, PathUnit.WHOLE),
    /** The first n frames are lost. */
    DROP_FIRST("drop_first", PathUnit.COUNT, 0, 0, 1L << 40),
    /** Frames that skip the delay, as netem has it, or are held back by {@link #REORDER_BY}. */
    REORDER("reorder", PathUnit.SHARE, 0, 0, PathUnit.WHOLE),
    /** How much longer than others a reordered frame is delayed; 0: it skips the delay instead. */
    REORDER_BY("reorder_by", PathUnit.TIME, 0, 0, PathOption.MAX_NS),
    /** Frames that come twice. */
    DUPLICATE("duplicate", PathUnit.SHARE, 0, 0, PathUnit.WHOLE),
    /** Frames with one flipped bit. */
    CORRUPT("corrupt", PathUnit.SHARE, 0, 0, PathUnit.WHOLE),
    /** Decides, together with the frames, on all that is drawn. */
    SEED("seed", PathUnit.SEED, 1, Long.MIN_VALUE, Long.MAX_VALUE);

    private static final long MAX_NS = 10_000_000_000L;

    private final String key;
    private final PathUnit unit;
    private final long initial;
    private final long min;
    private final long max;

    PathOption(final String key, final PathUnit unit, final long initial, final long min, final long max)
    {
        this.key = key;
        this.unit = unit;
        this.initial = initial;
        this.min = min;
        this.max = max;
    }

    /** @return its name in the text form. */
    public String key()
    {
        return key;
    }

    long initial()
    {
        return initial;
    }

    /** @return the option of a name, or null. */
    static PathOption ofKey(final String key)
    {
        for (final PathOption option : values())
        {
            if (option.key.equals(key))
            {
                return option;
            }
        }
        return null;
    }

    long parse(final String text)
    {
        return checked(unit.parse(key, text));
    }

    String print(final long value)
    {
        return key + "=" + unit.print(value);
    }

    long checked(final long value)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(
                key + " must be " + unit.print(min) + " to " + unit.print(max) + ": " + print(value));
        }
        return value;
    }
}
