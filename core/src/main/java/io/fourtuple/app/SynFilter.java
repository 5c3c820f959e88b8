package io.fourtuple.app;

/** A listener's decision for each SYN, before it costs anything. Called on the loop's thread; must not allocate. */
@FunctionalInterface
public interface SynFilter
{
    /** The filter's answers. */
    enum Decision
    {
        /** The handshake goes on. */
        ACCEPT,
        /** The SYN is answered with RST, as by a closed port. */
        REFUSE,
        /** The SYN is dropped without an answer. */
        DROP
    }

    /** Accepts every SYN. */
    SynFilter ACCEPT_ALL = tuple -> Decision.ACCEPT;

    /**
     * @param tuple of the SYN; valid during the call only.
     * @return the decision.
     */
    Decision onSyn(FourTuple tuple);
}
