package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.fourtuple.bench.tool.session.StopSignal;

/** Processes that are started as a terminal starts them, and as a script starts what it leaves in the background. */
class StopSignalTest
{
    private static final int PATIENCE_S = 60;

    @Test
    void shouldSayThatSigtermEndsWhatWasStartedWithSigintIgnored() throws Exception
    {
        assertEnds("trap '' INT; exec \"$@\"", "SIGTERM (kill PID)", "TERM");
    }

    /** The test itself may have been started with SIGINT ignored, which only env can undo. */
    @Test
    void shouldSayThatCtrlCEndsWhatWasStartedByATerminal() throws Exception
    {
        assertEnds("exec env --default-signal=INT \"$@\"", "Ctrl-C", "INT");
    }

    private static void assertEnds(final String shell, final String said, final String signal) throws Exception
    {
        final Process process = new ProcessBuilder("sh", "-c", shell, "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), StopSignalTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try
        {
            final String line = process.inputReader(StandardCharsets.UTF_8).readLine();
            assertEquals(said.replace("PID", String.valueOf(process.pid())), line);
            final List<String> kill = List.of("kill", "-" + signal, String.valueOf(process.pid()));
            assertEquals(0, new ProcessBuilder(kill).inheritIO().start().waitFor());
            assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it does not end");
            assertEquals(0, process.exitValue());
        }
        finally
        {
            process.destroyForcibly();
        }
    }

    /** Called in the other process. */
    public static void main(final String[] args)
    {
        final StopSignal stop = StopSignal.installed();
        System.out.println(stop.ending());
        stop.await(TimeUnit.SECONDS.toNanos(2 * PATIENCE_S));
        System.exit(stop.isRaised() ? 0 : 1);
    }
}
