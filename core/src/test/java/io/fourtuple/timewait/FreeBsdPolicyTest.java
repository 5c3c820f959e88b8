package io.fourtuple.timewait;

import static io.fourtuple.timewait.ArrivingSegment.withTimestamps;
import static io.fourtuple.timewait.ArrivingSegment.withoutTimestamps;
import static io.fourtuple.timewait.TimeWaitAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.config.Settings;

/** The column "FreeBSD 13", row by row; the row is quoted above its test. */
class FreeBsdPolicyTest extends TimeWaitPolicyContract
{
    private final TimeWaitPolicy policy = policy();
    private final TimeWaitPolicy tolerant = policy("tolerate_missing_ts=1");

    @Override
    String name()
    {
        return "freebsd";
    }

    @Override
    List<Settings> variants()
    {
        return List.of(Settings.defaults(), Settings.defaults().with("tolerate_missing_ts=1"));
    }

    @Override
    boolean isIsnAboveOldOnes()
    {
        return false;
    }

    /** SYN, both sides had timestamps: accept if SEQ > rcv_nxt. What the timestamps say does not count. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN", "2147483647, OPEN", "0, SILENCE", "-1, SILENCE", "-2147483648, SILENCE"})
    void shouldJudgeBySequenceWhenBothHaveTimestamps(final int seq, final TimeWaitAction action)
    {
        for (final int stamp : new int[]{0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
        {
            withTimestamps(policy).of("S", seq).stamped(stamp).expect(action);
            withTimestamps(tolerant).of("S", seq).stamped(stamp).expect(action);
        }
    }

    /** SYN, old one had timestamps, new one has none: drop unless "tolerate missing TS". */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: SILENCE, tolerating {1}")
    @CsvSource({"1, OPEN", "2147483647, OPEN", "0, SILENCE", "-1, SILENCE", "-2147483648, SILENCE"})
    void shouldDropASynWithoutTimestampUnlessTolerated(final int seq, final TimeWaitAction tolerated)
    {
        withTimestamps(policy).of("S", seq).expect(SILENCE);
        withTimestamps(tolerant).of("S", seq).expect(tolerated);
    }

    /** SYN, old one had no timestamps, new one has: SEQ rule. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN", "2147483647, OPEN", "0, SILENCE", "-1, SILENCE", "-2147483648, SILENCE"})
    void shouldJudgeBySequenceWhenOnlyTheNewHasTimestamps(final int seq, final TimeWaitAction action)
    {
        withoutTimestamps(policy).of("S", seq).stamped(1).expect(action);
        withoutTimestamps(policy).of("S", seq).stamped(-1).expect(action);
    }

    /** SYN, neither has: SEQ rule. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN", "2147483647, OPEN", "0, SILENCE", "-1, SILENCE", "-2147483648, SILENCE"})
    void shouldJudgeBySequenceWhenNeitherHasTimestamps(final int seq, final TimeWaitAction action)
    {
        withoutTimestamps(policy).of("S", seq).expect(action);
    }

    /** A refused SYN: dropped (no ACK bit). And so is anything else without it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"S", "SF", "SP", "F", "P", "-", "U"})
    void shouldDropWhatHasNoAckBit(final String flags)
    {
        for (final int seq : new int[]{0, -1, -4})
        {
            withoutTimestamps(policy).of(flags, seq).expect(SILENCE);
            withoutTimestamps(policy).of(flags, seq).payload(3).expect(SILENCE);
            withTimestamps(policy).of(flags, seq).stamped(1).expect(SILENCE);
        }
    }

    /** The accepted SYN's new ISN: normal ISN. */
    @ParameterizedTest
    @CsvSource({"0", "1", "-1", "1000000"})
    void shouldBeginWithTheNormalIsn(final int isn)
    {
        assertEquals(isn, policy.initialSequence(TimeWaitSample.of(false).sndNxt(500_000), isn));
    }

