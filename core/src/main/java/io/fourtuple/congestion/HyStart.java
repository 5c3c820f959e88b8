package io.fourtuple.congestion;

/**
 * HyStart++ (RFC 9406): the first slow start ends before it overflows the queue. A round trip that has grown is taken for a
 * queue; whether it is one shows in conservative slow start (CSS), which goes a quarter as fast.
 * <pre>
 *                     RTT of this round >= RTT of the last + threshold
 *   slow start ────────────────────────────────────────────────────────> CSS ── 5 rounds ──> ssthresh = cwnd
 *       ^  <────────────────────────────────────────────────────────────  │
 *                     RTT below that with which CSS began                 └── a loss ──> as ever
 *
 *   word 0  windowEnd      1  lastRoundMinRTT (us, 0: none)      2  currentRoundMinRTT (the same)
 *   word 3  cssBaselineMinRtt; 0: no CSS      4  rounds of CSS begun (bits 8 and up), samples of this round (bits 0 to 7)
 * </pre>
 */
final class HyStart
{
    static final int MIN_RTT_THRESH_US = 4_000;
    static final int MAX_RTT_THRESH_US = 16_000;
    static final int MIN_RTT_DIVISOR = 8;
    static final int N_RTT_SAMPLE = 8;
    static final int CSS_GROWTH_DIVISOR = 4;
    static final int CSS_ROUNDS = 5;

    private static final int WINDOW_END = 0;
    private static final int LAST_MIN = 1;
    private static final int CURRENT_MIN = 2;
    private static final int BASELINE = 3;
    private static final int COUNTS = 4;
    private static final int SAMPLES_MASK = 0xFF;
    private static final int ROUND = SAMPLES_MASK + 1;

    private HyStart()
    {
    }

    /** Begins with a round that ends when all that is in flight now is acknowledged. */
    static void start(final Path path)
    {
        for (int i = 0; i < Path.WORDS; i++)
        {
            path.word(i, 0);
        }
        path.word(WINDOW_END, path.sndNxt());
    }

    /** An ACK in the first slow start; with the end of CSS, {@code ssthresh} is set and the words are left at 0. */
    static void onAck(final Path path, final int ackedBytes)
    {
        if (path.isCwndLimited())
        {
            final int growth = SlowStart.growth(path, ackedBytes);
            path.cwnd(path.cwnd() + (isConservative(path) ? growth / CSS_GROWTH_DIVISOR : growth));
        }
        if (path.rttUs() > 0)
        {
            sample(path);
        }
        if (path.sndUna() - path.word(WINDOW_END) >= 0)
        {
            endRound(path);
        }
    }

    static boolean isConservative(final Path path)
    {
        return path.word(BASELINE) != 0;
    }

    private static void sample(final Path path)
    {
        final int before = path.word(CURRENT_MIN);
        final int current = before == 0 ? path.rttUs() : Math.min(before, path.rttUs());
        path.word(CURRENT_MIN, current);
        final int counts = path.word(COUNTS);
        final int samples = Math.min(N_RTT_SAMPLE, (counts & SAMPLES_MASK) + 1);
        path.word(COUNTS, counts & ~SAMPLES_MASK | samples);
        if (samples < N_RTT_SAMPLE)
        {
            return;
        }
        if (isConservative(path))
        {
            if (current < path.word(BASELINE))
            {
                path.word(BASELINE, 0);
                path.word(COUNTS, samples);
            }
        }
        else if (path.word(LAST_MIN) != 0 && current - path.word(LAST_MIN) >= thresholdUs(path.word(LAST_MIN)))
        {
            path.word(BASELINE, current);
            // The round under way is the first of CSS.
            path.word(COUNTS, ROUND | samples);
        }
    }

    static int thresholdUs(final int lastMinUs)
    {
        return Math.max(MIN_RTT_THRESH_US, Math.min(lastMinUs / MIN_RTT_DIVISOR, MAX_RTT_THRESH_US));
    }

    private static void endRound(final Path path)
    {
        final int rounds = path.word(COUNTS) / ROUND;
        if (rounds >= CSS_ROUNDS)
        {
            start(path);
            path.word(WINDOW_END, 0);
            path.ssthresh(path.cwnd());
            return;
        }
        path.word(WINDOW_END, path.sndNxt());
        path.word(LAST_MIN, path.word(CURRENT_MIN));
        path.word(CURRENT_MIN, 0);
        path.word(COUNTS, isConservative(path) ? (rounds + 1) * ROUND : 0);
    }
}
