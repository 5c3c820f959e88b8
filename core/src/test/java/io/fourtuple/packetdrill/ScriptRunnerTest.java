package io.fourtuple.packetdrill;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The interpreter is no good if it lets pass what it should not: one script, and the ways in which it is wrong. */
class ScriptRunnerTest
{
    private static final String SCRIPT = """
        --ip_version=ipv4 --tcp_ts_tick_usecs=1000
        0.00 `sysctl -w net.inet.tcp.rfc1323=1`
        +0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0.00 bind(3, ..., ...) = 0
        +0.00 listen(3, 1) = 0
        +0.00 < S  7:7(0) win 32767 <mss 1460,nop,nop,TS val 700 ecr 0>
        +0.00 > S. 0:0(0) ack 8 <mss 1460,nop,nop,TS val 100 ecr 700>
        +0.10 <  . 8:8(0) ack 1 win 32767 <nop,nop,TS val 800 ecr 100>
        +0.00 accept(3, ..., ...) = 4
        +0.00 < P. 8:18(10) ack 1 win 32767 <nop,nop,TS val 801 ecr 100>
        +0.00 >  . 1:1(0) ack 18 win 65525 <nop,nop,TS val 200 ecr 801>
        +0.00 read(4, ..., 100) = 10
        +0.00 %{ assert tcpi_state == TCPI_ESTABLISHED }%
        +0.00 `sockstat -4 -P tcp -s | grep -c ESTABLISHED | grep 1`
        +1.00 write(4, ..., 5) = 5
        +0.00 > P. 1:6(5) ack 18 <nop,nop,TS val 1200 ecr 801>
        """;

    private static ScriptRunner.Result run(final String text)
    {
        return ScriptRunner.run(ScriptParser.parse("script.pkt", text), Host.smallSettings());
    }

    @Test
    void shouldPassWhatIsRight()
    {
        assertEquals(new ScriptRunner.Result(0, null), run(SCRIPT));
    }

    @ParameterizedTest(name = "line {0}: {1} -> {2}")
    @CsvSource(delimiter = '|', value = {
        "7  | > S. 0:0(0) ack 8  | > S. 0:0(0) ack 9",
        "7  | > S. 0:0(0) ack 8  | > S  0:0(0)",
        "7  | > S. 0:0(0) ack 8  | > S. 0:1(1) ack 8",
        "7  | <mss 1460,nop,nop,TS val 100 ecr 700> | <mss 1440,nop,nop,TS val 100 ecr 700>",
        "7  | <mss 1460,nop,nop,TS val 100 ecr 700> | <nop,nop,TS val 100 ecr 700,mss 1460>",
        "7  | <mss 1460,nop,nop,TS val 100 ecr 700> | <mss 1460,nop,nop,TS val 100 ecr 701>",
        "7  | <mss 1460,nop,nop,TS val 100 ecr 700> | ''",
        "9  | accept(3, ..., ...) = 4 | accept(3, ..., ...) = -1",
        "11 | win 65525          | win 65524",
        "11 | TS val 200         | TS val 210",
        "12 | read(4, ..., 100) = 10 | read(4, ..., 100) = 9",
        "13 | TCPI_ESTABLISHED   | TCPI_CLOSE_WAIT",
        "13 | TCPI_ESTABLISHED   | TCPI_ESTABLISHED and tcpi_snd_mss != 1448",
        "13 | TCPI_ESTABLISHED   | TCPI_ESTABLISHED, 'message' assert tcpi_advmss < 1460 or not tcpi_options & 1",
        "13 | TCPI_ESTABLISHED   | TCPI_ESTABLISHED and 100 * (tcpi_rto / 1000 - 100) // 2 == 9 + tcpi_rto % 7",
        "14 | grep 1`            | grep 2`",
        "14 | +0.00 `sockstat    | +0.00 > P. 1:6(5) ack 18 // `sockstat",
        "16 | > P. 1:6(5)        | > P. 2:7(5)",
        "16 | > P. 1:6(5)        | > P. 1:7(6)",
        "16 | > P. 1:6(5)        | >  . 1:6(5)",
        "16 | +0.00 > P.         | +0.02 > P."})
    void shouldFailAtTheLineThatIsWrong(final int line, final String right, final String wrong)
    {
        assertTrue(SCRIPT.contains(right), right);
        final String text = SCRIPT.lines().toList().get(line - 1);
        assertTrue(text.contains(right), text);
        final String changed = SCRIPT.replace(text, text.replace(right, wrong));
        final ScriptError error = assertThrows(ScriptError.class, () -> run(changed));
        assertEquals(line, error.line, error.getMessage());
        assertTrue(error.getMessage().startsWith("script.pkt:" + line + ": "), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--no_such_option=1", "+0.00 nonsense", "+0.00 fork(3) = 0",
        "+0.00 `reboot`", "+0.00 < Q 1:1(0) win 5", "+0.00 < . 1:5(3) ack 1", "+0.00 < . 1:1(0) ack 1 <what 5>",
        "+0.00 read(9, ..., 1) = 0", "+0.00 read(4, ...) = 0",
        "+0.00 %{ print(1) }%", "+0.00 %{ assert tcpi_state == TCPI_NONSENSE }%", "+0.00 < icmp nonsense [1:1(0)]",
        "+0.00 read(4, ..., 1) = 0", "+0.00...0.10 read(4, ..., 1) = 0", "+0.00 > . 6:6(0) ack 18"})
    void shouldNameFileAndLineOfWhatIsUnknownOrDoesNotHappen(final String last)
    {
        final ScriptError error = assertThrows(ScriptError.class, () -> run(SCRIPT + last + "\n"));
        assertTrue(error.getMessage().startsWith("script.pkt:17: "), error.getMessage());
    }

