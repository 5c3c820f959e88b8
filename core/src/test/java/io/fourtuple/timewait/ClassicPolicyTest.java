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

/** Plain 2*MSL: the column of RFC 9293 without what RFC 6191 and RFC 1337 added, row by row. */
class ClassicPolicyTest extends TimeWaitPolicyContract
{
    private final TimeWaitPolicy policy = policy();

    @Override
    String name()
    {
        return "classic";
    }

    /** Default length 2*MSL, 240 s (RFC 793's MSL of 120 s), 120 s, 60 s, 30 s: it is a setting. */
    @ParameterizedTest
    @CsvSource({"240", "120", "60", "30"})
    void shouldHoldFor2Msl(final int seconds)
    {
        assertEquals(seconds * 1_000, policy("time_wait_seconds=" + seconds).timeWaitMs(TimeWaitSample.of(false).timestamps(1), 200));
    }

    /** SYN, with and without timestamps: never a new connection before the wait has passed; an ACK. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}, TSval ts_recent{1}")
    @CsvSource({"1, 1", "1, 0", "1, -1", "0, 1", "-1, 1", "2147483647, 2147483647", "-2147483648, -2147483648", "1, "})
    void shouldNeverOpen(final int seq, final Integer stamp)
    {
        withTimestamps(policy).of("S", seq).stamped(stamp).expect(ACK);
        withoutTimestamps(policy).of("S", seq).stamped(stamp).expect(ACK);
        withoutTimestamps(policy).of("S", seq).stamped(stamp).after(59_992).expect(ACK);
    }

    /** RST at RCV.NXT ends the entry (RFC 9293 3.10.7.4 second; what RFC 1337 warns of), any other does nothing. */
    @ParameterizedTest(name = "RST at rcv_nxt{0}: {1}")
    @CsvSource({"0, END", "1, SILENCE", "-1, SILENCE", "2147483647, SILENCE", "-2147483648, SILENCE"})
    void shouldEndAtAnExactRst(final int seq, final TimeWaitAction action)
    {
        withoutTimestamps(policy).of("R", seq).expect(action);
        withoutTimestamps(policy).of("R.", seq).expect(action);
        withTimestamps(policy).of("R", seq).stamped(1).expect(action);
        // RFC 7323 5.3 R1: PAWS is for segments without RST.
        withTimestamps(policy).of("R", seq).stamped(-1).expect(action);
    }

    /** Retransmitted FIN: ACK, restart 2*MSL. */
    @Test
    void shouldAcknowledgeTheRepeatedFinAndRestart()
    {
        withoutTimestamps(policy).of("F.", -1).expect(ACK_AND_RESTART);
        withoutTimestamps(policy).of("FP.", -11).payload(10).expect(ACK_AND_RESTART);
        withTimestamps(policy).of("F.", -1).stamped(0).expect(ACK_AND_RESTART);
        withTimestamps(policy).of("F.", -1).stamped(-1).expect(ACK);
    }

    /** Anything else out of order: ACK. */
    @ParameterizedTest(name = "{0} at rcv_nxt{1}, {2} bytes, ack snd_nxt{3}: ACK")
    @CsvSource({
        "., -1, 0, 0", "., 1, 0, 0", "P., 0, 10, 0", "P., -10, 10, 0", "., 0, 0, -1", "., 0, 0, 1", "S., 0, 0, 0",
        "SF, 1, 0, 0", "F., 0, 0, 0", "F., -2, 0, 0", "., 2147483647, 0, 0", "., -2147483648, 0, 0"})
    void shouldAcknowledgeAnythingElse(final String flags, final int seq, final int payload, final int ack)
    {
        withoutTimestamps(policy).of(flags, seq).payload(payload).ack(ack).expect(ACK);
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
        withTimestamps(policy).of(".", 0).stamped(1).expect(SILENCE);
    }

    /** Outbound: no 4-tuple is taken over before the wait has passed. */
    @Test
    void shouldNeverConnectOverAnEntry()
    {
        assertFalse(policy("tcp_tw_reuse=1").mayConnect(TimeWaitSample.of(false).timestamps(1).ageMs(59_992)));
        assertFalse(policy("tcp_tw_reuse=2").mayConnect(TimeWaitSample.of(true).remote("::1").timestamps(1).ageMs(59_992)));
    }

    /** Limits: no entry is made unless the setting says otherwise. */
    @Test
    void shouldRefuseAtTheLimit()
    {
        assertEquals(OverflowAction.REFUSE, policy.atLimit());
        assertNull(policy.unsafeBecause());
    }
}
