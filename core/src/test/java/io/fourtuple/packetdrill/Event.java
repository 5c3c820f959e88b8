package io.fourtuple.packetdrill;

/**
 * One line of a script: when, and what.
 *
 * @param line   number in the file, from 1.
 * @param time   when.
 * @param action what.
 * @param text   as written, for messages.
 */
record Event(int line, EventTime time, Action action, String text)
{
    /** What happens: {@link SegmentSpec}, {@link IcmpSpec}, {@link Call}, {@link Command} or {@link Assertion}. */
    interface Action
    {
    }

    /**
     * A shell command in backticks.
     *
     * @param text without them.
     */
    record Command(String text) implements Action
    {
    }

    /**
     * An expression on {@code tcp_info}.
     *
     * @param text between {@code assert} and the end.
     */
    record Assertion(String text) implements Action
    {
    }

    /**
     * An ICMP error for a segment of ours.
     *
     * @param type     {@code unreachable} or {@code packet_too_big}.
     * @param code     as in {@code port} or {@code frag_needed}.
     * @param mtuBytes of {@code frag_needed} and {@code packet_too_big}.
     * @param seq      of the segment it quotes, relative to our ISN.
     * @param length   bytes of data of that segment.
     */
    record IcmpSpec(String type, String code, int mtuBytes, long seq, int length) implements Action
    {
    }
}
