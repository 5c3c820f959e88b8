package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.wire.Segment;

class ScenarioCommandTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args)
    {
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "scenario                               | give the name of a scenario, --list or --all",
        "scenario three-way --all               | give one of NAME, --list and --all",
        "scenario fourway                       | no such scenario: fourway; did you mean four-way?",
        "scenario old-syn                       | did you mean old-duplicate-syn?",
        "scenario xyz                           | no such scenario: xyz; there are three-way, four-way, simult",
        "scenario --all --svg x.svg             | --pcap and --svg are for one scenario: give its name",
        "scenario three-way --time-wait frob    | --time-wait: no such TIME_WAIT policy: frob; there are rfc6191",
        "scenario --all --time-wait frob        | --time-wait: no such TIME_WAIT policy: frob",
        "scenario three-way --set tcp_sac=1     | no such setting: tcp_sac; did you mean tcp_sack",
        "scenario three-way --sysctl tcp_sack=2 | --set: tcp_sack must be 0 to 1",
        "scenario three-way --set ip_local_port_range_max=1 | these settings make no engine: ip_local_port_range is",
        "scenario four-way --time-wait linux --set time_wait=classic | give --time-wait or --set time_wait, not both",
        "scenario three-way --seed x            | 'x' is not a long",
        "scenario three-way --svg /no/such/folder/x  | --svg: cannot write /no/such/folder/x: no such folder",
        "scenario three-way --pcap /no/such/folder/x | --pcap: cannot write /no/such/folder/x: no such folder"})
    void shouldRefuseUnusableOptionsInOneLine(final String commandLine, final String expected)
    {
        assertEquals(2, run(commandLine.split(" ")), err.toString());
        assertTrue(err.toString().contains(expected), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals("", out.toString());
    }

    /** A policy of a user's own that fails. */
    public static final class Failing implements TimeWaitPolicy
    {
        @Override
        public long timeWaitMs(final TimeWaitConnection held, final int rtoMs)
        {
            throw new UnsupportedOperationException("on purpose");
        }

        @Override
        public TimeWaitAction onSegment(final TimeWaitConnection held, final Segment segment)
        {
            return TimeWaitAction.SILENCE;
        }
    }

    @Test
    void shouldSayWhichPolicyHasFailedAndWhere()
    {
        final String name = Failing.class.getName();
        assertEquals(1, run("scenario", "four-way", "--time-wait", name));
        assertTrue(err.toString().contains("the policy " + name +
            " has failed: java.lang.UnsupportedOperationException: on purpose at " + name + ".timeWaitMs("), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void shouldPrintHelpWithExamples()
    {
        assertEquals(0, run("scenario", "--help"));
        assertTrue(out.toString().contains("Examples:"), out.toString());
        final String oneLine = out.toString().replaceAll("\\s+", " ");
        assertTrue(oneLine.contains("rfc6191, linux, linux-recycle, freebsd, classic, none"), oneLine);
    }

    @Test
    void shouldListEachScenarioInALine()
    {
        assertEquals(0, run("scenario", "--list"));
        assertEquals(12, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().startsWith("three-way "), out.toString());
    }

    @Test
    void shouldPlayAndThenCompareThePolicies()
    {
        assertEquals(0, run("scenario", "lost-last-ack"));
        assertTrue(out.toString().contains("outcome: delivered 2, refused 0, corrupted 0"), out.toString());
        assertTrue(out.toString().contains("The same with each policy"), out.toString());
    }

    @Test
    void shouldPlayWithTheChosenPolicyOnly()
    {
        assertEquals(0,
            run("scenario", "lost-last-ack", "--time-wait", "classic", "--sysctl", "net.ipv4.tcp_timestamps=0"));
        assertTrue(out.toString().contains("TIME_WAIT policy classic, seed 1, tcp_timestamps=0"), out.toString());
        assertTrue(out.toString().contains("outcome: delivered 1, refused 1, corrupted 0"), out.toString());
        assertTrue(!out.toString().contains("The same with each policy"), out.toString());
    }

    @Test
    void shouldTakeThePolicyFromTheSettingToo()
    {
        assertEquals(0, run("scenario", "delayed-segment", "--set", "time_wait=linux"));
        assertTrue(out.toString().contains("TIME_WAIT policy linux, seed 1, tcp_timestamps=0"), out.toString());
        assertTrue(out.toString().contains("outcome: delivered 1, refused 0, corrupted 1"), out.toString());
    }

    @Test
    void shouldSayThatAPolicyIsUnsafe()
    {
        assertEquals(0, run("scenario", "nat-recycle", "--time-wait", "linux-recycle"));
        assertTrue(out.toString().contains("This policy is unsafe: clients behind one address"), out.toString());
    }

    @Test
    void shouldWriteDrawingAndCapture(@TempDir final Path folder) throws Exception
    {
        final Path svg = folder.resolve("a.svg");
        final Path pcap = folder.resolve("a.pcap");
        assertEquals(0, run("scenario", "reset", "--svg", svg.toString(), "--pcap", pcap.toString()), err.toString());
        assertTrue(Files.readString(svg).startsWith("<svg "), Files.readString(svg));
        assertTrue(Files.size(pcap) > 24 + 8 * (16 + 40), "size=" + Files.size(pcap));
    }
}
