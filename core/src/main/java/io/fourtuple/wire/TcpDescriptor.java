package io.fourtuple.wire;

/**
 * Layout of the TCP header (RFC 9293 3.1) and of the options that are understood here.
 * <pre>
 *    0 |      source port      |   destination port    |
 *    4 |                sequence number                |
 *    8 |             acknowledgment number             |
 *   12 | offset |rsvd| flags   |        window         |      option          kind length
 *   16 |       checksum        |    urgent pointer     |      end of list        0
 *   20 options up to offset * 4, then data                     no operation       1
 *                                                              MSS                2    4   RFC 9293 3.7.1
 *                                                              window scale       3    3   RFC 7323 2
 *                                                              SACK permitted     4    2   RFC 2018 2
 *                                                              SACK               5  10+   RFC 2018 3
 *                                                              timestamps         8   10   RFC 7323 3
 * </pre>
 */
public final class TcpDescriptor
{
    public static final int HEADER_LENGTH = 20;
    public static final int SOURCE_PORT_OFFSET = 0;
    public static final int DESTINATION_PORT_OFFSET = 2;
    public static final int SEQ_OFFSET = 4;
    public static final int ACK_OFFSET = 8;
    public static final int DATA_OFFSET_OFFSET = 12;
    public static final int FLAGS_OFFSET = 13;
    public static final int WINDOW_OFFSET = 14;
    public static final int CHECKSUM_OFFSET = 16;
    public static final int URGENT_OFFSET = 18;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    /** RFC 3168 6.1: echo of a mark of congestion, and the window was reduced for it. */
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    public static final int OPTION_END = 0;
    public static final int OPTION_NOP = 1;
    public static final int OPTION_MSS = 2;
    public static final int OPTION_WINDOW_SCALE = 3;
    public static final int OPTION_SACK_PERMITTED = 4;
    public static final int OPTION_SACK = 5;
    public static final int OPTION_TIMESTAMPS = 8;

    /** NOP, NOP, timestamps, 10: every sender's layout of the option (RFC 7323 appendix A). */
    public static final int TIMESTAMPS_WORD = 0x0101_080A;
    /** Two options in one word: SACK permitted, 2, in the place of the padding, as Linux lays them out. */
    public static final int SACK_TIMESTAMPS_WORD = 0x0402_080A;
    /** NOP, NOP, SACK permitted, 2. */
    public static final int SACK_PERMITTED_WORD = 0x0101_0402;
    /** MSS, 4, and the bytes in the lower half. */
    public static final int MSS_WORD = 0x0204_0000;
    /** NOP, window scale, 3, and the shift count in the lowest byte. */
    public static final int WINDOW_SCALE_WORD = 0x0103_0300;
    /** Two NOPs and SACK, whose length goes in the last byte. */
    public static final int SACK_WORD = 0x0101_0500;
    public static final int OPTION_WORD_LENGTH = 4;
    /** The first sequence number of a block, and the one behind it. */
    public static final int SACK_BLOCK_LENGTH = 8;
    /** Blocks that the longest option has room for. */
    public static final int MAX_SACK_BLOCKS = 4;
    /** Length of the timestamps option with its padding. */
    public static final int TIMESTAMPS_LENGTH = 12;
    /** Largest shift count; a larger one counts as this (RFC 7323 2.3). */
    public static final int MAX_WINDOW_SCALE = 14;
    /** MSS assumed when the SYN has none (RFC 9293 3.7.1, MUST-15). */
    public static final int DEFAULT_MSS_IPV4 = 536;
    public static final int DEFAULT_MSS_IPV6 = 1_220;
    /** Smallest MSS accepted from a peer, as Linux's {@code tcp_min_snd_mss}; below it headers outweigh the data. */
    public static final int MIN_SND_MSS = 48;

    private TcpDescriptor()
    {
    }
}