    /** Nobody has said yet what it would change here, so that nothing would be proven. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "+0.00 `sysctl -w net.inet.tcp.nonsense=1` | net.inet.tcp.nonsense",
        "+0.00 `sysctl -w net.inet.tcp.sack.enable=0` | tcp_sack",
        "+0.00 setsockopt(4, SOL_SOCKET, SO_NONSENSE, [1], 4) = 0 | SO_NONSENSE",
        "+0.00 getsockopt(4, SOL_SOCKET, SO_NONSENSE, [1], [4]) = 0 | SO_NONSENSE"})
    void shouldAbortAtAnOptionThatNobodyHasMapped(final String last, final String name)
    {
        final String reason = run(SCRIPT + last + "\n").abortedBecause();
        assertTrue(reason.endsWith(": " + name), reason);
    }

    /** A failure says nothing of the engine where the script asks for what it does not do; to pass is to pass. */
    @ParameterizedTest
    @ValueSource(strings = {"insecure_rst=1", "insecure_syn=1", "insecure_ack=1", "blackhole=1", "drop_synfin=0"})
    void shouldAbortWhereAScriptThatAsksForOtherRulesFails(final String sysctl)
    {
        final String script = "+0.00 `sysctl -w net.inet.tcp." + sysctl + "`\n" + SCRIPT.substring(SCRIPT.indexOf('\n') + 1);
        assertNull(run("--tcp_ts_tick_usecs=1000\n" + script).abortedBecause());
        final String reason = run(script + "+0.00 read(4, ..., 100) = 7\n").abortedBecause();
        assertEquals(NotBuilt.OTHER_BEHAVIOUR.reason, reason);
    }

    @Test
    void shouldFailWhereTheEngineHasSentMoreThanTheScriptHas()
    {
        final ScriptError error = assertThrows(ScriptError.class, () -> run(SCRIPT + "+0.00 close(4) = 0\n"));
        assertEquals(17, error.line, error.getMessage());
        assertTrue(error.getMessage().contains("the script ends, and the engine has sent F. 6(0)"), error.getMessage());
    }

    /** An ACK that answers the script's last segment is what no script waits for; a RST is more than an answer. */
    @Test
    void shouldNotAskForTheAckOfTheLastSegment()
    {
        final String last = "+0.00 < . 18:28(10) ack 6 win 9 <nop,nop,TS val 802 ecr 100>\n";
        assertNull(run(SCRIPT + last).abortedBecause());
        final String reset = "+0.00 < . 99:99(0) ack 6 win 9\n+0.00 close(4) = 0\n+0.00 < . 28:38(10) ack 6 win 9\n";
        assertThrows(ScriptError.class, () -> run(SCRIPT + last + reset));
    }

    @Test
    void shouldTakeEwouldblockForEagain()
    {
        final String none = "+0.00 recv(4, ..., 1, MSG_DONTWAIT) = -1 ";
        assertNull(run(SCRIPT + none + "EWOULDBLOCK\n" + none + "EAGAIN\n").abortedBecause());
        assertThrows(ScriptError.class, () -> run(SCRIPT + none + "EINTR\n"));
    }

