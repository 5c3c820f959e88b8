package io.fourtuple.telemetry;

/** The sections that a telemetry file may have, each once. The file's directory has their ids. */
public enum Section
{
    /** The engine's properties: UTF-8, a line {@code name=value} each, ended by a zero byte. */
    PROPERTIES(1),
    /** The settings in force: UTF-8, a line {@code name=value} each, ended by a zero byte. */
    SETTINGS(2),
    /** Names and meanings of the counters, as Agrona's {@code CountersReader} reads them. */
    COUNTER_LABELS(3),
    /** Values of the counters, as Agrona's {@code CountersReader} reads them. */
    COUNTER_VALUES(4),
    /** Distinct errors, as Agrona's {@code ErrorLogReader} reads them. */
    ERRORS(5),
    /** The listeners: entries of the table's {@code ListenerDescriptor}. */
    LISTENERS(6),
    /** Latencies of the latest interval, and of all: entries of {@code LatencyDescriptor}. */
    LATENCIES(7),
    /** Records of IPv4 connections: the table's {@code TcbDescriptor}. */
    CONNECTIONS_IPV4(16),
    /** Records of IPv6 connections: the table's {@code TcbDescriptor}. */
    CONNECTIONS_IPV6(17),
    /** Records of IPv4 connections in TIME_WAIT: the table's {@code CompactDescriptor}. */
    TIME_WAIT_IPV4(18),
    /** Records of IPv6 connections in TIME_WAIT: the table's {@code CompactDescriptor}. */
    TIME_WAIT_IPV6(19),
    /** Records of half-open IPv4 connections: the table's {@code CompactDescriptor}. */
    HALF_OPEN_IPV4(20),
    /** Records of half-open IPv6 connections: the table's {@code CompactDescriptor}. */
    HALF_OPEN_IPV6(21),
    /** The transfers of unacknowledged data: the table's {@code TransferDescriptor}. */
    TRANSFERS(22);

    private final int id;

    Section(final int id)
    {
        this.id = id;
    }

    /** @return the number in the file's directory; never reused for another section. */
    public int id()
    {
        return id;
    }
}
