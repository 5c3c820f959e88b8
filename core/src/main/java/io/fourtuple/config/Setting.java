package io.fourtuple.config;

import java.util.List;

/**
 * Every limit and every tunable of an engine: name, default, range and meaning. A setting with the name of a Linux sysctl
 * has that sysctl's meaning.
 */
public enum Setting
{
    MAX_CONNECTIONS_IPV4("max_connections_ipv4", 65_536, 1, 1L << 28,
        "records for IPv4 connections; half-open connections and TIME_WAIT have records of their own"),
    MAX_CONNECTIONS_IPV6("max_connections_ipv6", 16_384, 1, 1L << 28,
        "records for IPv6 connections; half-open connections and TIME_WAIT have records of their own"),
    MAX_TRANSFERS("max_transfers", 65_536, 1, 1L << 26,
        "connections that may have unacknowledged data at the same time"),
    SEND_MEMORY("send_memory_bytes", 64L << 20, 65_536, 1L << 36,
        "bytes for data not yet acknowledged, of all connections together"),
    SEND_MEMORY_PATIENCE_MS("send_memory_patience_ms", 500, 1, 1 << 30,
        "milliseconds without an acknowledgement before a connection is reset, if others wait for send memory; the longest first"),
    RECEIVE_MEMORY("receive_memory_bytes", 64L << 20, 65_536, 1L << 36,
        "bytes for data that arrived out of order, of all connections together; when it is used up, the oldest is given up"),
    MAX_LISTENERS("max_listeners", 1_024, 1, 32_767, "listeners at the same time"),
    TCP_MAX_SYN_BACKLOG("tcp_max_syn_backlog", 65_536, 1, (1L << 28) - 1,
        "half-open (SYN_RCVD) IPv4 connections at the same time, of all listeners"),
    TCP_MAX_SYN_BACKLOG_IPV6("tcp_max_syn_backlog_ipv6", 16_384, 1, (1L << 28) - 1,
        "half-open (SYN_RCVD) IPv6 connections at the same time, of all listeners"),
    SOMAXCONN("somaxconn", 65_536, 1, (1L << 28) - 1,
        "largest and default backlog of a listener: half-open connections, and connections waiting to be accepted"),
    SYN_DEFENCE("syn_defence", "defence against SYN floods; sysctl: the defence that tcp_syncookies selects",
        "sysctl", "backlog", "cache", "hybrid", "cookies-linux", "cookies-freebsd", "cookies-always"),
    TCP_SYNCOOKIES("tcp_syncookies", 1, 0, 2,
        "SYN cookies: 0 never (backlog), 1 when the queue is full (hybrid), 2 always (cookies-always)"),
    SYN_COOKIE_ENCODING("syn_cookie_encoding",
        "cookies of hybrid and cookies-always: linux is harder to guess; freebsd keeps the window scale without timestamps",
        "linux", "freebsd"),
    SYN_SOURCE_LIMIT("syn_source_limit", 0, 0, 255,
        "SYNs of one source (IPv6: /64) accepted in each syn_source_period_ms, with any defence; 0: no limit"),
    SYN_SOURCE_PERIOD_MS("syn_source_period_ms", 1_000, 10, 3_600_000, "period of syn_source_limit, milliseconds"),
    TCP_ABORT_ON_OVERFLOW("tcp_abort_on_overflow", 0, 0, 1,
        "1: an ACK that finds the accept queue full is answered with RST; 0: the ACK is dropped, and the peer tries again"),
    RST_ANSWER("rst_answer", "RST to segments that belong to no connection: for closed ports, invalid cookies, ACKs for listeners",
        "limited", "always", "never"),
    RST_RATELIMIT("rst_ratelimit", 1_000, 1, 1L << 28,
        "rst_answer=limited: RSTs a second on average, drawn between half and one and a half of it"),
    RST_RATELIMIT_PER_ADDRESS("rst_ratelimit_per_address", 100, 1, 255,
        "rst_answer=limited: RSTs a second to one address (IPv6: /64), on average"),
    ICMP_MSGS_PER_SEC("icmp_msgs_per_sec", 1_000, 1, 1L << 28,
        "echo replies a second on average, drawn between half and one and a half of it"),
    ICMP_MSGS_PER_SEC_PER_ADDRESS("icmp_msgs_per_sec_per_address", 100, 1, 255,
        "echo replies a second to one address (IPv6: /64), on average"),
    COMMAND_QUEUE("command_queue", 4_096, 2, 1 << 20, "commands from other threads that may wait for the loop"),
    RECEIVE_BATCH("receive_batch", 64, 1, 4_096, "frames taken from the link in one cycle"),
    TCP_WMEM("tcp_wmem", 65_536, 1_024, 1 << 26, "send buffer of a connection, bytes"),
    TCP_RMEM("tcp_rmem", 65_536, 536, 1 << 26, "receive window of a connection, bytes"),
    TCP_CONGESTION_CONTROL("tcp_congestion_control", "congestion control of a connection that sets none (RFC 9438, 5681)",
        "cubic", "newreno", "none"),
    TCP_SLOW_START_AFTER_IDLE("tcp_slow_start_after_idle", 1, 0, 1,
        "1: after an RTO without sending, the congestion window starts anew (RFC 5681 4.1); 0: it lasts while transfers do"),
    TCP_SYN_RETRIES("tcp_syn_retries", 6, 0, 15, "retransmissions of a SYN"),
    TCP_SYNACK_RETRIES("tcp_synack_retries", 5, 0, 15, "retransmissions of a SYN-ACK"),
    TCP_RETRIES2("tcp_retries2", 15, 0, 15, "retransmissions of data or FIN before the application closes"),
    TCP_ORPHAN_RETRIES("tcp_orphan_retries", 8, 0, 15, "retransmissions after the application has closed"),
    TCP_USER_TIMEOUT("tcp_user_timeout", 0, 0, 1 << 30,
        "milliseconds that data may stay unacknowledged or unsent before its connection is given up (RFC 5482); 0: as tcp_retries2"),
    TCP_KEEPALIVE("tcp_keepalive", 0, 0, 1,
        "1: a connection that says nothing else asks a silent peer whether it is there (SO_KEEPALIVE; RFC 9293 3.8.4)"),
    TCP_KEEPALIVE_TIME("tcp_keepalive_time", 7_200, 1, 32_767, "seconds of silence before the first keepalive probe"),
    TCP_KEEPALIVE_INTVL("tcp_keepalive_intvl", 75, 1, 32_767, "seconds from one keepalive probe to the next"),
    TCP_KEEPALIVE_PROBES("tcp_keepalive_probes", 9, 1, 15,
        "keepalive probes without an answer before a connection is given up"),
    TCP_NODELAY("tcp_nodelay", 1, 0, 1,
        "1: small segments go at once; 0: not while a small one is unacknowledged (Nagle's algorithm, RFC 9293 3.7.4)"),
    TCP_FIN_TIMEOUT("tcp_fin_timeout", 60, 1, 7_200, "seconds in FIN_WAIT_2 after the application has closed"),
    TIME_WAIT("time_wait", "TIME_WAIT policy",
        "rfc6191", "linux", "linux-recycle", "freebsd", "classic", "none"),
    TIME_WAIT_SECONDS("time_wait_seconds", 60, 0, 7_200, "2*MSL: seconds in TIME_WAIT; 0: none"),
    TCP_TW_REUSE("tcp_tw_reuse", 2, 0, 2,
        "policy linux: connect takes over a 4-tuple in TIME_WAIT: 0 never, 1 always, 2 for loopback addresses"),
    TCP_TW_REUSE_DELAY("tcp_tw_reuse_delay", 1_000, 1, 60_000,
        "policy linux: milliseconds in TIME_WAIT before tcp_tw_reuse applies"),
    TCP_RFC1337("tcp_rfc1337", 0, 0, 1, "policy linux: 1: a RST does not end TIME_WAIT"),
    TOLERATE_MISSING_TS("tolerate_missing_ts", 0, 0, 1,
        "policy freebsd: 1: TIME_WAIT takes segments that lack the agreed timestamp"),
    TCP_MAX_TW_BUCKETS("tcp_max_tw_buckets", 262_144, 1, (1L << 28) - 1, "IPv4 connections in TIME_WAIT at the same time"),
    TCP_MAX_TW_BUCKETS_IPV6("tcp_max_tw_buckets_ipv6", 65_536, 1, (1L << 28) - 1,
        "IPv6 connections in TIME_WAIT at the same time"),
    TIME_WAIT_AT_LIMIT("time_wait_at_limit", "action at tcp_max_tw_buckets: the policy's own, or always this one",
        "policy", "refuse", "evict-oldest"),
    TCP_RTO_INITIAL_MS("tcp_rto_initial_ms", 1_000, 10, 120_000, "RTO before the first measurement (RFC 6298 2.1)"),
    TCP_RTO_MIN_MS("tcp_rto_min_ms", 200, 4, 120_000, "smallest RTO, and its smallest distance above the round-trip time"),
    TCP_RTO_MAX_MS("tcp_rto_max_ms", 120_000, 1_000, 120_000, "largest RTO, back-off included"),
    TCP_DELACK_MS("tcp_delack_ms", 40, 0, 500,
        "milliseconds that an ACK may wait for data to ride on (RFC 9293 3.8.6.3); 0: it goes at the end of its cycle"),
    TCP_MTU_PROBING("tcp_mtu_probing", 0, 0, 1,
        "1: full segments that time out three times in a row lower a connection's MSS, as if a path dropped them (RFC 8899)"),
    TCP_BASE_MSS("tcp_base_mss", 1_024, 48, 65_495, "tcp_mtu_probing: MSS that it is lowered to first"),
    TCP_MTU_PROBE_FLOOR("tcp_mtu_probe_floor", 48, 48, 65_495, "tcp_mtu_probing: MSS that it is lowered to at most, by halves"),
    TCP_TIMESTAMPS("tcp_timestamps", 1, 0, 1, "offer and accept timestamps (RFC 7323)"),
    TCP_WINDOW_SCALING("tcp_window_scaling", 1, 0, 1, "offer and accept window scaling (RFC 7323)"),
    TCP_SACK("tcp_sack", 1, 0, 1, "offer and accept SACK-permitted (RFC 2018)"),
    TCP_RECOVERY("tcp_recovery", 1, 0, 7,
        "loss detection with SACK, a sum: 1 by time (RACK, RFC 8985), 2 its reordering window stays the least, 4 three SACKed segments do not make it 0"),
    TCP_EARLY_RETRANS("tcp_early_retrans", 3, 0, 4,
        "3 or 4: a loss probe after two round trips of silence (TLP, RFC 8985 7); 0 to 2: none"),
    TCP_ECN("tcp_ecn", 2, 0, 2,
        "explicit congestion notification (RFC 3168): 0 never, 1 asked for by connect and accepted, 2 accepted"),
    TCP_INVALID_RATELIMIT("tcp_invalid_ratelimit", 500, 0, 60_000,
        "milliseconds between challenge ACKs of one connection (RFC 5961 7)"),
    IP_LOCAL_PORT_MIN("ip_local_port_range_min", 32_768, 1, 65_535, "first local port for connect"),
    IP_LOCAL_PORT_MAX("ip_local_port_range_max", 60_999, 1, 65_535, "last local port for connect"),
    PORT_SELECTION("port_selection", "how connect chooses a local port (RFC 6056 3.3.4, 3.3.2)", "double-hash", "random"),
    IPFRAG_HIGH_THRESH("ipfrag_high_thresh", 262_144, 0, 1_048_576,
        "bytes for packets that arrive in fragments (RFC 791, 8200); 0: fragments are dropped"),
    IPFRAG_TIME("ipfrag_time", 30, 1, 120, "seconds that a packet's fragments are waited for"),
    IP_DEFAULT_TTL("ip_default_ttl", 64, 1, 255, "TTL and hop limit of packets sent"),
    IP_DSCP("ip_dscp", 0, 0, 63, "DSCP of packets sent, for all connections (RFC 2474)"),
    AUTO_FLOWLABELS("auto_flowlabels", 1, 0, 1, "1: each IPv6 connection has a flow label (RFC 6437); 0: none");

