package io.fourtuple.bench.load.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.load.client.LoadRun;
import io.fourtuple.telemetry.Telemetry;

/** The whole procedure with real threads, engine and clients, at a rate that any machine can do; about 10 s. */
class ResilienceOverRingsTest
{
    private static final int CEILING = 2_000;

    @Test
    void shouldTakeAnEngineThroughAFloodAndAddUpWhatItCounts(@TempDir final Path folder) throws Exception
    {
        final StringWriter text = new StringWriter();
        // A backlog that the flood fills in no time, so that cookies have to do the rest.
        final ResilienceHarness harness = ResilienceHarness.of(new ResilienceOptions(
            List.of(new TargetChoice(Transport.RINGS, "hybrid")), List.of(5.0), new Timing(0, 1, 1, 3, 1), CEILING,
            BacklogRoom.of(64), UnaryOperator.identity(), List.of(Expectation.parse("reached>=100%"))),
            LoadRun.ANY_CPU, LoadRun.ANY_CPU, () -> false, name -> Telemetry.inMemory(),
            new PrintWriter(text, true));
        final boolean isPassed = harness.run();
        assertTrue(text.toString().contains("PASS  rings hybrid: reached>=100%"), text.toString());
        final List<String> failures = text.toString().lines().filter(line -> line.startsWith("FAIL ")).toList();
        // A busy machine may keep the clients from beginning what they want to, and leave nothing to compare with.
        assertTrue(failures.stream().allMatch(line -> line.contains(": no baseline: ")), text.toString());
        assertEquals(failures.isEmpty(), isPassed, text.toString());
        assertEquals(failures.isEmpty(), text.toString().contains("counters add up"), text.toString());
        harness.write(folder, "fourtuple resilience --quick");
        final String json = Files.readString(folder.resolve("resilience.json"));
        assertTrue(json.matches("(?s).*\"TcpExtSyncookiesSent\": [1-9]\\d{2,}.*"), json);
        assertEquals(2, Files.readString(folder.resolve("completed.svg")).split("<circle").length - 1);
    }

    @Test
    void shouldEndSoonWhenTheUserWantsIt()
    {
        final StringWriter text = new StringWriter();
        final ResilienceHarness harness = ResilienceHarness.of(new ResilienceOptions(
            List.of(new TargetChoice(Transport.RINGS, "hybrid")), List.of(5.0), new Timing(0, 1, 1, 600, 1), CEILING,
            BacklogRoom.of(64), UnaryOperator.identity(), List.of()), LoadRun.ANY_CPU, LoadRun.ANY_CPU, () -> true,
            name -> Telemetry.inMemory(), new PrintWriter(text, true));
        assertFalse(harness.run(), text.toString());
        assertTrue(text.toString().contains("FAIL stopped before it was through"), text.toString());
    }
}
