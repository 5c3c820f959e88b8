package io.fourtuple.bench.load.client;

/** Kind of a flood's frames. */
public enum FloodKind
{
    /** SYNs with the options of Linux. */
    SYN,
    /** ACKs with any numbers: each is a guess at a cookie. */
    ACK,
    /** RSTs with any sequence number. */
    RST,
    /** One of the three after the other. */
    MIXED
}
