package io.fourtuple.table;

import java.nio.ByteOrder;

/**
 * Layout of a full connection record. One cache line has all of an idle IPv4 connection; an IPv6 record has a second line for
 * its addresses. In a free record, {@link #SND_UNA_OFFSET} has the next free one; in a record that has ended and whose
 * {@code onClosed} is still to be called, the next such one.
 * <pre>
 *    0                4                8        10       12              16
 *    | remote address | local address  | remote | local  |  generation    |      IPv4; the addresses are 0 in IPv6
 *    |                |                |  port  |  port  |                |
 *   16               20               24                28               32
 *    |    SND.UNA     |    SND.NXT     |    RCV.NXT      |    RCV.ADV     |      ADV: right edge of the window offered
 *   32               36               40                44      46       48
 *    |   TS.Recent    |  deadline (ms) |    transfer     | SND.WND|max WND|      as in the header; transfer 0: none
 *   48       50      52       54      56  57  58  59  60  61             64
 *    |  MSS   | RCV.WND| handler|challenge|qs|sr|st|fl|rto|  TS age       |
 *   64               72               80                88               96     IPv6 only
 *    |        remote address           |         local address           |
 *   96              104
 *    |    user data   |                                                         IPv4: in an array of its own
 *
 *   qs  classes of the timer queues with an entry for this record; outlives the connection
 *   sr  SND scale (4 bits, 15: no scaling agreed on) and retransmissions so far (4 bits)
 *   st  state      fl  flags      rto  RTO, logarithmic (RttEstimator)
 *   max WND        largest SND.WND since the SYN's; 0: SND.WND is that of the peer's SYN, in bytes at any scale
 *   RCV.WND        window that the application wants to offer, in units of the receive scale; in a lingering close, its end
 *   challenge      when a challenge ACK was last sent, in units of 8 ms, 0: never
 *   TS age         when TS.Recent was set, in units of 2^36 ns (69 s), 22 bits: PAWS lets go of it after 24 days; its two
 *                  highest bits: ECN was agreed on, and an echo of congestion is owed
 * </pre>
 * SND.WL1 and SND.WL2 of RFC 9293 3.3.1 are not kept: WL2 is never beyond SND.UNA, and WL1 is beyond RCV.NXT only
 * where data is kept out of order, whose end stands for it then; else users of {@link Tcb} compare with RCV.NXT. ISS and IRS
 * follow from SND.UNA and RCV.NXT while they are needed.
 */
final class TcbDescriptor
{
    private static final boolean IS_LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    static final int IPV4_RECORD_SHIFT = 6;
    static final int IPV6_RECORD_SHIFT = 7;

    static final int REMOTE_IPV4_OFFSET = 0;
    static final int LOCAL_IPV4_OFFSET = 4;
    static final int PORTS_OFFSET = 8;
    static final int GENERATION_OFFSET = 12;
    static final int SND_UNA_OFFSET = 16;
    static final int SND_NXT_OFFSET = 20;
    static final int RCV_NXT_OFFSET = 24;
    static final int RCV_ADV_OFFSET = 28;
    static final int TS_RECENT_OFFSET = 32;
    static final int DEADLINE_OFFSET = 36;
    static final int TRANSFER_OFFSET = 40;
    static final int SND_WND_OFFSET = 44;
    static final int MAX_SND_WND_OFFSET = 46;
    static final int MSS_OFFSET = 48;
    static final int RCV_WND_OFFSET = 50;
    static final int HANDLER_OFFSET = 52;
    static final int CHALLENGE_OFFSET = 54;
    /** Units of 8 ms. */
    static final int CHALLENGE_UNIT_SHIFT = 3;
    static final int TIMER_QUEUES_OFFSET = 56;
    static final int SCALE_RETRIES_OFFSET = 57;
    static final int STATE_OFFSET = 58;
    static final int FLAGS_OFFSET = 59;
    static final int RTO_OFFSET = 60;
    static final int TS_AGE_OFFSET = 61;
    static final int TS_AGE_MASK = 0x3F_FFFF;
    /** Bits of the short that ends the TS age. */
    static final int ECN_OK = 0x4000;
    static final int ECN_ECHO = 0x8000;
    static final int REMOTE_IPV6_OFFSET = 64;
    static final int LOCAL_IPV6_OFFSET = 80;
    static final int USER_DATA_IPV6_OFFSET = 96;

    private TcbDescriptor()
    {
    }

    /** Both IPv4 addresses as in the record, in one machine word. */
    static long addresses(final long remote, final long local)
    {
        return IS_LITTLE_ENDIAN ? local << 32 | remote & 0xFFFF_FFFFL : remote << 32 | local & 0xFFFF_FFFFL;
    }

    /** Both ports as in the record, in one int. */
    static int ports(final int remote, final int local)
    {
        return IS_LITTLE_ENDIAN ? local << 16 | remote : remote << 16 | local;
    }
}
