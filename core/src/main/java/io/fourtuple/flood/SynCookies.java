package io.fourtuple.flood;

import io.fourtuple.app.FourTuple;

/**
 * An encoding of SYN cookies (RFC 4987 3.6): the SYN-ACK's sequence number carries the fields that a record would keep of a SYN,
 * and the ACK brings them back. Used by one loop; must not allocate.
 */
public interface SynCookies
{
    /**
     * The ISN of the SYN-ACK.
     *
     * @param tuple   of the SYN; not to be changed.
     * @param irs     the SYN's sequence number.
     * @param options agreed on with this peer; reduced to those that the cookie carries, which the SYN-ACK then offers.
     * @param nowNs   of the loop's clock.
     * @return the ISN.
     */
    int make(FourTuple tuple, int irs, SynOptions options, long nowNs);

    /**
     * Whether an ACK can be the answer to a SYN-ACK whose ISN was made here.
     *
     * @param tuple   of the ACK; not to be changed.
     * @param irs     SEG.SEQ - 1; if that is not valid, a second call asks for SEG.SEQ, as a probe of a closed window has it.
     * @param isn     SEG.ACK - 1.
     * @param options timestamps and their bits are the ACK's; the others are filled in if it is valid.
     * @param nowNs   of the loop's clock.
     * @return whether it can.
     */
    boolean check(FourTuple tuple, int irs, int isn, SynOptions options, long nowNs);

    /** The longest lifetime of a cookie, nanoseconds; a listener that sent none within it need not check ACKs. */
    long lifetimeNs();
}