    private static final Setting[] VALUES = values();
    /** The edit distance up to which a name counts as similar. */
    private static final int MAX_DISTANCE = 2;

    private final String key;
    private final long defaultValue;
    private final long min;
    private final long max;
    private final String meaning;
    private final List<String> names;

    Setting(final String key, final long defaultValue, final long min, final long max, final String meaning)
    {
        this.names = List.of();
        this.key = key;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.meaning = meaning;
    }

    /** One of several names; the value is its place among them, the default the first. */
    Setting(final String key, final String meaning, final String... names)
    {
        this.names = List.of(names);
        this.key = key;
        this.defaultValue = 0;
        this.min = 0;
        this.max = names.length - 1;
        this.meaning = meaning;
    }

    /**
     * @return the name as written on a command line.
     */
    public String key()
    {
        return key;
    }

    public long defaultValue()
    {
        return defaultValue;
    }

    public long min()
    {
        return min;
    }

    public long max()
    {
        return max;
    }

    public String meaning()
    {
        return meaning;
    }

    /**
     * @return the names of the values 0, 1, ...; empty for a setting that is a number.
     */
    public List<String> names()
    {
        return names;
    }

    /**
     * @return a value as it is written on a command line.
     */
    public String text(final long value)
    {
        return names.isEmpty() ? Long.toString(value) : names.get((int)value);
    }

