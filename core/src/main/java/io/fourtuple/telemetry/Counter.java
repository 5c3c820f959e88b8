package io.fourtuple.telemetry;

import java.util.List;

/**
 * Every counter of an engine and its meaning. A counter with a name of Linux's {@code nstat} has the meaning that it has there.
 * <p>
 * Each frame received from a link ends in exactly one {@link Kind#OUTCOME}:
 * {@code IpInReceives = sum of all OUTCOMEs}. It may also count any number of {@link Kind#EVENT}s.
 */
public enum Counter
{
    IP_IN_RECEIVES("IpInReceives", Kind.EVENT, "frames received from the link"),

    // Outcomes of the border check.
    IP_IN_TRUNCATED("IpInTruncatedPkts", Kind.OUTCOME, "shorter than its headers say"),
    IP_IN_HDR_ERRORS("IpInHdrErrors", Kind.OUTCOME, "IP header wrong: version, header length, total length, options"),
    IP_IN_CSUM_ERRORS("IpInCsumErrors", Kind.OUTCOME, "IPv4 header checksum wrong"),
    IP_IN_FRAGMENTS("IpInFragments", Kind.OUTCOME, "a fragment, and ipfrag_high_thresh has no room for a packet"),
    IP_REASM_REQDS("IpReasmReqds", Kind.OUTCOME, "a fragment kept until its packet is whole, or one that came twice"),
    IP_REASM_FAILS("IpReasmFails", Kind.OUTCOME,
        "a fragment dropped: wrong length, beyond the largest packet, or of a packet whose fragments overlap or contradict each other"),
    IP_IN_BAD_SOURCE("IpInBadSource", Kind.OUTCOME, "source multicast, broadcast, unspecified or loopback"),
    IP_IN_ADDR_ERRORS("IpInAddrErrors", Kind.OUTCOME, "destination is not an address of the engine"),
    IP_IN_LAND("IpInLand", Kind.OUTCOME, "source equal to destination (LAND)"),
    IP_IN_UNKNOWN_PROTOS("IpInUnknownProtos", Kind.OUTCOME, "neither TCP nor ICMP"),
    IP_IN_EXT_HDR_ERRORS("Ip6InExtHdrErrors", Kind.OUTCOME, "IPv6 extension headers malformed, too many, or a routing header with segments left"),
    IP_IN_SOURCE_ROUTE("IpInSourceRoute", Kind.OUTCOME, "IPv4 source route, loose or strict: dropped (RFC 7126 4.3, 4.4)"),
    IP_IN_UNKNOWN_OPTIONS("Ip6InUnknownOptions", Kind.OUTCOME,
        "unknown IPv6 option whose type asks that the packet be dropped (RFC 8200 4.2)"),
    TCP_IN_HDR_ERRORS("TcpInHdrErrors", Kind.OUTCOME, "TCP header truncated or its data offset wrong"),
    TCP_IN_CSUM_ERRORS("TcpInCsumErrors", Kind.OUTCOME, "TCP checksum wrong"),
    TCP_IN_PORT_ZERO("TcpInPortZero", Kind.OUTCOME, "source or destination port 0"),
    ICMP_IN_ERRORS("IcmpInErrors", Kind.OUTCOME, "ICMP truncated or its checksum wrong"),
    ICMP_IN_ECHOS("IcmpInEchos", Kind.OUTCOME, "echo requests"),
    ICMP_IN_DEST_UNREACHS("IcmpInDestUnreachs", Kind.OUTCOME, "destination unreachable and packet too big"),
    ICMP_IN_OTHER("IcmpInOther", Kind.OUTCOME, "any other ICMP; ignored"),

