package io.fourtuple.telemetry;

/**
 * The latencies that an engine can record, in nanoseconds of its own clock, and the counters that say how often each occurs.
 * <pre>
 *   a cycle:   start ── commands ── frames ── time-outs ── output ── flush ── end
 *                │                     └─ onData                              │
 *                ├── DATA_TO_HANDLER ──┘                                      │
 *                ├── SYN_TO_SYN_ACK, of all SYNs of the cycle ────────────────┤
 *                └── CYCLE, if it had work to do ─────────────────────────────┘
 *
 *              start of a cycle                                start of another
 *                │ SYN; the first FIN                            │ ESTABLISHED; TIME_WAIT or CLOSED
 *                └── SYN_TO_ESTABLISHED; FIN_TO_CLOSED ──────────┘
 *
 *              connect                                         onEstablished
 *                └── CONNECT_TO_ESTABLISHED ─────────────────────┘
 * </pre>
 * The loop reads its clock when a cycle starts; this is the time of everything in the cycle. The two latencies in the middle
 * are differences of such times, as exact as cycles are short. The upper three read their end from the clock, the last one both
 * ends. None includes the time that a frame waited in the link before the loop took it.
 */
public enum Latency
{
    /**
     * Passive: from the start of the cycle that took a SYN from its link, to the return of the flush that sent its SYN-ACK.
     * Includes cookies; excludes repeated SYN-ACKs, and SYN-ACKs that found no room in the link.
     */
    SYN_TO_SYN_ACK("syn-to-syn-ack", "SYN to SYN-ACK",
        of(Counter.SYN_QUEUED, Counter.SYNCOOKIES_SENT), of(Counter.SYN_ACK_LINK_FULL)),

    /**
     * Passive: from the cycle that made the half-open connection to the cycle that made it ESTABLISHED, repeated SYN-ACKs or not.
     * Excludes connections by cookies, of which nothing is kept.
     */
    SYN_TO_ESTABLISHED("syn-to-established", "SYN to ESTABLISHED",
        of(Counter.PASSIVE_OPENS), of(Counter.SYNCOOKIES_RECV)),

    /**
     * Active: from the call of {@code connect} to just before the call of {@code onEstablished}, also by a simultaneous open.
     * Both are read from the clock, since the answer may come in the cycle of the call.
     */
    CONNECT_TO_ESTABLISHED("connect-to-established", "connect to ESTABLISHED",
        of(Counter.ESTABLISHED), of(Counter.PASSIVE_OPENS)),

    /**
     * From the cycle in which a connection's first FIN was sent or received, to the cycle in which the connection ended for its
     * application: TIME_WAIT or CLOSED. Only for connections that both sides closed by FIN.
     */
    FIN_TO_CLOSED("fin-to-closed", "FIN to closed", of(Counter.CLOSED_FINISHED), of()),

    /**
     * From the start of the cycle that took a data segment from its link, to the call of the handler's {@code onData}; includes
     * the work for earlier frames of the cycle.
     */
    DATA_TO_HANDLER("data-to-handler", "data to handler", of(Counter.DATA_CALLS), of()),

    /**
     * A cycle of the loop with work to do, from its start to its end. Empty cycles are excluded: there are millions a second of
     * them, which would hide the others.
     */
    CYCLE("cycle", "busy cycle", of(Counter.LOOP_BUSY_CYCLES), of());

    private final String label;
    private final String title;
    /** An array, so that the loop iterates over it without an iterator. */
    private final Counter[] counted;
    private final Counter[] not;

    Latency(final String label, final String title, final Counter[] counted, final Counter[] not)
    {
        this.label = label;
        this.title = title;
        this.counted = counted;
        this.not = not;
    }

    private static Counter[] of(final Counter... counters)
    {
        return counters;
    }

    /** @return its name in options, and its tag in a histogram log. */
    public String label()
    {
        return label;
    }

    /** @return its name for people. */
    public String title()
    {
        return title;
    }

    /**
     * @param counters of the same engine, as old as its recorders.
     * @return the number of values that have to be recorded, between two cycles of the loop.
     */
    public long expectedCount(final CounterValues counters)
    {
        long sum = 0;
        for (final Counter counter : counted)
        {
            sum += counters.get(counter);
        }
        for (final Counter counter : not)
        {
            sum -= counters.get(counter);
        }
        return sum;
    }

    /** @return the counters of {@link #expectedCount} as a sum, such as {@code TcpPassiveOpens - TcpExtSyncookiesRecv}. */
    public String countedBy()
    {
        final StringBuilder text = new StringBuilder();
        for (final Counter counter : counted)
        {
            text.append(text.isEmpty() ? "" : " + ").append(counter.label());
        }
        for (final Counter counter : not)
        {
            text.append(" - ").append(counter.label());
        }
        return text.toString();
    }
}
