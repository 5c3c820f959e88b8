package io.fourtuple.bench.load.client;

import java.util.Locale;

/** A count of {@link LoadCounts}. Frames are those of real clients unless they are the flood's. */
public enum LoadCount
{
    /** Connections whose time came. */
    OFFERED,
    /** Connections whose SYN was handed to the link. */
    OPENED,
    /** Connections that got a SYN-ACK. */
    SYN_ACKS,
    /** Connections that the server's application was given. */
    ESTABLISHED,
    /** Connections given up after the patience without having been established. */
    TIMED_OUT,
    /** Connections whose SYN was answered by a RST. */
    REFUSED,
    /** Connections that got a RST between SYN-ACK and being established. */
    RESET,
    /** Failed connections that had a frame lost at the link: their handshake did not reach the target as a whole. */
    FAILED_AFTER_LOSS,
    /** Established connections that did all they were to do and were closed. */
    FINISHED,
    /** Established connections that were reset, or given up, before they were closed. */
    BROKEN,
    /** SYNs sent again. */
    SYN_RETRANSMITS,
    /** Requests and FINs sent again. */
    RETRANSMITS,
    /** Frames that the link took. */
    FRAMES_SENT,
    /** Frames that the link had no room for. */
    FRAMES_LOST,
    /** Frames to a client that were malformed, or had a wrong checksum. */
    WRONG_FRAMES,
    /** Frames of the flood whose time came. */
    FLOOD_DUE,
    /** Frames of the flood that the link took. */
    FLOOD_SENT,
    /** Frames of the flood that the link had no room for; those that the generator was too slow for are in neither. */
    FLOOD_LOST,
    /** Answers to the flood. */
    BACKSCATTER;

    /** Its name in a result file. */
    String label()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
