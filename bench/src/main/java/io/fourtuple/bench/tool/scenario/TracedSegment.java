package io.fourtuple.bench.tool.scenario;

/** One segment's way through the network, with the states of both ends as it left and as it had been taken. */
final class TracedSegment
{
    /** The network's way with a segment. */
    enum Fate
    {
        /** Arrives after the usual delay. */
        PASSED,
        /** Arrives later than usual. */
        DELAYED,
        /** Never arrives. */
        LOST,
        /** A second copy of a segment that has passed; arrives when it is let go. */
        COPY
    }

    static final long NEVER = -1;

    final Packet packet;
    final ScenarioHost from;
    final ScenarioHost to;
    final Fate fate;
    final long departedNs;
    long arrivedNs = NEVER;
    String senderState = "";
    String receiverState = "";
    SegmentText departedAs;
    SegmentText arrivedAs;
    /** The network's part in it, in words. */
    String note = "";
    /** Why it was not accepted, by the counter that it ended in; empty if it was. */
    String verdict = "";

    TracedSegment(final Packet packet, final ScenarioHost from, final ScenarioHost to, final Fate fate, final long departedNs)
    {
        this.packet = packet;
        this.from = from;
        this.to = to;
        this.fate = fate;
        this.departedNs = departedNs;
    }

    /** Whether it goes from the left side to the right one. */
    boolean isRightwards()
    {
        return from.isLeft();
    }
}
