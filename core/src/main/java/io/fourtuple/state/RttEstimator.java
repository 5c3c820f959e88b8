package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;

/**
 * Retransmission time-outs (RFC 6298). The RTO is kept in one byte of the connection record, in steps of an eighth of an
 * octave (9 %), rounded up; SRTT and RTTVAR are kept while data is outstanding.
 */
final class RttEstimator
{
    private static final int CODES_PER_OCTAVE = 8;
    private static final int[] MS_OF_CODE = codes();
    /** RFC 6298 5.7: the RTO after a handshake whose SYN had to be sent again. */
    private static final int AFTER_LOST_SYN_MS = 3_000;

    private final int initialMs;
    private final int minMs;
    private final int initialCode;
    private final int minCode;
    private final int maxMs;

    RttEstimator(final Settings settings)
    {
        initialMs = settings.intValue(Setting.TCP_RTO_INITIAL_MS);
        minMs = settings.intValue(Setting.TCP_RTO_MIN_MS);
        initialCode = encode(initialMs);
        minCode = encode(minMs);
        maxMs = Math.max(minMs, settings.intValue(Setting.TCP_RTO_MAX_MS));
    }

    int initialMs()
    {
        return initialMs;
    }

    /** The time to wait for the next retransmission: RTO doubled for each one before (RFC 6298 5.5). */
    int backedOffMs(final Tcb tcb)
    {
        return (int)Math.min(maxMs, (long)MS_OF_CODE[tcb.rtoCode()] << tcb.retries());
    }

    /** All waits for retransmissions so far, the one under way as a whole. */
    long waitsMs(final Tcb tcb)
    {
        long sumMs = 0;
        for (int i = 0; i <= tcb.retries(); i++)
        {
            sumMs += Math.min(maxMs, (long)MS_OF_CODE[tcb.rtoCode()] << i);
        }
        return sumMs;
    }

    /** RTO as estimated, not backed off. */
    int rtoMs(final Tcb tcb)
    {
        return MS_OF_CODE[tcb.rtoCode()];
    }

    void start(final Tcb tcb)
    {
        tcb.rtoCode(initialCode);
    }

    /**
     * Takes the handshake as the first measurement, unless its SYN was sent again.
     *
     * @param roundTripMs from our SYN to its acknowledgment.
     */
    void handshake(final Tcb tcb, final int roundTripMs)
    {
        final int rtoMs = tcb.retries() > 0 ? Math.max(AFTER_LOST_SYN_MS, initialMs) : 3 * Math.max(0, roundTripMs);
        tcb.rtoCode(rtoMs <= minMs ? minCode : encode(clamp(rtoMs)));
    }

    /**
     * RFC 6298 2.2, 2.3.
     *
     * @param roundTripUs a new measurement.
     */
    void sample(final Tcb tcb, final Transfer transfer, final int roundTripUs)
    {
        final int measuredUs = Math.max(1, roundTripUs);
        final int srttUs;
        final int rttvarUs;
        if (transfer.srttUs() == 0)
        {
            srttUs = measuredUs;
            rttvarUs = measuredUs / 2;
        }
        else
        {
            final int errorUs = measuredUs - transfer.srttUs();
            rttvarUs = transfer.rttvarUs() + (Math.abs(errorUs) - transfer.rttvarUs()) / 4;
            srttUs = transfer.srttUs() + errorUs / 8;
        }
        transfer.rtt(srttUs, rttvarUs);
        final long rtoUs = srttUs + Math.max(1_000L, 4L * rttvarUs);
        tcb.rtoCode(encode(clamp((int)Math.min(maxMs, (rtoUs + 999) / 1_000))));
    }

    private int clamp(final int rtoMs)
    {
        return Math.max(minMs, Math.min(maxMs, rtoMs));
    }

    /** The smallest code that stands for at least so many milliseconds. */
    static int encode(final int ms)
    {
        final int atLeastOne = Math.max(1, ms);
        int code = (31 - Integer.numberOfLeadingZeros(atLeastOne)) * CODES_PER_OCTAVE;
        while (MS_OF_CODE[code] < atLeastOne)
        {
            code++;
        }
        return code;
    }

    static int decode(final int code)
    {
        return MS_OF_CODE[code];
    }

    private static int[] codes()
    {
        final int[] codes = new int[256];
        for (int i = 0; i < codes.length; i++)
        {
            codes[i] = (int)Math.min(Integer.MAX_VALUE >> 1, Math.round(Math.pow(2, i / (double)CODES_PER_OCTAVE)));
        }
        return codes;
    }
}
