package io.fourtuple.table;

/**
 * Layout of a compact record, for connections that carry no data: half-open ones, and those in TIME_WAIT. 32 bytes for IPv4,
 * two to a cache line, and 64 for IPv6. The key lies at the same place as in a full record, so that an IPv4 lookup compares all
 * kinds alike. In a free record, {@link #SND_OFFSET} has the next free one.
 * <pre>
 *    0                4                8        10       12               16               20               24
 *    | remote address | local address  | remote | local  |  SND.NXT, ISS  |  RCV.NXT, IRS  |   TS.Recent    |
 *    |                |                |  port  |  port  |                |                |                |
 *   24                                                  32        IPv4; the addresses are 0 in IPv6
 *    |  the word: see below                              |
 *   32               48               64                          IPv6 only
 *    | remote address | local address  |
 *
 *   the word at 24, from its lowest bit
 *             TIME_WAIT                                                          half-open
 *   23 bits   deadline    units of 8 ms of the loop's clock, modulo 18 hours     20 bits  deadline   ms, modulo 17 minutes
 *   23 bits   entered     the same                                               16 bits  MSS        that the peer announced
 *                                                                                 4 bits  scale      of its window, 15: none
 *                                                                                 4 bits  retries    of the SYN-ACK
 *                                                                                 1 bit   ECN_OK
 *                                                                                 1 bit   spare
 *   11 bits   answered    when a limited answer was last sent, units of 32 ms modulo 2,047, from 1; 0: never
 *    4 bits   queues      classes of CompactQueues with an entry for this record; outlives the connection
 *    1 bit    TS_OK
 *    1 bit    SCALED: window scaling was agreed on                               SACK_OK
 *    1 bit    USED
 * </pre>
 * An application has no id of either kind, so there is no generation. A half-open connection gets its listener's handler when
 * the handshake completes. Its window, and the window of an ACK in TIME_WAIT, follow from the settings.
 */
final class CompactDescriptor
{
    static final int IPV4_SHIFT = 5;
    static final int IPV6_SHIFT = 6;

    static final int SND_OFFSET = 12;
    static final int RCV_OFFSET = 16;
    static final int TS_RECENT_OFFSET = 20;
    static final int WORD_OFFSET = 24;
    static final int REMOTE_IPV6_OFFSET = 32;
    static final int LOCAL_IPV6_OFFSET = 48;

    // Both kinds.
    static final int ANSWERED_SHIFT = 46;
    static final int ANSWERED_BITS = 11;
    static final long ANSWERED_MASK = (1L << ANSWERED_BITS) - 1;
    static final int ANSWERED_UNIT_SHIFT = 5;
    static final int QUEUES_SHIFT = 57;
    static final long QUEUES_MASK = 15;
    static final long TS_OK = 1L << 61;
    static final long USED = 1L << 63;

    // TIME_WAIT.
    static final int TIME_WAIT_TIME_SHIFT = 3;
    static final int TIME_WAIT_TIME_BITS = 23;
    static final long TIME_WAIT_TIME_MASK = (1L << TIME_WAIT_TIME_BITS) - 1;
    static final int TIME_WAIT_ENTERED_SHIFT = TIME_WAIT_TIME_BITS;
    static final long TIME_WAIT_SCALED = 1L << 62;

    // Half-open.
    static final int OPENING_TIME_BITS = 20;
    static final long OPENING_TIME_MASK = (1L << OPENING_TIME_BITS) - 1;
    static final int OPENING_MSS_SHIFT = 20;
    static final long OPENING_MSS_MASK = 0xFFFF;
    static final int OPENING_SCALE_SHIFT = 36;
    static final int OPENING_RETRIES_SHIFT = 40;
    static final long OPENING_NIBBLE = 15;
    static final long OPENING_ECN_OK = 1L << 44;
    static final long OPENING_SACK_OK = 1L << 62;

    private CompactDescriptor()
    {
    }
}
