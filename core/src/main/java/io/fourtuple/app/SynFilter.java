package io.fourtuple.app;

/** A listener's decision for each SYN, before it costs anything. Called on the loop's thread; must not allocate. */
@FunctionalInterface
public interface SynFilter
{
    /** What becomes of a SYN. */
    enum Decision
    {
        /** Goes on to the handshake. */
        ACCEPT,
        /** Answered with RST, as if nobody listened. */
        REFUSE,
        /** Dropped without an answer. */
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
