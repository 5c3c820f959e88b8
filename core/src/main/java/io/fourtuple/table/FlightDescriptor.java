package io.fourtuple.table;

/**
 * Layouts of what is known of the data in flight: a flight, one for each transfer and of its number, and the runs that the
 * flight consists of. A connection that sends one burst and waits for its acknowledgment needs neither: the burst is one run,
 * and its time is the one at which its first segment is timed. A flight is written when data of two times is in flight, or when
 * something is lost or selectively acknowledged.
 * <pre>
 *    0                4                8               12               16
 *    |   first run    |   last run     |  end SEQ       |  SACKed bytes  |      end: SND.NXT as the last run has it
 *   16               20               24   26   27  28               32
 *    |  lost bytes    | bytes again    |runs|mult|pers| highest SACKed   |      again: sent again, and in flight
 *   32               36               40               44               48
 *    | RACK: sent (us)| RACK: end SEQ  | RACK: RTT (us) | D-SACK round   |      RFC 8985
 *   48               52               56               60               64
 *    | min RTT (us)   | at (ms)        | PRR: delivered | PRR: out       |      RFC 9937
 *   64               68               72               76               80
 *    | PRR: RecoverFS | undo marker    | again, to undo | probe: end SEQ |      segments of the recovery that no D-SACK tells of
 *   80               84               88               92               96
 *    |  flags         | segments again | D-SACKed       | left by dups   |      the two in the middle: of the whole transfer
 *   96              100                                                128
 *    | late by (us)   |                                                  |
 *
 *   mult, pers   RACK.reo_wnd_mult and RACK.reo_wnd_persist      late by: how late the latest reordered segment was, of those
 *                that both look back to
 *
 *   a run, in the order of sequence numbers
 *    0                4                8               12               16
 *    |   first SEQ    |  sent at (us)  |     flags      |    next run    |      sent: the latest time; next: 0 for the last one
 * </pre>
 * A run ends where the next one begins. All of its segments but the last are full ones, so their borders follow from the MSS.
 * The first run begins with the segment that SND.UNA lies in.
 */
final class FlightDescriptor
{
    static final int SHIFT = 7;
    static final int FIRST_RUN_OFFSET = 0;
    static final int LAST_RUN_OFFSET = 4;
    static final int END_OFFSET = 8;
    static final int SACKED_OFFSET = 12;
    static final int LOST_OFFSET = 16;
    static final int AGAIN_OFFSET = 20;
    static final int RUNS_OFFSET = 24;
    static final int REO_MULT_OFFSET = 26;
    static final int REO_PERSIST_OFFSET = 27;
    static final int HIGHEST_SACKED_OFFSET = 28;
    static final int RACK_SENT_OFFSET = 32;
    static final int RACK_END_OFFSET = 36;
    static final int RACK_RTT_OFFSET = 40;
    static final int DSACK_ROUND_OFFSET = 44;
    static final int MIN_RTT_OFFSET = 48;
    static final int MIN_RTT_AT_OFFSET = 52;
    static final int PRR_DELIVERED_OFFSET = 56;
    static final int PRR_OUT_OFFSET = 60;
    static final int RECOVER_FS_OFFSET = 64;
    static final int UNDO_MARKER_OFFSET = 68;
    static final int UNDO_AGAIN_OFFSET = 72;
    static final int PROBE_END_OFFSET = 76;
    static final int FLAGS_OFFSET = 80;
    static final int SEGMENTS_AGAIN_OFFSET = 84;
    static final int DUPLICATES_OFFSET = 88;
    static final int RENO_SACKED_OFFSET = 92;
    static final int LATE_OFFSET = 96;

    static final int RUN_SHIFT = 4;
    static final int RUN_FIRST_OFFSET = 0;
    static final int RUN_SENT_OFFSET = 4;
    static final int RUN_FLAGS_OFFSET = 8;
    static final int RUN_NEXT_OFFSET = 12;

    private FlightDescriptor()
    {
    }
}
