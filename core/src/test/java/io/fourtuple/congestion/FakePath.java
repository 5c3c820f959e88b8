package io.fourtuple.congestion;

/** One connection over a path of one round-trip time; a test sets what it needs. Clamps as the state machine does. */
final class FakePath implements Path
{
    int mss = 1_000;
    int cwnd = 10_000;
    int ssthresh = UNLIMITED;
    int priorCwnd;
    int priorSsthresh;
    int inFlight;
    boolean isCwndLimited = true;
    int rttUs = NOT_MEASURED;
    int srttUs = 100_000;
    long nowUs = 5_000_000;
    int mostInRound = UNLIMITED;
    int sndUna = -20_000;
    int sndNxt = -20_000;
    private final int[] words = new int[WORDS];

    @Override
    public int mss()
    {
        return mss;
    }

    @Override
    public int cwnd()
    {
        return cwnd;
    }

    @Override
    public void cwnd(final int bytes)
    {
        cwnd = Math.max(mss, Math.min(UNLIMITED, bytes));
    }

    @Override
    public int ssthresh()
    {
        return ssthresh;
    }

    @Override
    public void ssthresh(final int bytes)
    {
        ssthresh = Math.max(2 * mss, Math.min(UNLIMITED, bytes));
    }

    @Override
    public int priorCwnd()
    {
        return priorCwnd;
    }

    @Override
    public int inFlight()
    {
        return inFlight;
    }

    @Override
    public boolean isCwndLimited()
    {
        return isCwndLimited;
    }

    @Override
    public int rttUs()
    {
        return rttUs;
    }

    @Override
    public int srttUs()
    {
        return srttUs;
    }

    @Override
    public int nowMs()
    {
        return (int)(nowUs / 1_000);
    }

    @Override
    public int sndUna()
    {
        return sndUna;
    }

    @Override
    public int sndNxt()
    {
        return sndNxt;
    }

    @Override
    public int word(final int index)
    {
        return words[index];
    }

    @Override
    public void word(final int index, final int value)
    {
        words[index] = value;
    }

    int segments()
    {
        return cwnd / mss;
    }

    /** A round trip in which the whole window is acknowledged, in equal parts, each a moment after the other. */
    void round(final CongestionControl control, final int bytesAtOnce)
    {
        final int window = Math.min(cwnd, mostInRound);
        sndNxt = sndUna + window;
        final long startUs = nowUs;
        for (int acked = 0; acked < window;)
        {
            final int part = Math.min(bytesAtOnce, window - acked);
            acked += part;
            nowUs = startUs + (long)srttUs * acked / window;
            ack(control, part);
        }
    }

    void ack(final CongestionControl control, final int bytes)
    {
        inFlight = cwnd;
        sndUna += bytes;
        // What was acknowledged is followed by new data.
        sndNxt += bytes;
        control.onAck(this, bytes);
    }

    /** A loss, and the end of its recovery. */
    void loss(final CongestionControl control)
    {
        inFlight = cwnd;
        priorCwnd = cwnd;
        priorSsthresh = ssthresh;
        control.onLoss(this);
        cwnd = Math.min(cwnd, ssthresh);
    }

    void timeout(final CongestionControl control)
    {
        inFlight = cwnd;
        priorCwnd = cwnd;
        priorSsthresh = ssthresh;
        control.onTimeout(this);
    }

    void undo(final CongestionControl control)
    {
        cwnd = Math.max(cwnd, priorCwnd);
        ssthresh = priorSsthresh;
        control.onUndo(this);
    }
}