    // Outcomes of a segment.
    SEGMENTS_ACCEPTED("TcpSegsAccepted", Kind.OUTCOME, "segments processed by a connection or a listener"),
    NO_CONNECTION("TcpNoConnection", Kind.OUTCOME, "no such connection and no listener: RST, as rst_answer says"),
    NO_CONNECTION_RST("TcpNoConnectionRst", Kind.OUTCOME, "a RST for no connection: dropped"),
    LISTEN_NOT_SYN("TcpListenNotSyn", Kind.OUTCOME, "neither SYN nor ACK nor RST, or SYN with FIN or RST, for a listener"),
    LISTEN_ACK("TcpListenAck", Kind.OUTCOME, "an ACK for a listener that has sent no cookie lately: RST, as rst_answer says"),
    SYNCOOKIES_FAILED("TcpExtSyncookiesFailed", Kind.OUTCOME, "an ACK for a listener, with an invalid cookie: RST, as rst_answer says"),
    SYNCOOKIES_RECV("TcpExtSyncookiesRecv", Kind.OUTCOME, "an ACK with a valid cookie: a connection is established"),
    ACK_ACCEPT_QUEUE_FULL("TcpAckAcceptQueueFull", Kind.OUTCOME,
        "the ACK of a handshake that found the accept queue full: dropped, or RST (tcp_abort_on_overflow)"),
    ACK_TABLE_FULL("TcpAckTableFull", Kind.OUTCOME, "the ACK of a handshake dropped because the connection table is full"),
    LISTEN_REFUSED("TcpListenRefused", Kind.OUTCOME, "SYN refused by the listener's filter: RST, as rst_answer says"),
    LISTEN_FILTERED("TcpListenFiltered", Kind.OUTCOME, "SYN dropped by the listener's filter"),
    LISTEN_DRAINING("TcpListenDraining", Kind.OUTCOME, "SYN, or ACK with a cookie, while draining: RST, as rst_answer says"),
    TABLE_FULL("TcpTableFull", Kind.OUTCOME, "SYN dropped because the connection table is full"),
    SYN_QUEUED("TcpSynQueued", Kind.OUTCOME, "SYN that became a half-open connection"),
    SYNCOOKIES_SENT("TcpExtSyncookiesSent", Kind.OUTCOME, "SYN answered by a cookie; nothing is kept"),
    REQ_Q_FULL_DROP("TcpExtTCPReqQFullDrop", Kind.OUTCOME,
        "SYN dropped because the queue of half-open connections is full, and no cookie is sent"),
    SYN_UNPROVEN("TcpSynUnproven", Kind.OUTCOME,
        "SYN dropped because the last quarter of tcp_max_syn_backlog is for proven peers"),
    SYN_ACCEPT_QUEUE_FULL("TcpSynAcceptQueueFull", Kind.OUTCOME, "SYN dropped because the accept queue is full"),
    SYN_SOURCE_LIMIT("TcpSynSourceLimit", Kind.OUTCOME, "SYN dropped by syn_source_limit"),
    SYN_LINK_FULL("TcpSynLinkFull", Kind.OUTCOME, "SYN dropped because the link had no room for its cookie"),
    OUT_OF_WINDOW("TcpOutOfWindow", Kind.OUTCOME, "no byte in the window: acknowledged and dropped"),
    OFO_QUEUE("TcpExtTCPOFOQueue", Kind.OUTCOME, "begins behind missing data: kept, all of it or its beginning"),
    OFO_MERGE("TcpExtTCPOFOMerge", Kind.OUTCOME, "begins behind missing data, and all of it is kept already: acknowledged"),
    OUT_OF_ORDER("TcpExtTCPOFODrop", Kind.OUTCOME,
        "begins behind missing data, and there is no room for it, or a FIN before it: acknowledged and dropped"),
    PAWS_ESTAB("TcpExtPAWSEstab", Kind.OUTCOME, "timestamp older than the last one (PAWS)"),
    TS_MISSING("TcpTimestampMissing", Kind.OUTCOME, "lacks the agreed timestamp: dropped (RFC 7323 3.2)"),
    PAWS_TIME_WAIT("TcpExtPAWSTimewait", Kind.OUTCOME, "timestamp older than the last one, in TIME_WAIT"),
    RST_OUT_OF_WINDOW("TcpRstOutOfWindow", Kind.OUTCOME, "RST not in the window: dropped (RFC 5961 3.2)"),
    RST_CHALLENGED("TcpRstChallenged", Kind.OUTCOME, "RST in the window but not at its start: challenge ACK (RFC 5961 3.2)"),
    SYN_CHALLENGED("TcpExtTCPSYNChallenge", Kind.OUTCOME, "SYN on a synchronized connection: challenge ACK (RFC 5961 4.2)"),
    ACK_UNACCEPTABLE("TcpAckUnacceptable", Kind.OUTCOME, "acknowledges data never sent, or sent long ago (RFC 5961 5.2)"),
    ACK_MISSING("TcpAckMissing", Kind.OUTCOME, "no ACK bit where one is needed"),
    SYN_SENT_BAD_ACK("TcpSynSentBadAck", Kind.OUTCOME, "unacceptable ACK in SYN_SENT: answered with RST"),
    SYN_SENT_NO_SYN("TcpSynSentNoSyn", Kind.OUTCOME, "neither SYN nor acceptable RST in SYN_SENT"),
    DATA_AFTER_CLOSE("TcpExtTCPAbortOnData", Kind.OUTCOME, "data after the application has closed: RST"),
    TIME_WAIT_SYN_DROP("TcpTimeWaitSynDrop", Kind.OUTCOME, "SYN refused by a TIME_WAIT entry (RFC 6191)"),
    PAWS_PASSIVE("TcpExtPAWSPassive", Kind.OUTCOME, "SYN dropped by the TIME_WAIT policy: its host's last timestamp is newer"),
    PAWS_ACTIVE("TcpExtPAWSActive", Kind.OUTCOME,
        "answer to our SYN that echoes an impossible timestamp: RST, or dropped if it is a lone SYN"),
    TIME_WAIT_RST_DROP("TcpTimeWaitRstDrop", Kind.OUTCOME, "RST ignored in TIME_WAIT (RFC 1337)"),
    WRONG_STATE("TcpWrongState", Kind.OUTCOME, "a segment that its connection's state does not take"),

