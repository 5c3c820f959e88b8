package io.fourtuple.bench.load.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.load.client.LoadRun;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryFile;

/** How the engines of the procedure look from outside, with real threads; about 8 s. */
class SeenWhileMeasuredTest
{
    private static final int CEILING = 2_000;

    @Test
    void shouldLetTheEngineBeSeenWhileItIsMeasuredAndNoLonger(@TempDir final Path folder)
    {
        final StringWriter text = new StringWriter();
        final List<Path> files = new ArrayList<>();
        final Set<String> seen = new HashSet<>();
        // Asked now and then while a load is on: then the file has to be there, and to tell of SYNs.
        final BooleanSupplier look = () ->
        {
            if (!files.isEmpty() && Files.exists(files.getLast()))
            {
                try (TelemetryFile file = TelemetryFile.open(files.getLast()))
                {
                    seen.add(file.name() + (file.counters().get(Counter.LISTEN_SYNS) > 0 ? " got SYNs" : ""));
                }
            }
            return false;
        };
        final ResilienceHarness harness = ResilienceHarness.of(new ResilienceOptions(
            List.of(new TargetChoice(Transport.RINGS, "hybrid"), new TargetChoice(Transport.RINGS, "backlog")), List.of(5.0),
            new Timing(0, 1, 1, 1, 1), CEILING, BacklogRoom.of(64), UnaryOperator.identity(), List.of()),
            LoadRun.ANY_CPU, LoadRun.ANY_CPU, look, name ->
            {
                final Telemetry telemetry = Telemetry.create(folder, name);
                files.add(telemetry.path());
                return telemetry;
            }, new PrintWriter(text, true));
        harness.run();
        assertEquals(2, files.size(), text.toString());
        assertTrue(seen.containsAll(Set.of("rings-hybrid got SYNs", "rings-backlog got SYNs")), seen + "\n" + text);
        files.forEach(file -> assertFalse(Files.exists(file), "left behind: " + file));
    }
}