    /**
     * @param key as {@link #key()} has it.
     * @return the setting.
     * @throws IllegalArgumentException that names those of similar spelling, if there is none.
     */
    public static Setting of(final String key)
    {
        final StringBuilder similar = new StringBuilder();
        for (final Setting setting : VALUES)
        {
            if (setting.key.equals(key))
            {
                return setting;
            }
            if (setting.key.contains(key) || key.contains(setting.key) || distance(setting.key, key) <= MAX_DISTANCE)
            {
                similar.append(similar.length() == 0 ? "; did you mean " : ", ").append(setting.key);
            }
        }
        throw new IllegalArgumentException("no such setting: " + key + similar);
    }

    /** Damerau-Levenshtein distance: letters missing, too many, wrong, or two in the wrong order. */
    private static int distance(final String left, final String right)
    {
        final int[][] distances = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++)
        {
            for (int j = 0; j <= right.length(); j++)
            {
                if (i == 0 || j == 0)
                {
                    distances[i][j] = i + j;
                    continue;
                }
                final int wrong = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                distances[i][j] = Math.min(distances[i - 1][j - 1] + wrong,
                    Math.min(distances[i - 1][j], distances[i][j - 1]) + 1);
                if (i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1))
                {
                    distances[i][j] = Math.min(distances[i][j], distances[i - 2][j - 2] + 1);
                }
            }
        }
        return distances[left.length()][right.length()];
    }
}
