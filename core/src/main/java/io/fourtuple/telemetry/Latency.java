package io.fourtuple.telemetry;

/**
 * What an engine can record how long it takes, in nanoseconds by its own clock, and which counters say how often.
 * <pre>
 *   a cycle:   start ── commands ── frames ── time-outs ── output ── flush ── end
 *                │                     └─ onData                              │
 *                ├── DATA_TO_HANDLER ──┘                                      │
 *                ├── SYN_TO_SYN_ACK, of all SYNs of the cycle ────────────────┤
 *                └── CYCLE, if it had anything to do ─────────────────────────┘
 *
 *              start of a cycle                                start of another
 *                │ SYN; the first FIN                            │ ESTABLISHED; TIME_WAIT or CLOSED
 *                └── SYN_TO_ESTABLISHED; FIN_TO_CLOSED ──────────┘
 *
 *              connect                                         onEstablished
 *                └── CONNECT_TO_ESTABLISHED ─────────────────────┘
 * </pre>
 * The loop reads its clock when a cycle starts, and that is the time of all that the cycle does: the two in the middle are
 * differences of such times, as exact as cycles are short. The upper three have an end that is read from the clock, the last
 * one both. What a frame has waited in the link, before the loop took it, is in none of them.
 */
public enum Latency
{
    /**
     * Passive: from the start of the cycle that took a SYN from its link, to when the flush that took its SYN-ACK along has
     * returned; cookies included, SYN-ACKs that are sent again not. One that the link had no room for is not in it.
     */
    SYN_TO_SYN_ACK("syn-to-syn-ack", "SYN to SYN-ACK",
        of(Counter.SYN_QUEUED, Counter.SYNCOOKIES_SENT), of(Counter.SYN_ACK_LINK_FULL)),

    /**
     * Passive: from the cycle that made the half-open connection to the one that made it ESTABLISHED, whether its SYN-ACK
     * had to be sent again or not. Nothing is kept of a connection that was answered by a cookie, so it is not in it.
     */
    SYN_TO_ESTABLISHED("syn-to-established", "SYN to ESTABLISHED",
        of(Counter.PASSIVE_OPENS), of(Counter.SYNCOOKIES_RECV)),

    /**
     * Active: from the call of {@code connect} to the moment before that of {@code onEstablished}, be it by a simultaneous
     * open; both read from the clock, since the answer may come in the cycle of the call.
     */
    CONNECT_TO_ESTABLISHED("connect-to-established", "connect to ESTABLISHED",
        of(Counter.ESTABLISHED), of(Counter.PASSIVE_OPENS)),

    /**
     * From the cycle in which a connection's first FIN was sent or received, whichever came first, to the cycle in which
     * the connection ended for its application: TIME_WAIT or CLOSED. Of connections that both sides have closed by FIN.
     */
    FIN_TO_CLOSED("fin-to-closed", "FIN to closed", of(Counter.CLOSED_FINISHED), of()),

    /**
     * From the start of the cycle that took a data segment from its link, to the call of the handler's {@code onData}, what
     * was done for frames before it included.
     */
    DATA_TO_HANDLER("data-to-handler", "data to handler", of(Counter.DATA_CALLS), of()),

    /**
     * A cycle of the loop that had something to do, from its start to its end. One that found nothing is not in it: there
     * are millions a second of these, and they would hide the others.
     */
    CYCLE("cycle", "busy cycle", of(Counter.LOOP_BUSY_CYCLES), of());

    private final String label;
    private final String title;
    /** An array, whose elements are gone through without an iterator: the loop asks. */
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

    /**
     * @return its name in options, and its tag in a histogram log.
     */
    public String label()
    {
        return label;
    }

    /**
     * @return its name for a person.
     */
    public String title()
    {
        return title;
    }

    /**
     * @param counters of the same engine, as old as its recorders.
     * @return how many values have to be recorded, between two cycles of the loop.
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

    /**
     * @return the counters of {@link #expectedCount} as a sum, such as {@code TcpPassiveOpens - TcpExtSyncookiesRecv}.
     */
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