    /** RST: always ignored. */
    @ParameterizedTest(name = "RST at rcv_nxt{0}")
    @CsvSource({"0", "1", "-1", "2147483647", "-2147483648"})
    void shouldIgnoreRst(final int seq)
    {
        for (final String flags : new String[]{"R", "R.", "SR", "FR."})
        {
            withoutTimestamps(policy).of(flags, seq).expect(SILENCE);
            withTimestamps(policy).of(flags, seq).stamped(1).expect(SILENCE);
            withTimestamps(tolerant).of(flags, seq).expect(SILENCE);
        }
    }

    /** Retransmitted FIN: ACK, restart. "PAWS not needed at the moment": an older timestamp does not count. */
    @Test
    void shouldAcknowledgeTheRepeatedFinAndRestart()
    {
        withoutTimestamps(policy).of("F.", -1).expect(ACK_AND_RESTART);
        withoutTimestamps(policy).of("FP.", -11).payload(10).expect(ACK_AND_RESTART);
        for (final int stamp : new int[]{0, 1, -1})
        {
            withTimestamps(policy).of("F.", -1).stamped(stamp).expect(ACK_AND_RESTART);
        }
        assertEquals(60_000, policy.timeWaitMs(TimeWaitSample.of(false), 0));
    }

    /** The same without the timestamp that was agreed on: dropped, unless it is tolerated (RFC 7323 3.2). */
    @Test
    void shouldDropWhatMissesItsTimestamp()
    {
        withTimestamps(policy).of("F.", -1).expect(SILENCE);
        withTimestamps(policy).of(".", -1).expect(SILENCE);
        withTimestamps(tolerant).of("F.", -1).expect(ACK_AND_RESTART);
        withTimestamps(tolerant).of(".", -1).expect(ACK);
    }

    /** Anything else out of order: ACK. */
    @ParameterizedTest(name = "{0} at rcv_nxt{1}, {2} bytes, ack snd_nxt{3}: ACK")
    @CsvSource({
        "., -1, 0, 0", "., 1, 0, 0", "P., 0, 10, 0", "P., -10, 10, 0", "., 0, 0, -1", "., 0, 0, 1", "S., 0, 0, 0",
        "S., 1, 0, 0", "F., 0, 0, 0", "F., -2, 0, 0", "., 2147483647, 0, 0", "., -2147483648, 0, 0"})
    void shouldAcknowledgeAnythingElse(final String flags, final int seq, final int payload, final int ack)
    {
        withoutTimestamps(policy).of(flags, seq).payload(payload).ack(ack).expect(ACK);
        withTimestamps(policy).of(flags, seq).payload(payload).ack(ack).stamped(0).expect(ACK);
        withTimestamps(policy).of(flags, seq).payload(payload).ack(ack).stamped(-1).expect(ACK);
    }

    /** Exact bare ACK: drop. */
    @Test
    void shouldDropTheExactBareAck()
    {
        withoutTimestamps(policy).of(".", 0).expect(SILENCE);
        withTimestamps(policy).of(".", 0).stamped(0).expect(SILENCE);
        withTimestamps(policy).of(".", 0).stamped(-1).expect(SILENCE);
        withTimestamps(tolerant).of(".", 0).expect(SILENCE);
    }

    /** Outbound: only Linux's tcp_tw_reuse takes a 4-tuple over. */
    @Test
    void shouldNeverConnectOverAnEntry()
    {
        assertFalse(policy("tcp_tw_reuse=1").mayConnect(TimeWaitSample.of(false).timestamps(1).ageMs(59_992)));
        assertFalse(policy("tcp_tw_reuse=2").mayConnect(TimeWaitSample.of(true).remote("::1").timestamps(1).ageMs(59_992)));
    }

    /** Limits: the oldest entry is evicted. */
    @Test
    void shouldEvictTheOldestAtTheLimit()
    {
        assertEquals(OverflowAction.EVICT_OLDEST, policy.atLimit());
        assertNull(policy.unsafeBecause());
    }
}
