package io.fourtuple.timewait;

import static io.fourtuple.timewait.ArrivingSegment.withTimestamps;
import static io.fourtuple.timewait.ArrivingSegment.withoutTimestamps;
import static io.fourtuple.timewait.TimeWaitAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Settings;

/** The column "Linux" and the part on tcp_tw_reuse, row by row; the row is quoted above its test. */
class LinuxPolicyTest extends TimeWaitPolicyContract
{
    private final TimeWaitPolicy policy = policy();

    @Override
    String name()
    {
        return "linux";
    }

    @Override
    List<Settings> variants()
    {
        final Settings settings = Settings.defaults();
        return List.of(settings, settings.with("tcp_tw_reuse=0").with("tcp_rfc1337=1"),
            settings.with("tcp_tw_reuse=1").with("tcp_tw_reuse_delay=2000"));
    }

    /**
     * SYN, both sides had timestamps: accept if not PAWS-rejected and (SEQ > rcv_nxt or TSval > ts_recent). A refused
     * one: an ACK; does not extend the wait.
     */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}, TSval ts_recent{1}: {2}")
    @CsvSource({
        "-1, 1, OPEN_OR_ACK", "0, 1, OPEN_OR_ACK", "1, 1, OPEN_OR_ACK", "-2147483648, 1, OPEN_OR_ACK",
        "-70000, 2147483647, OPEN_OR_ACK", "1, 0, OPEN_OR_ACK", "2147483647, 0, OPEN_OR_ACK",
        "0, 0, ACK", "-1, 0, ACK", "-2147483648, 0, ACK"})
    void shouldJudgeByEitherSequenceOrTimestampWhenNotOld(final int seq, final int stamp, final TimeWaitAction action)
    {
        withTimestamps(policy).of("S", seq).stamped(stamp).expect(action);
    }

    /**
     * The same row, PAWS-rejected: an ACK whatever its SEQ. That it extends the wait stands in
     * tcp_timewait_state_process: "if (paws_reject || th->ack)" comes before the ACK.
     */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}, TSval ts_recent{1}")
    @CsvSource({"1, -1", "0, -1", "-1, -1", "2147483647, -1", "1, -2147483647", "1, -2147483648"})
    void shouldAnswerASynThatIsOldByTimestamp(final int seq, final int stamp)
    {
        withTimestamps(policy).of("S", seq).stamped(stamp).expect(ACK_AND_RESTART);
    }

    /** SYN, old one had timestamps, new one has none: accept if SEQ > rcv_nxt. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN_OR_ACK", "2147483647, OPEN_OR_ACK", "0, ACK", "-1, ACK", "-2147483648, ACK"})
    void shouldJudgeBySequenceWhenOnlyTheOldHadTimestamps(final int seq, final TimeWaitAction action)
    {
        withTimestamps(policy).of("S", seq).expect(action);
    }

    /** SYN, old one had no timestamps, new one has: accept if SEQ > rcv_nxt. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN_OR_ACK", "2147483647, OPEN_OR_ACK", "0, ACK", "-1, ACK", "-2147483648, ACK"})
    void shouldJudgeBySequenceWhenOnlyTheNewHasTimestamps(final int seq, final TimeWaitAction action)
    {
        withoutTimestamps(policy).of("S", seq).stamped(1).expect(action);
        withoutTimestamps(policy).of("S", seq).stamped(-1).expect(action);
    }

    /** SYN, neither has: accept if SEQ > rcv_nxt. */
    @ParameterizedTest(name = "SYN at rcv_nxt{0}: {1}")
    @CsvSource({"1, OPEN_OR_ACK", "2147483647, OPEN_OR_ACK", "0, ACK", "-1, ACK", "-2147483648, ACK"})
    void shouldJudgeBySequenceWhenNeitherHasTimestamps(final int seq, final TimeWaitAction action)
    {
        withoutTimestamps(policy).of("S", seq).expect(action);
    }

    /** The accepted SYN's new ISN: snd_nxt + 65535 + 2 (0 becomes 1). The clock's does not count. */
    @ParameterizedTest(name = "snd_nxt={0}: {1}")
    @CsvSource({
        "1000, 66537", "0, 65537", "-1, 65536", "-65536, 1", "-65537, 1", "-65538, -1", "2147483647, -2147418112"})
    void shouldBeginAtADistanceFromTheOldNumbers(final int sndNxt, final int expected)
    {
        for (final int isn : new int[]{0, 1, -1, sndNxt, 1_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE})
        {
            assertEquals(expected, policy.initialSequence(TimeWaitSample.of(false).sndNxt(sndNxt), isn));
        }
    }

    /** Accepted SYN, no listener any more: answered with the ACK, entry stays. */
    @Test
    void shouldAnswerAnAcceptedSynWithoutListener()
    {
        withoutTimestamps(policy).of("S", 1).expect(OPEN_OR_ACK);
        withTimestamps(policy).of("S", 0).stamped(1).expect(OPEN_OR_ACK);
    }

    /** RST: tcp_rfc1337=0: exact rcv_nxt kills the entry. */
    @ParameterizedTest(name = "RST at rcv_nxt{0}: {1}")
    @CsvSource({"0, END", "1, SILENCE", "-1, SILENCE", "2147483647, SILENCE", "-2147483648, SILENCE"})
    void shouldEndAtAnExactRst(final int seq, final TimeWaitAction action)
    {
        for (final String flags : new String[]{"R", "R.", "SR", "FR."})
        {
            withoutTimestamps(policy).of(flags, seq).expect(action);
            withTimestamps(policy).of(flags, seq).expect(action);
            withTimestamps(policy).of(flags, seq).stamped(0).expect(action);
            withTimestamps(policy).of(flags, seq).stamped(1).expect(action);
            // tcp_paws_reject: in the first minute PAWS holds for a RST too.
            withTimestamps(policy).of(flags, seq).stamped(-1).expect(SILENCE);
        }
    }

    /** RST: tcp_rfc1337=1: ignored. */
    @ParameterizedTest(name = "RST at rcv_nxt{0}")
    @CsvSource({"0", "1", "-1", "2147483647", "-2147483648"})
    void shouldIgnoreRstWithRfc1337(final int seq)
    {
        final TimeWaitPolicy ignoring = policy("tcp_rfc1337=1");
        withoutTimestamps(ignoring).of("R", seq).expect(SILENCE);
        withoutTimestamps(ignoring).of("R.", seq).expect(SILENCE);
        withTimestamps(ignoring).of("R", seq).stamped(1).expect(SILENCE);
        withTimestamps(ignoring).of("R", seq).stamped(-1).expect(SILENCE);
    }

    /** Retransmitted FIN: ACK, restart. */
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

    /** Anything else out of order: ACK, rate limited. With the ACK bit, or old by PAWS, it restarts the wait. */
    @ParameterizedTest(name = "{0} at rcv_nxt{1}, {2} bytes: {3}")
    @CsvSource({
        "., -1, 0, ACK_AND_RESTART", "., 1, 0, ACK_AND_RESTART", "P., 0, 10, ACK_AND_RESTART",
        "P., -10, 10, ACK_AND_RESTART", "F., 0, 0, ACK_AND_RESTART", "S., 0, 0, ACK_AND_RESTART",
        "S., 1, 0, ACK_AND_RESTART", "., 2147483647, 0, ACK_AND_RESTART", "., -2147483648, 0, ACK_AND_RESTART",
        "-, -1, 0, ACK", "P, 0, 10, ACK", "F, -1, 0, ACK", "SF, 0, 0, ACK", "SF, 1, 0, ACK"})
    void shouldAcknowledgeAnythingElse(
        final String flags, final int seq, final int payload, final TimeWaitAction action)
    {
        withoutTimestamps(policy).of(flags, seq).payload(payload).expect(action);
        withTimestamps(policy).of(flags, seq).payload(payload).expect(action);
        withTimestamps(policy).of(flags, seq).payload(payload).stamped(0).expect(action);
        withTimestamps(policy).of(flags, seq).payload(payload).stamped(-1).expect(ACK_AND_RESTART);
    }

    /** Exact bare ACK: restart, keep newer timestamp. Linux looks at SEQ alone; one that is old by PAWS is answered. */
    @Test
    void shouldRestartAtTheExactBareAck()
    {
        withoutTimestamps(policy).of(".", 0).expect(RESTART);
        withoutTimestamps(policy).of(".", 0).ack(-1).expect(RESTART);
        withoutTimestamps(policy).of("-", 0).expect(RESTART);
        withTimestamps(policy).of(".", 0).expect(RESTART);
        withTimestamps(policy).of(".", 0).stamped(0).expect(RESTART);
        withTimestamps(policy).of(".", 0).stamped(1).expect(RESTART);
        withTimestamps(policy).of(".", 0).stamped(-1).expect(ACK_AND_RESTART);
    }

    /** PAWS-rejected, as tcp_paws_check has it: not where ts_recent is 0, which a peer sends before it has a clock. */
    @Test
    void shouldNotRejectByATimestampOfZero()
    {
        final TimeWaitSample timeWait = TimeWaitSample.of(false).timestamps(0);
        assertEquals(ACK, policy.onSegment(timeWait, syn(timeWait, -1)));
        assertEquals(OPEN_OR_ACK, policy.onSegment(timeWait.rcvNxt(-1), syn(timeWait, -1)));
        assertEquals(OPEN_OR_ACK, policy.onSegment(timeWait.rcvNxt(0), syn(timeWait, 1)));
    }

    /** Outbound: 0 never, 1 always allowed, 2 (the default) only when local or remote address is loopback. */
    @ParameterizedTest(name = "{0} to {1}: only with {2}")
    @CsvSource({
        "198.18.0.2, 198.18.0.9, 1", "127.0.0.1, 198.18.0.9, 12", "198.18.0.2, 127.0.0.1, 12",
        "127.0.0.1, 127.0.0.1, 12", "127.255.255.254, 198.18.0.9, 12", "126.255.255.255, 128.0.0.0, 1",
        "2001:db8::2, 2001:db8::9, 1", "::1, 2001:db8::9, 12", "2001:db8::2, ::1, 12", "::1, ::1, 12",
        "2001:db8::1, 2001:db8::1, 1", "7f00:1::, ::2, 1", "::7f00:1, 1::1, 1"})
    void shouldConnectAsTcpTwReuseSays(final String local, final String remote, final String allowing)
    {
        final TimeWaitSample timeWait = TimeWaitSample.of(local.contains(":")).local(local).remote(remote).timestamps(1).ageMs(1_000);
        for (int reuse = 0; reuse <= 2; reuse++)
        {
            final boolean isAllowed = allowing.contains(String.valueOf(reuse));
            assertEquals(isAllowed, policy("tcp_tw_reuse=" + reuse).mayConnect(timeWait), "tcp_tw_reuse=" + reuse);
        }
        assertEquals(allowing.contains("2"), policy.mayConnect(timeWait), "default");
    }

    /** Outbound needs: the old connection used timestamps. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotConnectWhenTheOldConnectionHadNoTimestamps(final boolean ipv6)
    {
        final TimeWaitPolicy always = policy("tcp_tw_reuse=1");
        assertFalse(always.mayConnect(TimeWaitSample.of(ipv6).ageMs(59_992)));
        assertTrue(always.mayConnect(TimeWaitSample.of(ipv6).timestamps(0).ageMs(59_992)));
    }

    /** Outbound needs: at least tcp_tw_reuse_delay (default 1000 ms) in TIME_WAIT. Ages come in steps of 8 ms. */
    @ParameterizedTest(name = "tcp_tw_reuse_delay={0}, in TIME_WAIT for {1} ms: {2}")
    @CsvSource({
        "1000, -8, false", "1000, 0, false", "1000, 992, false", "1000, 1000, true", "1000, 1008, true",
        "1000, 2147483647, true", "1001, 1000, false", "1001, 1008, true", "1, -8, false", "1, 0, false", "1, 8, true",
        "60000, 59992, false", "60000, 60000, true"})
    void shouldConnectOnceTheDelayHasPassed(final int delayMs, final int ageMs, final boolean isAllowed)
    {
        final TimeWaitPolicy always = policy("tcp_tw_reuse=1", "tcp_tw_reuse_delay=" + delayMs);
        assertEquals(isAllowed, always.mayConnect(TimeWaitSample.of(false).timestamps(1).ageMs(ageMs)));
        final TimeWaitPolicy local = policy("tcp_tw_reuse=2", "tcp_tw_reuse_delay=" + delayMs);
        assertEquals(isAllowed, local.mayConnect(TimeWaitSample.of(true).local("::1").timestamps(1).ageMs(ageMs)));
    }

    /** The wait: 60 s; a setting. The RTO does not count. */
    @ParameterizedTest
    @ValueSource(ints = {0, 200, 120_000})
    void shouldHoldFor60Seconds(final int rtoMs)
    {
        assertEquals(60_000, policy.timeWaitMs(TimeWaitSample.of(false), rtoMs));
        assertEquals(240_000, policy("time_wait_seconds=240").timeWaitMs(TimeWaitSample.of(true), rtoMs));
    }

    /** Limits: at the limit no entry is made, the connection goes straight to CLOSED. */
    @Test
    void shouldRefuseAtTheLimit()
    {
        assertEquals(OverflowAction.REFUSE, policy.atLimit());
    }

    @Test
    void shouldSayWhetherItIsSafe()
    {
        assertNull(policy.unsafeBecause());
    }
}