    // Connections.
    ACTIVE_OPENS("TcpActiveOpens", Kind.EVENT, "connections opened by connect"),
    PASSIVE_OPENS("TcpPassiveOpens", Kind.EVENT, "connections of listeners that completed the handshake"),
    ATTEMPT_FAILS("TcpAttemptFails", Kind.EVENT, "connections that ended in SYN_SENT or SYN_RCVD"),
    LISTEN_SYNS("TcpListenSyns", Kind.EVENT,
        "SYNs that reached the SYN defence: queued, answered by a cookie, or dropped, each also under its own name"),
    LISTEN_OVERFLOWS("TcpExtListenOverflows", Kind.EVENT, "SYNs and ACKs that found the accept queue full"),
    LISTEN_DROPS("TcpExtListenDrops", Kind.EVENT, "SYNs and ACKs for listeners that were dropped, for any reason"),
    REQ_Q_FULL_DO_COOKIES("TcpExtTCPReqQFullDoCookies", Kind.EVENT, "SYNs to be answered by a cookie"),
    SYN_EVICTED("TcpSynEvicted", Kind.EVENT, "half-open connections evicted for a newer one"),
    SYN_RCVD_SKIPPED("TcpExtTCPACKSkippedSynRecv", Kind.EVENT,
        "answers to repeated SYNs of half-open connections withheld by tcp_invalid_ratelimit"),
    SYN_ACK_LINK_FULL("TcpSynAckLinkFull", Kind.EVENT,
        "SYN-ACKs that found no room in the link; the first retransmission sends them"),
    RST_SKIPPED("TcpRstSkipped", Kind.EVENT, "RSTs withheld by rst_answer"),
    ESTABLISHED("TcpEstablished", Kind.EVENT, "handshakes completed"),
    ESTAB_RESETS("TcpEstabResets", Kind.EVENT, "connections that ended by RST from ESTABLISHED or CLOSE_WAIT"),
    CLOSED_FINISHED("TcpClosedFinished", Kind.EVENT, "connections ended by FIN on both sides"),
    CLOSED_ABORTED("TcpClosedAborted", Kind.EVENT, "connections ended in any other way: established ones, and TcpSynRcvdClosed"),
    SYN_RCVD_CLOSED("TcpSynRcvdClosed", Kind.EVENT,
        "connections closed by the application within a simultaneous open: neither established nor failed attempts"),
    CURR_OPEN("TcpCurrOpen", Kind.GAUGE, "connections now, in any state: the sum of the nine counters below"),
    CURR_SYN_SENT("TcpCurrSynSent", Kind.GAUGE, "connections in SYN_SENT now"),
    CURR_SYN_RCVD("TcpCurrSynRcvd", Kind.GAUGE, "connections in SYN_RCVD now: half-open ones"),
    CURR_ESTABLISHED("TcpCurrEstablished", Kind.GAUGE, "connections in ESTABLISHED now"),
    CURR_FIN_WAIT_1("TcpCurrFinWait1", Kind.GAUGE, "connections in FIN_WAIT_1 now"),
    CURR_FIN_WAIT_2("TcpCurrFinWait2", Kind.GAUGE, "connections in FIN_WAIT_2 now"),
    CURR_CLOSE_WAIT("TcpCurrCloseWait", Kind.GAUGE, "connections in CLOSE_WAIT now"),
    CURR_CLOSING("TcpCurrClosing", Kind.GAUGE, "connections in CLOSING now"),
    CURR_LAST_ACK("TcpCurrLastAck", Kind.GAUGE, "connections in LAST_ACK now"),
    CURR_TIME_WAIT("TcpCurrTimeWait", Kind.GAUGE, "connections in TIME_WAIT now"),
    CURR_ESTAB("TcpCurrEstab", Kind.GAUGE, "connections in ESTABLISHED or CLOSE_WAIT now"),
    TW_ENTERED("TcpTimeWaitEntered", Kind.EVENT, "TIME_WAIT entries made"),
    TW("TcpExtTW", Kind.EVENT, "TIME_WAIT entries that timed out"),
    TW_RECYCLED("TcpExtTWRecycled", Kind.EVENT, "TIME_WAIT entries reused by a new connection, in or out"),
    TW_CONNECT("TcpTimeWaitConnect", Kind.EVENT, "of TWRecycled, entries that connect took over (tcp_tw_reuse)"),
    TW_SEQ_ONLY("TcpTimeWaitSeqOnly", Kind.EVENT,
        "of TWRecycled, by a SYN that was new by its sequence number alone: an old duplicate might pass too (RFC 6191 3)"),
    TW_KILLED("TcpExtTWKilled", Kind.EVENT, "TIME_WAIT entries ended by a RST, or by the engine's end"),
    TW_EVICTED("TcpTimeWaitEvicted", Kind.EVENT, "TIME_WAIT entries evicted at the limit, the oldest first"),
    TW_OVERFLOW("TcpExtTCPTimeWaitOverflow", Kind.EVENT, "TIME_WAIT entries not made because of the limit"),
    TW_SKIPPED("TcpTimeWaitSkipped", Kind.EVENT, "TIME_WAIT entries not made because the policy has no TIME_WAIT"),
    TW_ACK_SKIPPED("TcpExtTCPACKSkippedTimeWait", Kind.EVENT,
        "answers of TIME_WAIT entries withheld by tcp_invalid_ratelimit"),
    NO_PORT_FREE("TcpAddressSpaceExhausted", Kind.EVENT, "connects that found no free local port"),
    CONNECT_FAILS("TcpConnectFails", Kind.EVENT, "connect refused: no port, no room, 4-tuple in use, or draining"),
    COMMANDS_REFUSED("CommandsRefused", Kind.EVENT,
        "commands of other threads refused because the queue was full, or not run because the engine ended"),
    HANDLER_ERRORS("HandlerErrors", Kind.EVENT, "exceptions of an application's handler, TIME_WAIT policy or SYN defence"),

