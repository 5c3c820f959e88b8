package io.fourtuple.bench.measure.parts;

import io.fourtuple.telemetry.Counter;

/** A state that a flood has brought a defence to, and what becomes of the next SYN there. */
enum FloodCase
{
    /** Nobody listens, and nobody is told: dropped. What any segment costs that belongs to nothing. */
    NO_LISTENER(Counter.NO_CONNECTION, false, "rst_answer=never"),
    /** A cookie. */
    COOKIES_LINUX(Counter.SYNCOOKIES_SENT, true, "syn_defence=cookies-linux"),
    COOKIES_FREEBSD(Counter.SYNCOOKIES_SENT, true, "syn_defence=cookies-freebsd"),
    /** There is room: a half-open record. */
    HYBRID(Counter.SYN_QUEUED, true, "syn_defence=hybrid", "tcp_synack_retries=0"),
    /** The queue is full: a cookie. */
    HYBRID_FULL(Counter.SYNCOOKIES_SENT, true, "syn_defence=hybrid"),
    /** The queue is full: dropped. */
    BACKLOG_FULL(Counter.REQ_Q_FULL_DROP, false, "syn_defence=backlog", "somaxconn=8192"),
    /** The last quarter is for known peers, which are looked for: dropped. */
    BACKLOG_UNPROVEN(Counter.SYN_UNPROVEN, false, "syn_defence=backlog"),
    /** A record in the place of the oldest. */
    CACHE(Counter.SYN_EVICTED, true, "syn_defence=cache"),
    /** A flood of 4,096 sources that have sent too many: dropped. */
    SOURCE_LIMIT(Counter.SYN_SOURCE_LIMIT, false, "syn_defence=cookies-linux", "syn_source_limit=8"),
    /** Sources that are below the limit: counted, then a cookie. A millisecond goes by with each 1,024. */
    SOURCE_PASSED(Counter.SYNCOOKIES_SENT, true, "syn_defence=cookies-linux", "syn_source_limit=255");

    private static final int FEW_ADDRESSES = 1 << 12;
    private static final int ALL_ADDRESSES = 1 << 16;

    private final Counter outcome;
    private final boolean isAnswered;
    private final String[] settings;

    FloodCase(final Counter outcome, final boolean isAnswered, final String... settings)
    {
        this.outcome = outcome;
        this.isAnswered = isAnswered;
        this.settings = settings;
    }

    /** The one called so: its name as the command line would have it. */
    static FloodCase of(final String label)
    {
        return valueOf(label.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    /** Counted once for each SYN. */
    Counter outcome()
    {
        return outcome;
    }

    /** Whether each SYN has a SYN,ACK sent. */
    boolean isAnswered()
    {
        return isAnswered;
    }

    /** As {@code name=value}. */
    String[] settings()
    {
        return settings.clone();
    }

    /** Addresses that the flood comes from. */
    int addresses()
    {
        return this == SOURCE_LIMIT ? FEW_ADDRESSES : ALL_ADDRESSES;
    }

    /** Whether what a SYN leaves is to be given up before the next ones come, so that those find the same state. */
    boolean isEnded()
    {
        return this == HYBRID;
    }

    /** Milliseconds that go by with each {@link FloodedEngine#OPS} SYNs. */
    int stepMs()
    {
        return this == SOURCE_PASSED ? 1 : 0;
    }
}
