package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.session.TunProbe;
import io.fourtuple.tun.testing.RequiresTun;

class ResilienceCommandTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String commandLine)
    {
        return Main.run(commandLine.split(" "), new PrintWriter(out), new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "resilience --defences wall          | no such SYN defence: wall; there are sysctl, backlog, cache, hybrid",
        "resilience --over moon              | 'moon'",
        "resilience --steps x                | 'x'",
        "resilience --steps 1,-1             | --steps must be multiples of the ceiling, 0 to 1000: -1.0",
        "resilience --seconds 0              | --seconds must be 1 to 600: --seconds=0",
        "resilience --recovery 601           | --recovery must be 1 to 600: --recovery=601",
        "resilience --backlog 0              | --backlog must be 1 to 16777216: --backlog=0",
        "resilience --ceiling many           | 'many' is not a whole number",
        "resilience --cpu 0 --target-cpu 0   | --cpu and --target-cpu must be two of",
        "resilience --set tcp_sac=1          | no such setting: tcp_sac; did you mean tcp_sack",
        "resilience --set somaxconn=5        | --set somaxconn: --backlog sets it here",
        "resilience --set tcp_max_syn_backlog=5 | --set tcp_max_syn_backlog: --max-syn-backlog sets it here",
        "resilience --sysctl net.ipv4.tcp_syncookies=2 | --set tcp_syncookies: --defences sets it here",
        "resilience --out /proc/self/status/x | --out: no folder can be made there",
        "resilience --expect speed>1        | no such measure: speed",
        "resilience --expect open<5          | here there are established and reached",
        "resilience --expect recovery<2      | needs a unit",
        "resilience surplus                  | 'surplus'"})
    void shouldRefuseUnusableOptionsInOneLine(final String commandLine, final String expected)
    {
        assertEquals(CliException.USAGE, run(commandLine), err.toString());
        assertTrue(err.toString().contains(expected), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldPrintHelpWithExamples()
    {
        assertEquals(0, run("resilience --help"));
        assertTrue(out.toString().contains("sudo fourtuple resilience --kernel --out results"), out.toString());
        out.toString().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void shouldSayAtOnceThatTelemetryCannotGoThere()
    {
        assertEquals(CliException.FAILURE, run("resilience --quick --telemetry /proc/self/status/x"), out.toString());
        assertTrue(err.toString().contains("--telemetry: cannot make a telemetry file in /proc/self/status/x"),
            err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    @RequiresTun
    void shouldProbeForATunDevice()
    {
        TunProbe.run();
        assertEquals("", err.toString());
    }
}