    // Segments and time-outs.
    IN_SEGS("TcpInSegs", Kind.EVENT, "TCP segments that passed the border check"),
    IN_BYTES("TcpInBytes", Kind.EVENT, "bytes delivered to applications"),
    DATA_CALLS("TcpDataCalls", Kind.EVENT, "pieces of data delivered to applications: one a segment, several where it fills a gap"),
    IN_NO_ECT_PKTS("IpExtInNoECTPkts", Kind.EVENT, "segments that are not ECN-capable, of connections with ECN"),
    IN_ECT1_PKTS("IpExtInECT1Pkts", Kind.EVENT, "segments with ECT(1), of connections with ECN"),
    IN_ECT0_PKTS("IpExtInECT0Pkts", Kind.EVENT, "segments with ECT(0), of connections with ECN"),
    IN_CE_PKTS("IpExtInCEPkts", Kind.EVENT, "segments marked for congestion (CE), of connections with ECN"),
    OUT_SEGS("TcpOutSegs", Kind.EVENT, "segments sent, retransmissions and RSTs included"),
    OUT_BYTES("TcpOutBytes", Kind.EVENT, "bytes of data sent for the first time"),
    OUT_RSTS("TcpOutRsts", Kind.EVENT, "RSTs sent"),
    RETRANS_SEGS("TcpRetransSegs", Kind.EVENT, "segments sent again"),
    SYN_RETRANS("TcpExtTCPSynRetrans", Kind.EVENT, "SYNs and SYN-ACKs sent again"),
    TIMEOUTS("TcpExtTCPTimeouts", Kind.EVENT, "retransmission time-outs"),
    LOSS_UNDO("TcpExtTCPLossUndo", Kind.EVENT, "recoveries after a time-out, ended by an ACK that showed them needless"),
    SPURIOUS_RTOS("TcpExtTCPSpuriousRTOs", Kind.EVENT, "of TCPLossUndo, time-outs that F-RTO found spurious, without timestamps"),
    FULL_UNDO("TcpExtTCPFullUndo", Kind.EVENT, "recoveries found needless by the ACK of all that was in flight as they began"),
    PARTIAL_UNDO("TcpExtTCPPartialUndo", Kind.EVENT, "recoveries found needless by an ACK of a part of that"),
    DSACK_UNDO("TcpExtTCPDSACKUndo", Kind.EVENT, "recoveries found needless by D-SACKs of all that they sent again"),
    SACK_RECOVERY("TcpExtTCPSackRecovery", Kind.EVENT, "recoveries begun by SACK blocks"),
    RENO_RECOVERY("TcpExtTCPRenoRecovery", Kind.EVENT, "recoveries begun by duplicate ACKs, without SACK"),
    SACK_RECOVERY_FAIL("TcpExtTCPSackRecoveryFail", Kind.EVENT, "time-outs in a recovery, with SACK"),
    RENO_RECOVERY_FAIL("TcpExtTCPRenoRecoveryFail", Kind.EVENT, "time-outs in a recovery, without SACK"),
    SACK_FAILURES("TcpExtTCPSackFailures", Kind.EVENT, "time-outs with data SACKed, before a recovery"),
    RENO_FAILURES("TcpExtTCPRenoFailures", Kind.EVENT, "time-outs after duplicate ACKs, before a recovery"),
    LOSS_FAILURES("TcpExtTCPLossFailures", Kind.EVENT, "time-outs while recovering from a time-out"),
    OPEN_TIMEOUTS("TcpOpenTimeouts", Kind.EVENT, "time-outs with nothing known of losses"),
    FAST_RETRANS("TcpExtTCPFastRetrans", Kind.EVENT, "of TcpRetransSegs, in recoveries"),
    SLOW_START_RETRANS("TcpExtTCPSlowStartRetrans", Kind.EVENT, "of TcpRetransSegs, after time-outs"),
    LOST_RETRANSMIT("TcpExtTCPLostRetransmit", Kind.EVENT, "runs of segments that were lost again"),
    LOSS_PROBES("TcpExtTCPLossProbes", Kind.EVENT, "loss probes sent (TLP, RFC 8985 7)"),
    LOSS_PROBE_RECOVERY("TcpExtTCPLossProbeRecovery", Kind.EVENT, "loss probes that repaired a loss"),
    SACK_REORDER("TcpExtTCPSACKReorder", Kind.EVENT, "times that SACK showed segments to be reordered"),
    TS_REORDER("TcpExtTCPTSReorder", Kind.EVENT, "times that a timestamp showed segments to be reordered"),
    SACK_RENEGING("TcpExtTCPSACKReneging", Kind.EVENT, "times that a peer had given up what it had SACKed"),
    SACK_DISCARD("TcpExtTCPSACKDiscard", Kind.EVENT, "SACK blocks ignored: of what was not sent, or is acknowledged, or turned round"),
    DSACK_RECV("TcpExtTCPDSACKRecv", Kind.EVENT, "D-SACK blocks received for acknowledged data (RFC 2883)"),
    DSACK_OFO_RECV("TcpExtTCPDSACKOfoRecv", Kind.EVENT, "D-SACK blocks received for data out of order"),
    DSACK_IGNORED_OLD("TcpExtTCPDSACKIgnoredOld", Kind.EVENT, "D-SACK blocks of data before the recovery: ignored"),
    DSACK_IGNORED_NO_UNDO("TcpExtTCPDSACKIgnoredNoUndo", Kind.EVENT, "D-SACK blocks with no recovery to undo: ignored"),
    DSACK_IGNORED_DUBIOUS("TcpExtTCPDSACKIgnoredDubious", Kind.EVENT, "D-SACK blocks of more than was sent again: ignored"),
    FLIGHT_RUNS_FULL("TcpFlightRunsFull", Kind.EVENT,
        "times that a connection's record of what is in flight was coarser, as its runs or those of send_memory_bytes were used up"),
    ABORT_ON_TIMEOUT("TcpExtTCPAbortOnTimeout", Kind.EVENT, "connections given up after their last retransmission"),
    ABORT_ON_LINGER("TcpExtTCPAbortOnLinger", Kind.EVENT, "lingering closes that were not acknowledged in time"),
    ABORT_ON_MEMORY("TcpExtTCPAbortOnMemory", Kind.EVENT,
        "connections reset because others waited for send memory; the peer had acknowledged nothing for the longest time"),
    PERSIST_PROBES("TcpExtTCPWinProbe", Kind.EVENT, "probes of a zero window"),
    KEEP_ALIVE("TcpExtTCPKeepAlive", Kind.EVENT, "keepalive probes"),
    CHALLENGE_ACK("TcpExtTCPChallengeACK", Kind.EVENT, "challenge ACKs sent"),
    CHALLENGE_SKIPPED("TcpExtTCPACKSkippedChallenge", Kind.EVENT, "challenge ACKs withheld by tcp_invalid_ratelimit"),
    DUP_ACK_SKIPPED("TcpExtTCPACKSkippedSeq", Kind.EVENT, "answers to old segments withheld by tcp_invalid_ratelimit"),
    URGENT("TcpUrgent", Kind.EVENT, "urgent pointers that applications were told of; the data itself comes in line"),
    DELAYED_ACKS("TcpExtDelayedACKs", Kind.EVENT, "ACKs that have waited for tcp_delack_ms in vain"),
    DELAYED_ACK_LOST("TcpExtDelayedACKLost", Kind.EVENT,
        "segments all of whose data had come before: their ACK was lost, or came too late"),
    DSACK_OLD_SENT("TcpExtTCPDSACKOldSent", Kind.EVENT, "D-SACK blocks sent for data that was acknowledged before (RFC 2883)"),
    DSACK_OFO_SENT("TcpExtTCPDSACKOfoSent", Kind.EVENT, "D-SACK blocks sent for data that was kept out of order already"),
    OFO_PRUNED("TcpExtOfoPruned", Kind.EVENT,
        "connections whose data out of order was given up because receive_memory_bytes or max_transfers was used up"),
    BAD_OPTIONS("TcpBadOptions", Kind.EVENT, "segments with malformed options; the options after the first bad one are not read"),
    ICMP_OUT_ECHO_REPS("IcmpOutEchoReps", Kind.EVENT, "echo replies sent"),
    ICMP_OUT_RATE_LIMIT_GLOBAL("IcmpOutRateLimitGlobal", Kind.EVENT, "echo replies withheld by icmp_msgs_per_sec"),
    ICMP_OUT_RATE_LIMIT_HOST("IcmpOutRateLimitHost", Kind.EVENT,
        "echo replies withheld by icmp_msgs_per_sec_per_address"),
    ICMP_IGNORED("TcpExtOutOfWindowIcmps", Kind.EVENT, "ICMP errors that match no connection, or not its sequence numbers"),
    PMTU_LOWERED("TcpPmtuLowered", Kind.EVENT, "times that ICMP lowered a connection's MSS"),
    PMTU_BLACK_HOLES("TcpPmtuBlackHoles", Kind.EVENT, "times that tcp_mtu_probing lowered a connection's MSS"),
    PMTU_IGNORED("TcpPmtuIgnored", Kind.EVENT, "ICMP packet-too-big with an MTU that is impossible or no smaller"),