    /** A kernel hands on several segments as one; with strict_segments each is compared by itself. */
    @Test
    void shouldJoinSegmentsUnlessTheScriptIsStrict()
    {
        final String window = "+0.00 < . 18:18(0) ack 6 win 32767 <nop,nop,TS val 802 ecr 200>\n";
        final String write = window + "+0.00 write(4, ..., 3000) = 3000\n";
        final String joined = write + "+0.00 > P. 6:3006(3000) ack 18 <nop,nop,TS val 1200 ecr 802>\n";
        final String apart = write + "+0.00 > . 6:1454(1448) ack 18 <...>\n+0.00 > . 1454:2902(1448) ack 18 <...>\n" +
            "+0.00 > P. 2902:3006(104) ack 18 <...>\n";
        assertNull(run(SCRIPT + joined).abortedBecause());
        assertNull(run(SCRIPT + apart).abortedBecause());
        assertNull(run("--strict_segments=true\n" + SCRIPT + apart).abortedBecause());
        assertThrows(ScriptError.class, () -> run("--strict_segments=true\n" + SCRIPT + joined));
        // The sum must be right, and so must all that stands in each.
        assertThrows(ScriptError.class, () -> run(SCRIPT + joined.replace("3006(3000)", "3007(3001)")));
        assertThrows(ScriptError.class, () -> run(SCRIPT + joined.replace("P. 6:3006", ". 6:3006")));
        assertThrows(ScriptError.class, () -> run(SCRIPT + joined.replace("ecr 802>\n", "ecr 803>\n")));
    }

    /** As packetdrill has it: relative to the first one, by the script's tick, and not at all without one. */
    @Test
    void shouldCompareTimestampsByTheTickOfTheScript()
    {
        final String off = SCRIPT.replace("TS val 1200", "TS val 1230");
        assertThrows(ScriptError.class, () -> run(off));
        assertNull(run(off.replace("tick_usecs=1000", "tick_usecs=100")).abortedBecause());
        assertNull(run(off.replace("--tcp_ts_tick_usecs=1000", "")).abortedBecause());
    }

    /** A segment that nobody waited for stands before the one that is expected next. */
    @Test
    void shouldFailAtTheNextSegmentWhenOneWasNotExpected()
    {
        final ScriptError error = assertThrows(ScriptError.class, () -> run(SCRIPT +
            "+0.00 < S 8:8(0) win 1\n+0.00 write(4, ..., 5) = 5\n+0.00 > P. 6:11(5) ack 18 <...>\n"));
        assertEquals(19, error.line, error.getMessage());
    }

    /** Only from the line on that needs it: an earlier failure is one. */
    @Test
    void shouldAbortOnlyFromWhereAFeatureIsNeeded()
    {
        final String gap = "+0.00 < . 28:38(10) ack 6 win 9 <nop,nop,TS val 802 ecr 100>\n";
        final String ack = "+0.00 > . 6:6(0) ack 18 <nop,nop,TS val 1200 ecr 801>\n";
        assertNull(run(SCRIPT + gap + ack).abortedBecause());
        assertThrows(ScriptError.class, () -> run(SCRIPT + gap + ack.replace("801", "801,nop,nop,sack 28:38")));
        assertThrows(ScriptError.class, () -> run(SCRIPT + "+0.00 > . 6:6(0) ack 99\n" +
            "+0.00 %{ assert tcpi_fackets == 0 }%\n"));
        assertNotNull(run(SCRIPT + "+0.00 %{ assert tcpi_fackets == 0 }%\n").abortedBecause());
    }

    /** An ACK that others would delay is passed over, and counted; one of nothing new is not. */
    @Test
    void shouldCountAcksThatComeEarlierThanTheScriptHasThem()
    {
        final String twice = "+0.00 < . 18:28(10) ack 6 win 9 <nop,nop,TS val 802 ecr 100>\n" +
            "+0.00 < . 28:38(10) ack 6 win 9 <nop,nop,TS val 802 ecr 100>\n" +
            "+0.00 > . 6:6(0) ack 38 <nop,nop,TS val 1200 ecr 802>\n";
        assertEquals(1, run(SCRIPT + twice).earlyAcks());
    }
}
