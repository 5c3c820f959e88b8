package io.fourtuple.bench.load.client;

/** What the frames of a flood are. */
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
