package io.fourtuple.bench.tool.watch;

import static io.fourtuple.telemetry.Counter.*;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.fourtuple.telemetry.Counter;

/**
 * The causes of drops, few enough for alerts. Each of {@link DropCounters#all()} has one.
 * <pre>
 *   full        a limit of the engine's was reached: real clients may be among them
 *   refused     a filter, a policy or the application's wish
 *   stray       for no connection, or for a listener without being a SYN: scans, floods, late segments
 *   sequence    does not fit its connection: duplicates, reordering, loss, blind attacks
 *   unserved    for another address or protocol, a fragment, or with IP options that are not served
 *   malformed   headers, checksums and addresses that cannot be
 * </pre>
 */
enum DropCause
{
    FULL(TABLE_FULL, ACK_TABLE_FULL, REQ_Q_FULL_DROP, SYN_UNPROVEN, SYN_ACCEPT_QUEUE_FULL, ACK_ACCEPT_QUEUE_FULL,
        SYN_LINK_FULL),

    REFUSED(LISTEN_REFUSED, LISTEN_FILTERED, LISTEN_DRAINING, SYN_SOURCE_LIMIT, TIME_WAIT_SYN_DROP, PAWS_PASSIVE),

    STRAY(NO_CONNECTION, NO_CONNECTION_RST, LISTEN_NOT_SYN, LISTEN_ACK, SYNCOOKIES_FAILED),

    SEQUENCE(OUT_OF_WINDOW, OFO_MERGE, OUT_OF_ORDER, PAWS_ESTAB, TS_MISSING, PAWS_TIME_WAIT, RST_OUT_OF_WINDOW,
        RST_CHALLENGED, SYN_CHALLENGED, ACK_UNACCEPTABLE, ACK_MISSING, SYN_SENT_BAD_ACK, SYN_SENT_NO_SYN, DATA_AFTER_CLOSE,
        PAWS_ACTIVE, TIME_WAIT_RST_DROP, WRONG_STATE),

    UNSERVED(IP_IN_ADDR_ERRORS, IP_IN_UNKNOWN_PROTOS, IP_IN_FRAGMENTS, IP_REASM_FAILS, ICMP_IN_OTHER, IP_IN_SOURCE_ROUTE,
        IP_IN_UNKNOWN_OPTIONS),

    MALFORMED(IP_IN_TRUNCATED, IP_IN_HDR_ERRORS, IP_IN_CSUM_ERRORS, IP_IN_EXT_HDR_ERRORS, IP_IN_BAD_SOURCE, IP_IN_LAND,
        TCP_IN_HDR_ERRORS, TCP_IN_CSUM_ERRORS, TCP_IN_PORT_ZERO, ICMP_IN_ERRORS);

    private final List<Counter> reasons;

    DropCause(final Counter... reasons)
    {
        this.reasons = List.of(reasons);
    }

    List<Counter> reasons()
    {
        return reasons;
    }

    /** As it is said in metrics. */
    String label()
    {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @return the cause of a drop.
     * @throws IllegalArgumentException if the counter counts none.
     */
    static DropCause of(final Counter drop)
    {
        return Stream.of(values()).filter(cause -> cause.reasons.contains(drop)).findAny()
            .orElseThrow(() -> new IllegalArgumentException("no drop: " + drop));
    }
}
