package io.fourtuple.timewait;

import static io.fourtuple.timewait.ArrivingSegment.withTimestamps;
import static io.fourtuple.timewait.ArrivingSegment.withoutTimestamps;
import static io.fourtuple.timewait.TimeWaitAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The column "RFC 9293 + 6191 + 1337", row by row; the row is quoted above its test. */
class Rfc6191PolicyTest extends TimeWaitPolicyContract
{
    private final TimeWaitPolicy policy = policy();

    @Override
    String name()
    {
        return "rfc6191";
    }

    /**
     * SYN, both sides had timestamps: accept if TSval > last seen; if equal, accept if SEQ > last seq; else drop
     * silently.
     */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}, TSval ts_recent{1}: {2}")
    @CsvSource({
        "-1, 1, OPEN", "0, 1, OPEN", "1, 1, OPEN", "-2147483648, 1, OPEN", "-70000, 2147483647, OPEN",
        "1, 0, OPEN", "2147483647, 0, OPEN", "0, 0, SILENCE", "-1, 0, SILENCE", "-2147483648, 0, SILENCE",
        "1, -1, SILENCE", "0, -1, SILENCE", "-1, -1, SILENCE", "2147483647, -1, SILENCE",
        "1, -2147483648, SILENCE", "1, -2147483647, SILENCE"})
    void shouldJudgeByTimestampThenSequenceWhenBothHaveTimestamps(
        final int seq, final int stamp, final TimeWaitAction action)
    {
        withTimestamps(policy).of("S", seq).stamped(stamp).expect(action);
    }

    /** SYN, old one had timestamps, new one has none: accept if SEQ > last seq; else drop silently. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN", "2147483647, OPEN", "0, SILENCE", "-1, SILENCE", "-2147483648, SILENCE"})
    void shouldJudgeBySequenceWhenOnlyTheOldHadTimestamps(final int seq, final TimeWaitAction action)
    {
        withTimestamps(policy).of("S", seq).expect(action);
    }

    /** SYN, old one had no timestamps, new one has: accept. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: OPEN")
    @CsvSource({"1", "2147483647", "0", "-1", "-2147483648"})
    void shouldAcceptWhenOnlyTheNewHasTimestamps(final int seq)
    {
        withoutTimestamps(policy).of("S", seq).stamped(0).expect(OPEN);
        withoutTimestamps(policy).of("S", seq).stamped(-1).expect(OPEN);
    }

    /** SYN, neither has: accept if SEQ > last seq; else drop silently. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN", "2147483647, OPEN", "0, SILENCE", "-1, SILENCE", "-2147483648, SILENCE"})
    void shouldJudgeBySequenceWhenNeitherHasTimestamps(final int seq, final TimeWaitAction action)
    {
        withoutTimestamps(policy).of("S", seq).expect(action);
    }

    /** A refused SYN is dropped silently, for as long as the entry stands. */
    @ParameterizedTest
    @CsvSource({"0", "1000", "59992"})
    void shouldBeSilentToARefusedSyn(final int ageMs)
    {
        withTimestamps(policy).of("S", 0).stamped(-1).after(ageMs).expect(SILENCE);
        withoutTimestamps(policy).of("S", 0).payload(10).after(ageMs).expect(SILENCE);
    }

    /** The accepted SYN's new ISN: larger than any used before. */
    @ParameterizedTest(name = "snd_nxt={0}, clock says snd_nxt+{1}: snd_nxt+{2}")
    @CsvSource({
        "1000, 70000, 70000", "1000, 65537, 65537", "1000, 65536, 65537", "1000, 0, 65537", "1000, -1, 65537",
        "-1, 70000, 70000", "-1, 65536, 65537", "-65537, 0, 65537",
        "1000, 2147483647, 2147483647", "1000, -2147483648, 65537", "1000, -2147418112, 65537"})
    void shouldBeginLargerThanAnyUsedBefore(final int sndNxt, final int clock, final int expected)
    {
        assertEquals(sndNxt + expected, policy.initialSequence(TimeWaitSample.of(false).sndNxt(sndNxt), sndNxt + clock));
    }

    /** Accepted SYN, no listener any more: the RFCs say nothing; as a SYN that is refused, silence. */
    @Test
    void shouldLeaveAnAcceptedSynWithoutListenerUnanswered()
    {
        withoutTimestamps(policy).of("S", 1).expect(OPEN);
    }

    /** RST: ignored (RFC 1337 fix 1). */
    @ParameterizedTest(name = "RST at rcv_nxt{0}")
    @CsvSource({"0", "1", "-1", "2147483647", "-2147483648"})
    void shouldIgnoreRst(final int seq)
    {
        withoutTimestamps(policy).of("R", seq).expect(SILENCE);
        withoutTimestamps(policy).of("R.", seq).expect(SILENCE);
        withTimestamps(policy).of("R.", seq).stamped(1).expect(SILENCE);
        withTimestamps(policy).of("R", seq).stamped(-1).expect(SILENCE);
    }

    /** Retransmitted FIN: ACK, restart 2*MSL. */
    @Test
    void shouldAcknowledgeTheRepeatedFinAndRestart()
    {
        withoutTimestamps(policy).of("F.", -1).expect(ACK_AND_RESTART);
        withoutTimestamps(policy).of("FP.", -11).payload(10).expect(ACK_AND_RESTART);
        withTimestamps(policy).of("F.", -1).stamped(0).expect(ACK_AND_RESTART);
        withTimestamps(policy).of("F.", -1).stamped(1).expect(ACK_AND_RESTART);
        assertEquals(60_000, policy.timeWaitMs(TimeWaitSample.of(false), 0));
    }

    /** A FIN that is not the peer's, or is older by PAWS (RFC 7323 5.3 R1): answered, and the wait goes on. */
    @Test
    void shouldNotRestartForAnotherFin()
    {
        withoutTimestamps(policy).of("F.", 0).expect(ACK);
        withoutTimestamps(policy).of("F.", -2).expect(ACK);
        withoutTimestamps(policy).of("F.", -1).payload(1).expect(ACK);
        withTimestamps(policy).of("F.", -1).stamped(-1).expect(ACK);
    }

    /** Anything else out of order: ACK. */
    @ParameterizedTest(name = "{0} at rcv_nxt{1}, {2} bytes, ack snd_nxt{3}: ACK")
    @CsvSource({
        "., -1, 0, 0", "., 1, 0, 0", "P., 0, 10, 0", "P., -10, 10, 0", "., 0, 0, -1", "., 0, 0, 1", "S., 0, 0, 0",
        "S., 1, 0, 0", "SF, 1, 0, 0", "SF., -2, 1, 0", "., 2147483647, 0, 0", "., -2147483648, 0, 0"})
    void shouldAcknowledgeAnythingElse(final String flags, final int seq, final int payload, final int ack)
    {
        withoutTimestamps(policy).of(flags, seq).payload(payload).ack(ack).expect(ACK);
        withTimestamps(policy).of(flags, seq).payload(payload).ack(ack).stamped(0).expect(ACK);
        withTimestamps(policy).of(flags, seq).payload(payload).ack(ack).stamped(-1).expect(ACK);
    }

    /** RFC 9293 3.10.7.4, fifth: without ACK, dropped; the peer's FIN too, and what is old by PAWS. */
    @ParameterizedTest(name = "{0} at rcv_nxt{1}, {2} bytes: dropped")
    @CsvSource({"-, 0, 0", "-, -1, 0", "P, 0, 10", "P, -10, 10", "F, -1, 0", "F, 0, 0", "FP, -11, 10", "U, 70000, 1"})
    void shouldDropWhatHasNoAck(final String flags, final int seq, final int payload)
    {
        withoutTimestamps(policy).of(flags, seq).payload(payload).expect(SILENCE);
        withTimestamps(policy).of(flags, seq).payload(payload).stamped(0).expect(SILENCE);
        withTimestamps(policy).of(flags, seq).payload(payload).stamped(-1).expect(SILENCE);
    }

    /** Exact bare ACK: stay. */
    @Test
    void shouldStayAtTheExactBareAck()
    {
        withoutTimestamps(policy).of(".", 0).expect(SILENCE);
        withTimestamps(policy).of(".", 0).stamped(0).expect(SILENCE);
        withTimestamps(policy).of(".", 0).stamped(1).expect(SILENCE);
    }

    /** Outbound: only Linux's tcp_tw_reuse takes a 4-tuple over. */
    @Test
    void shouldNeverConnectOverAnEntry()
    {
        final TimeWaitPolicy asked = policy("tcp_tw_reuse=1");
        assertFalse(asked.mayConnect(TimeWaitSample.of(false).timestamps(1).ageMs(59_992)));
        assertFalse(asked.mayConnect(TimeWaitSample.of(true).remote("::1").timestamps(1).ageMs(59_992)));
    }

    /** Limits: no entry is made unless the setting says otherwise. */
    @Test
    void shouldRefuseAtTheLimit()
    {
        assertEquals(OverflowAction.REFUSE, policy.atLimit());
        assertNull(policy.unsafeBecause());
    }
}