    IP_REASM_OKS("IpReasmOKs", Kind.EVENT, "packets put together from their fragments"),
    IP_REASM_OVERLAPS("IpReasmOverlaps", Kind.EVENT,
        "packets dropped because fragments of theirs overlapped (RFC 5722); the same bytes twice do not count"),
    IP_REASM_TIMEOUT("IpReasmTimeout", Kind.EVENT,
        "packets given up before they were whole: ipfrag_time was over, or ipfrag_high_thresh used up"),

    // Links.
    LINK_TX_FULL("LinkTxFull", Kind.EVENT, "frames lost because the link had no room: RSTs, cookies, echo replies"),
    LINK_TX_WAITS("LinkTxWaits", Kind.EVENT,
        "times a segment found no room in the link; it is sent later, nothing is lost"),
    LINK_RX_ERRORS("LinkRxErrors", Kind.EVENT, "errors in reading from the device"),
    LINK_TX_ERRORS("LinkTxErrors", Kind.EVENT, "errors in writing to the device; the frame is lost"),
    LINK_SHORT_WRITES("LinkShortWrites", Kind.EVENT, "frames that the device took only in part"),
    LINK_RX_DROPPED("LinkRxDropped", Kind.EVENT, "frames lost between device and loop because the ring was full"),
    LINK_DOWN("LinkDown", Kind.EVENT, "times the device was found down or gone"),
    SEND_MEMORY_FULL("SendMemoryFull", Kind.EVENT, "sends cut short because send_memory_bytes or max_transfers was used up"),
    TIMER_SWEEPS("TimerSweeps", Kind.EVENT, "cycles that searched for due timers because the queues were full"),

