package io.fourtuple.table;

/**
 * Layout of what is kept of a connection in TIME_WAIT: 32 bytes for IPv4, two to a cache line, and 64 for IPv6. The key
 * lies where a connection record has it, so that a lookup of IPv4 compares both alike. In a free record,
 * {@link #SND_NXT_OFFSET} holds the next free one.
 * <pre>
 *    0                4                8        10       12               16               20               24
 *    | remote address | local address  | remote | local  |    SND.NXT     |    RCV.NXT     |   TS.Recent    |
 *    |                |                |  port  |  port  |                |                |                |
 *   24                                                  32        IPv4; the addresses are 0 in IPv6
 *    |  deadline, entered, answered, queues, flags       |
 *   32               48               64                          IPv6 only
 *    | remote address | local address  |
 *
 *   the word at 24, from its lowest bit
 *   23 bits  deadline            units of 8 ms of the loop's clock, modulo 18 hours
 *   23 bits  entered             the same
 *   11 bits  answered            when a limited ACK was last sent, units of 32 ms modulo 2,047, from 1; 0: never
 *    4 bits  queues              classes of HoldQueues that hold an entry for this record; outlives it
 *    3 bits  TS_OK, SCALED, USED
 * </pre>
 * An application keeps no id of it, so there is no generation; the window of an ACK follows from the settings.
 */
final class HeldDescriptor
{
    static final int IPV4_SHIFT = 5;
    static final int IPV6_SHIFT = 6;

    static final int SND_NXT_OFFSET = 12;
    static final int RCV_NXT_OFFSET = 16;
    static final int TS_RECENT_OFFSET = 20;
    static final int WORD_OFFSET = 24;
    static final int REMOTE_IPV6_OFFSET = 32;
    static final int LOCAL_IPV6_OFFSET = 48;

    static final int TIME_SHIFT = 3;
    static final int TIME_BITS = 23;
    static final long TIME_MASK = (1L << TIME_BITS) - 1;
    static final int ENTERED_SHIFT = TIME_BITS;
    static final int ANSWERED_SHIFT = 2 * TIME_BITS;
    static final long ANSWERED_MASK = (1L << 11) - 1;
    static final int ANSWERED_UNIT_SHIFT = 5;
    static final int ANSWERED_MODULO = 2_047;
    static final int QUEUES_SHIFT = 57;
    static final long QUEUES_MASK = 15;
    static final long TS_OK = 1L << 61;
    static final long SCALED = 1L << 62;
    static final long USED = 1L << 63;

    private HeldDescriptor()
    {
    }
}
