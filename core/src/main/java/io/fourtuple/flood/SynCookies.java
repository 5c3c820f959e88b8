package io.fourtuple.flood;

import io.fourtuple.app.FourTuple;

/**
 * An encoding of SYN cookies (RFC 4987 3.6): what would be kept of a SYN goes out in the SYN-ACK's sequence number, and
 * comes back in the ACK. Used by one loop; must not allocate.
 */
public interface SynCookies
{
    /**
     * The ISN of the SYN-ACK.
     *
     * @param tuple   of the SYN; not to be changed.
     * @param irs     the SYN's sequence number.
     * @param options agreed on with this peer; left as the cookie will give them back, which is what the SYN-ACK offers.
     * @param nowNs   of the loop's clock.
     * @return the ISN.
     */
    int make(FourTuple tuple, int irs, SynOptions options, long nowNs);

    /**
     * Whether an ACK can be the answer to a SYN-ACK whose ISN was made here.
     *
     * @param tuple   of the ACK; not to be changed.
     * @param irs     SEG.SEQ - 1; if that is none, SEG.SEQ is asked for too, which a probe of a closed window has.
     * @param isn     SEG.ACK - 1.
     * @param options timestamps and their bits are those of the ACK; the others are filled if it is valid.
     * @param nowNs   of the loop's clock.
     * @return whether it can.
     */
    boolean check(FourTuple tuple, int irs, int isn, SynOptions options, long nowNs);

    /** After so many nanoseconds no cookie of a listener is valid any more, and its ACKs need not be looked at. */
    long lifetimeNs();
}
