package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;

/**
 * Retransmission time-outs (RFC 6298). The RTO is kept in one byte of the connection record, in steps of an eighth of an
 * octave (9 %), rounded up; SRTT and RTTVAR are kept in the transfer, and outlive it as far as the RTO tells of them.
 * <pre>
 *   RTO byte     bit 7: not measured      bits 0 to 6: RTO = 2^(1 + n/8) ms, 2 ms to 120 s
 * </pre>
 * RTO = SRTT + max(tcp_rto_min_ms, 4 * RTTVAR): the minimum takes the place of the clock's granularity G of RFC 6298 2.3,
 * as in Linux. A minimum of the whole RTO would leave none to spare on a path longer than that.
 */
final class RttEstimator
{
    /** The round trip of a handshake whose SYN was sent again, so that nobody knows which one was answered. */
    static final int UNKNOWN = -1;

    private static final int CODES_PER_OCTAVE = 8;
    private static final int CODES = 128;
    /** From 16 ms on, each code stands for a number of milliseconds of its own. */
    private static final int DISTINCT_OCTAVE = 3;
    /** The RTO does not come from a measurement: it is the initial one, or was backed off. */
    private static final int NOT_MEASURED = 0x80;
    private static final int[] MS_OF_CODE = codes();
    /** RFC 6298 5.7: the RTO after a handshake whose SYN had to be sent again. */
    private static final int AFTER_LOST_SYN_MS = 3_000;

    final int initialMs;
    private final int minMs;
    private final int initialCode;
    private final int maxMs;

    RttEstimator(final Settings settings)
    {
        initialMs = settings.intValue(Setting.TCP_RTO_INITIAL_MS);
        minMs = settings.intValue(Setting.TCP_RTO_MIN_MS);
        initialCode = encode(initialMs) | NOT_MEASURED;
        maxMs = Math.max(minMs, settings.intValue(Setting.TCP_RTO_MAX_MS));
    }

    /** The time to wait for the next retransmission: RTO doubled for each one before (RFC 6298 5.5). */
    int backedOffMs(final Tcb tcb)
    {
        return (int)Math.min(maxMs, (long)decode(tcb.rtoCode()) << tcb.retries());
    }

    /** All waits for retransmissions so far, the one under way as a whole. */
    long waitsMs(final Tcb tcb)
    {
        long sumMs = 0;
        for (int i = 0; i <= tcb.retries(); i++)
        {
            sumMs += Math.min(maxMs, (long)decode(tcb.rtoCode()) << i);
        }
        return sumMs;
    }

    /** RTO as estimated, or as the last back-off has left it; the one under way is not counted. */
    int rtoMs(final Tcb tcb)
    {
        return decode(tcb.rtoCode());
    }

    void start(final Tcb tcb)
    {
        tcb.rtoCode(initialCode);
    }

    /**
     * Takes the handshake as the first measurement (RFC 6298 2.2): SRTT = R, RTTVAR = R/2.
     *
     * @param roundTripMs from our SYN to its acknowledgment, or {@link #UNKNOWN}.
     */
    void handshake(final Tcb tcb, final int roundTripMs)
    {
        if (roundTripMs < 0)
        {
            tcb.rtoCode(encode(clamp(Math.max(AFTER_LOST_SYN_MS, initialMs))) | NOT_MEASURED);
            return;
        }
        final int measuredMs = Math.min(maxMs, roundTripMs);
        tcb.rtoCode(encode(clamp(measuredMs + Math.max(minMs, 2 * measuredMs))));
    }

    /**
     * RFC 6298 2.2, 2.3. A measurement ends the back-off.
     *
     * @param roundTripUs a new measurement.
     */
    void sample(final Tcb tcb, final Transfer transfer, final int roundTripUs)
    {
        final int measuredUs = Math.max(1, roundTripUs);
        int srttUs = transfer.srttUs();
        int rttvarUs = transfer.rttvarUs();
        if (srttUs == 0)
        {
            // Measurements of earlier transfers are known by the RTO only, which is rounded up: within that, this one is as good.
            srttUs = firstRoundTripUs(tcb.rtoCode());
            if (srttUs != 0 && measuredUs > srttUs)
            {
                srttUs = Math.min(measuredUs, roundTripUs(decode(tcb.rtoCode())));
            }
            rttvarUs = srttUs / 2;
        }
        if (srttUs == 0)
        {
            srttUs = measuredUs;
            rttvarUs = measuredUs / 2;
        }
        else
        {
            final int errorUs = measuredUs - srttUs;
            rttvarUs += (Math.abs(errorUs) - rttvarUs) / 4;
            srttUs = Math.max(1, srttUs + errorUs / 8);
        }
        transfer.rtt(srttUs, rttvarUs);
        final long rtoUs = srttUs + Math.max(minMs * 1_000L, 4L * rttvarUs);
        tcb.rtoCode(encode(clamp((int)Math.min(maxMs, (rtoUs + 999) / 1_000))));
        tcb.retries(0);
    }

    /** The round trip as far as it is known, in microseconds; 0: not at all. */
    int roundTripUs(final Tcb tcb, final Transfer transfer)
    {
        return transfer.srttUs() == 0 ? firstRoundTripUs(tcb.rtoCode()) : transfer.srttUs();
    }

    /** The smallest RTO, milliseconds. */
    int minMs()
    {
        return minMs;
    }

    /**
     * The round trip whose measurement alone makes this RTO, rounded down; 0 if there is none. It keeps the RTO from
     * collapsing at the first measurement after an idle time, which may be a short one of a path that varies.
     */
    private int firstRoundTripUs(final int code)
    {
        if ((code & NOT_MEASURED) != 0 || code == 0)
        {
            return 0;
        }
        return roundTripUs(decode(code - 1));
    }

    private int roundTripUs(final int rtoMs)
    {
        final int overMs = Math.max(0, rtoMs - minMs);
        return 1_000 * (2 * overMs <= minMs ? overMs : rtoMs / 3);
    }

    /**
     * SND.UNA has moved on. If nothing was measured by that, as it acknowledges what was sent twice, the RTO stays backed
     * off until something is (Karn's algorithm; RFC 6298 5.5 to 5.7); the retransmissions counted begin anew.
     */
    void progress(final Tcb tcb)
    {
        if (tcb.retries() > 0)
        {
            tcb.rtoCode(encode(backedOffMs(tcb)) | NOT_MEASURED);
            tcb.retries(0);
        }
    }

    private int clamp(final int rtoMs)
    {
        return Math.max(minMs, Math.min(maxMs, rtoMs));
    }

    /** A code that stands for at least so many milliseconds; from 16 on, the smallest one. */
    static int encode(final int ms)
    {
        final int atLeastOne = Math.max(1, ms);
        final int octave = Math.max(0, 30 - Integer.numberOfLeadingZeros(atLeastOne));
        // Within an octave the straight line lies below the codes, by less than two of them.
        int code = octave < DISTINCT_OCTAVE ? octave * CODES_PER_OCTAVE :
            (octave - 1) * CODES_PER_OCTAVE + (atLeastOne >>> octave - 2);
        while (code < CODES - 1 && MS_OF_CODE[code] < atLeastOne)
        {
            code++;
        }
        return code;
    }

    static int decode(final int code)
    {
        return MS_OF_CODE[code & CODES - 1];
    }

    private static int[] codes()
    {
        final int[] codes = new int[CODES];
        for (int i = 0; i < codes.length; i++)
        {
            codes[i] = (int)Math.round(Math.pow(2, 1 + i / (double)CODES_PER_OCTAVE));
        }
        return codes;
    }
}
