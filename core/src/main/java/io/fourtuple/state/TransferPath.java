package io.fourtuple.state;

import io.fourtuple.congestion.Path;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;

/** A connection and its transfer as congestion control sees them; one object, positioned for each call. */
final class TransferPath implements Path
{
    /** Flag of the transfer: the latest window sent was as large as cwnd allowed. */
    static final int CWND_LIMITED = 1;
    /** Flag of the transfer: the next new data is to say that the window was cut (CWR, RFC 3168 6.1.2). */
    static final int CWR_DUE = 1 << 3;
    /** Flag of the transfer: SND.UNA has not reached {@code recover} since marks of congestion were reacted to. */
    static final int ECN_REACTED = 1 << 4;
    private static final int MIN_SSTHRESH_SEGMENTS = 2;

    private final Clock clock;
    private Tcb tcb;
    private Transfer transfer;
    private int inFlight;
    private int rttUs;

    TransferPath(final Clock clock)
    {
        this.clock = clock;
    }

    TransferPath of(final Tcb ofTcb, final Transfer ofTransfer, final int bytesInFlight, final int measuredUs)
    {
        tcb = ofTcb;
        transfer = ofTransfer;
        inFlight = bytesInFlight;
        rttUs = measuredUs;
        return this;
    }

    @Override
    public int mss()
    {
        return Math.max(1, tcb.mss());
    }

    @Override
    public int cwnd()
    {
        return transfer.cwnd();
    }

    @Override
    public void cwnd(final int bytes)
    {
        transfer.cwnd(Math.max(mss(), Math.min(UNLIMITED, bytes)));
    }

    @Override
    public int ssthresh()
    {
        return transfer.ssthresh();
    }

    @Override
    public void ssthresh(final int bytes)
    {
        transfer.ssthresh(Math.max(MIN_SSTHRESH_SEGMENTS * mss(), Math.min(UNLIMITED, bytes)));
    }

    @Override
    public int priorCwnd()
    {
        return transfer.priorCwnd();
    }

    @Override
    public int inFlight()
    {
        return Math.min(inFlight, transfer.cwnd());
    }

    @Override
    public boolean isCwndLimited()
    {
        return transfer.isCongestion(CWND_LIMITED) ||
            transfer.cwnd() < transfer.ssthresh() && transfer.cwnd() < 2L * transfer.mostOut() * tcb.mss();
    }

    @Override
    public int rttUs()
    {
        return rttUs;
    }

    @Override
    public int srttUs()
    {
        return transfer.srttUs();
    }

    @Override
    public int nowMs()
    {
        return clock.nowMs;
    }

    @Override
    public int sndUna()
    {
        return tcb.sndUna();
    }

    @Override
    public int sndNxt()
    {
        return tcb.sndNxt();
    }

    @Override
    public int word(final int index)
    {
        return transfer.word(checked(index));
    }

    @Override
    public void word(final int index, final int value)
    {
        transfer.word(checked(index), value);
    }

    /** Behind the words lies what is not the algorithm's. */
    private static int checked(final int index)
    {
        if (index < 0 || index >= WORDS)
        {
            throw new IndexOutOfBoundsException("index must be 0 to " + (WORDS - 1) + ": index=" + index);
        }
        return index;
    }
}
