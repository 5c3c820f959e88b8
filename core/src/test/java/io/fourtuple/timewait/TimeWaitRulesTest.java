package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.Frames;
import io.fourtuple.wire.Segment;

/** The comparisons at their edges, and which accepts are counted as unsafe. */
class TimeWaitRulesTest
{
    private static final int[] ANCHORS = {0, 1, 100_000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};

    private final CheckedSegments segments = new CheckedSegments();

    /** Sequence numbers and timestamps are compared modulo 2^32: half of the circle is beyond, the other is not. */
    @ParameterizedTest(name = "{0}: beyond and newer {1}, older {2}")
    @CsvSource({
        "0, false, false", "1, true, false", "2147483647, true, false", "-1, false, true", "-2147483647, false, true",
        "-2147483648, false, true"})
    void shouldCompareAcrossTheWrap(final int distance, final boolean isBeyond, final boolean isOlder)
    {
        for (final int anchor : ANCHORS)
        {
            final TimeWaitSample timeWait = TimeWaitSample.of(false).rcvNxt(anchor).timestamps(anchor);
            final Segment segment = segments.of(frames("S").seq(anchor + distance).timestamps(anchor + distance, 0));
            assertEquals(isBeyond, TimeWaitRules.isSeqBeyond(timeWait, segment), "rcv_nxt=" + anchor);
            assertEquals(isBeyond, TimeWaitRules.isTimestampNewer(timeWait, segment), "ts_recent=" + anchor);
            assertEquals(isOlder, TimeWaitRules.isTimestampOlder(timeWait, segment), "ts_recent=" + anchor);
        }
    }

    /** Neither newer nor older without a timestamp on each side. */
    @Test
    void shouldCompareNoTimestampThatIsNotThere()
    {
        for (final int tsVal : ANCHORS)
        {
            final Segment with = segments.of(frames("S").timestamps(tsVal, 0));
            assertEquals(false, TimeWaitRules.isTimestampNewer(TimeWaitSample.of(false), with));
            assertEquals(false, TimeWaitRules.isTimestampOlder(TimeWaitSample.of(false), with));
            final Segment without = segments.of(frames("S"));
            assertEquals(false, TimeWaitRules.isTimestampNewer(TimeWaitSample.of(false).timestamps(tsVal), without));
            assertEquals(false, TimeWaitRules.isTimestampOlder(TimeWaitSample.of(false).timestamps(tsVal), without));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "S, true", "SP, true", "SU, true", "S., false", "SF, false", "SR, false", "-, false", "., false", "F, false"})
    void shouldTakeOnlyAPlainSynForAnOpen(final String flags, final boolean isOpen)
    {
        assertEquals(isOpen, TimeWaitRules.isOpen(segments.of(frames(flags).payload(2))));
    }

    /** The peer's FIN ends at RCV.NXT, with all the data that comes with it. */
    @ParameterizedTest(name = "{0} at rcv_nxt{1}, {2} bytes: {3}")
    @CsvSource({
        "F., -1, 0, true", "F., -11, 10, true", "F, -1, 0, true", "SF., -2, 0, true", "F., 0, 0, false",
        "F., -2, 0, false", "F., -10, 10, false", "., -1, 0, false", "P., -10, 10, false"})
    void shouldKnowThePeersFin(final String flags, final int distance, final int payload, final boolean isPeersFin)
    {
        for (final int anchor : ANCHORS)
        {
            final TimeWaitSample timeWait = TimeWaitSample.of(false).rcvNxt(anchor);
            final Segment segment = segments.of(frames(flags).seq(anchor + distance).payload(payload));
            assertEquals(isPeersFin, TimeWaitRules.isPeersFin(timeWait, segment), timeWait::toString);
        }
    }

    /** Exact: no data, SEQ is RCV.NXT, ACK is SND.NXT. */
    @ParameterizedTest(name = "{0} at rcv_nxt{1}, ack snd_nxt{2}, {3} bytes: {4}")
    @CsvSource({
        "., 0, 0, 0, true", "., 1, 0, 0, false", "., -1, 0, 0, false", "., 0, 1, 0, false", "., 0, -1, 0, false",
        "., 0, 0, 1, false", "F., 0, 0, 0, false", "S., 0, 0, 0, false", "R., 0, 0, 0, false", "-, 0, 0, 0, false"})
    void shouldKnowTheExactBareAck(
        final String flags, final int distance, final int ackDistance, final int payload, final boolean isExact)
    {
        for (final int anchor : ANCHORS)
        {
            final TimeWaitSample timeWait = TimeWaitSample.of(false).rcvNxt(anchor).sndNxt(~anchor);
            final Segment segment = segments.of(
                frames(flags).seq(anchor + distance).ack(~anchor + ackDistance).payload(payload));
            assertEquals(isExact, TimeWaitRules.isExactAck(timeWait, segment), timeWait::toString);
        }
    }

    /** Counters: one for "accepted although only the sequence rule held" (an unsafe accept, RFC 6191 3). */
    @ParameterizedTest(name = "old with timestamps {0}, TSval ts_recent{1}: proven {2}")
    @CsvSource({
        "true, 1, true", "true, 0, false", "true, -1, false", "true, , false", "true, 2147483647, true",
        "true, -2147483648, false", "false, , false", "false, 0, true", "false, -1, true"})
    void shouldKnowWhatOnlyTheSequenceRuleSpeaksFor(
        final boolean oldHas, final Integer distance, final boolean isProven)
    {
        for (final int anchor : ANCHORS)
        {
            final TimeWaitSample timeWait = oldHas ? TimeWaitSample.of(false).timestamps(anchor) : TimeWaitSample.of(false);
            final Frames syn = frames("S").seq(1);
            final Segment segment = segments.of(distance == null ? syn : syn.timestamps(anchor + distance, 0));
            assertEquals(isProven, TimeWaitRules.isProvenNew(timeWait, segment), timeWait::toString);
        }
    }

    private static Frames frames(final String flags)
    {
        return Frames.segment(flags);
    }
}