    // The loop.
    ERROR_LOG_FULL("ErrorLogFull", Kind.EVENT, "errors missing in the telemetry file: its log was full"),
    LOOP_CYCLES("LoopCycles", Kind.EVENT, "cycles of the loop"),
    LOOP_BUSY_CYCLES("LoopBusyCycles", Kind.EVENT, "of LoopCycles, cycles that found work to do");

    /** All of them, in order; the ordinal of each is its id. */
    public static final List<Counter> ALL = List.of(values());

    /** The kind of a counter. */
    public enum Kind
    {
        /** The end of a received frame: exactly one for each frame. */
        OUTCOME,
        /** A number of events; only grows. */
        EVENT,
        /** A number of things now; grows and falls. */
        GAUGE
    }

    private final String label;
    private final Kind kind;
    private final String meaning;

    Counter(final String label, final Kind kind, final String meaning)
    {
        this.label = label;
        this.kind = kind;
        this.meaning = meaning;
    }

    /**
     * @return its number in Agrona's {@code CountersReader}.
     */
    public int id()
    {
        return ordinal();
    }

    /**
     * @return the name as {@code nstat} would print it.
     */
    public String label()
    {
        return label;
    }

    public Kind kind()
    {
        return kind;
    }

    public String meaning()
    {
        return meaning;
    }
}
