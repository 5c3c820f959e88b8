package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.tool.option.LatencyRecordingOption;
import io.fourtuple.bench.tool.session.TargetLatencies;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.Telemetry;
import picocli.CommandLine;

class TargetLatenciesTest
{
    private static final long SECOND = 1_000_000_000;

    private final Telemetry telemetry = Telemetry.inMemory();

    private static TargetLatencies latencies(final String value)
    {
        final LatencyRecordingOption option = CommandLine.populateCommand(new LatencyRecordingOption(), "--latency", value);
        return new TargetLatencies(option, ex ->
        {
            throw new AssertionError(ex);
        });
    }

    private void cycles(final TargetLatencies latencies, final int recorded, final int counted)
    {
        final LatencyRecorder recorder = latencies.recorders().get(Latency.CYCLE);
        recorder.record(1_000, recorded);
        recorder.flush();
        telemetry.counters().add(Counter.LOOP_BUSY_CYCLES, counted);
    }

    @Test
    void shouldShowTheRunAloneAndCountTheWarmUpToo(@TempDir final Path folder) throws IOException
    {
        final Path log = folder.resolve("engine.hlog");
        final TargetLatencies latencies = latencies("cycle");
        latencies.open(telemetry);
        cycles(latencies, 70, 70);
        latencies.begin(log, SECOND, telemetry);
        cycles(latencies, 5, 5);
        latencies.close();
        final List<String> lines = latencies.describe();
        assertTrue(lines.stream().anyMatch(line -> line.matches("  busy cycle .* 5")), lines::toString);
        assertTrue(lines.getLast().matches("  busy cycle recorded = LoopBusyCycles +75  = +75  ok"), lines::toString);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 120), lines::toString);
        assertEquals("{\"cycle\": {\"count\": 5,", latencies.json().toString().substring(0, 22));
        assertTrue(Files.readString(log).contains("Tag=cycle,"), Files.readString(log));
    }

    @Test
    void shouldSayIfACountIsNotTheCounters()
    {
        final TargetLatencies latencies = latencies("cycle");
        latencies.open(telemetry);
        cycles(latencies, 70, 71);
        latencies.begin(null, SECOND, telemetry);
        latencies.close();
        final List<String> lines = latencies.describe();
        assertTrue(lines.getLast().matches("  busy cycle recorded = LoopBusyCycles +70 != +71  FAILED"),
            lines::toString);
    }

    @Test
    void shouldRecordAllButWhatATargetNeverDoes()
    {
        final TargetLatencies latencies = latencies("all");
        assertEquals(EnumSet.complementOf(EnumSet.of(Latency.CONNECT_TO_ESTABLISHED)), latencies.recorders().on());
        final RunRecord run = new RunRecord("load", "");
        latencies.record(run);
        assertEquals(List.of("engine: SYN to SYN-ACK", "engine: SYN to ESTABLISHED", "engine: FIN to closed",
            "engine: data to handler", "engine: busy cycle"),
            run.histograms().stream().map(histogram -> histogram.name()).toList());
    }

    @Test
    void shouldRecordNothingIfOff()
    {
        final TargetLatencies latencies = latencies("off");
        latencies.open(telemetry);
        latencies.begin(null, SECOND, telemetry);
        latencies.close();
        assertEquals(List.of(), latencies.describe());
        final RunRecord run = new RunRecord("load", "");
        latencies.record(run);
        assertEquals(List.of(), run.histograms());
    }
}
