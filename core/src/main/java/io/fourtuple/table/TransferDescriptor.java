package io.fourtuple.table;

/**
 * Layout of a transfer: the state that a connection needs only while it has data outstanding, and for about an RTO afterwards,
 * or while data that it has received lies behind a gap.
 * The first line is for sending. The second links transfers by the time since their last progress, so that the connection
 * without progress for the longest is found at once when memory is short; it is touched only when SND.UNA moves on.
 * <pre>
 *    0                4                8               12               16
 *    |  out of order  |  first chunk   | offset in it   |   last chunk   |
 *   16               20               24               28               32
 *    | bytes in last  |  bytes queued  |  cursor chunk  | cursor: bytes  |      cursor: where the last copy ended,
 *    |                |                |                |  from SND.UNA  |      so that going on costs no walk
 *   32               36               40               44               48
 *    |  SRTT (us)     |  RTTVAR (us)   |   timed SEQ    | timed at (us)  |
 *   48               52               56   57   58  59  60            64
 *    |  recover SEQ   |  resent SEQ    | fl |dup |ph |   |   proof     |
 *   64               68               72               76               80
 *    |     owner      |  next older    |  next newer    |  since (ms)    |      since: no progress since; or resting until
 *   80   81   82   83  84               88               92             96
 *    | li | al | cf | ca|      cwnd      |    ssthresh    |  prior cwnd  |      li: number of its list, 0 for none
 *   96              100              104              108             112
 *    | prior ssthresh |     word 0     |     word 1     |     word 2     |      words: the congestion control algorithm's own
 *  112              116              120              124      126     128
 *    |     word 3     |     word 4     |   window end   | most out| sent |      sent: when data went out last, units of 8 ms
 *
 *   fl  flags      dup  duplicate ACKs in a row      ph  phase of a recovery under way
 *   al  number of the congestion control algorithm      cf  flags of congestion control      ca  state as Linux has it
 *   cwnd  0: none yet, the transfer has sent nothing     prior  values before the last cut, for an undo
 *   window end  SND.NXT when the use of cwnd was noted last      most out  most segments in flight since, if cwnd was no limit
 *   out of order  number of the OutOfOrder record, 0: none; in a free transfer, the next free one
 *   resent  end of the data sent again by the recovery   proof  value by which the phase judges ACKs
 * </pre>
 */
final class TransferDescriptor
{
    static final int SHIFT = 7;
    static final int NEXT_FREE_OFFSET = 0;
    static final int OUT_OF_ORDER_OFFSET = NEXT_FREE_OFFSET;
    static final int FIRST_CHUNK_OFFSET = 4;
    static final int FIRST_OFFSET_OFFSET = 8;
    static final int LAST_CHUNK_OFFSET = 12;
    static final int LAST_BYTES_OFFSET = 16;
    static final int QUEUED_OFFSET = 20;
    static final int CURSOR_CHUNK_OFFSET = 24;
    static final int CURSOR_BYTES_OFFSET = 28;
    static final int SRTT_OFFSET = 32;
    static final int RTTVAR_OFFSET = 36;
    static final int TIMED_SEQ_OFFSET = 40;
    static final int TIMED_AT_OFFSET = 44;
    static final int RECOVER_OFFSET = 48;
    static final int RESENT_OFFSET = 52;
    static final int FLAGS_OFFSET = 56;
    static final int DUP_ACKS_OFFSET = 57;
    static final int PHASE_OFFSET = 58;
    static final int PROOF_OFFSET = 60;
    static final int OWNER_OFFSET = 64;
    static final int OLDER_OFFSET = 68;
    static final int NEWER_OFFSET = 72;
    static final int SINCE_OFFSET = 76;
    static final int LIST_OFFSET = 80;
    static final int ALGORITHM_OFFSET = 81;
    static final int CONGESTION_FLAGS_OFFSET = 82;
    static final int CA_STATE_OFFSET = 83;
    static final int CWND_OFFSET = 84;
    static final int SSTHRESH_OFFSET = 88;
    static final int PRIOR_CWND_OFFSET = 92;
    static final int PRIOR_SSTHRESH_OFFSET = 96;
    static final int WORDS_OFFSET = 100;
    static final int WORDS = 5;
    static final int WINDOW_END_OFFSET = 120;
    static final int MOST_OUT_OFFSET = 124;
    static final int SENT_AT_OFFSET = 126;
    /** Units of 8 ms. */
    static final int SENT_AT_UNIT_SHIFT = 3;

    private TransferDescriptor()
    {
    }
}
