package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.Telemetry;

class EngineDirectoryTest
{
    @TempDir
    private Path folder;

    private EngineDirectory directory(final Path path)
    {
        return new EngineDirectory(path, new TimeText(ZoneId.of("UTC")));
    }

    private String chosen(final String wanted)
    {
        try (WatchedEngine engine = directory(folder).choose(wanted))
        {
            return engine.identity().name();
        }
    }

    private EngineChoiceException refused(final String wanted)
    {
        return assertThrows(EngineChoiceException.class, () -> directory(folder).choose(wanted));
    }

    @Test
    void shouldSayWhereItLookedAndHowToStartOne() throws IOException
    {
        final Path missing = folder.resolve("missing");
        final EngineChoiceException ex =
            assertThrows(EngineChoiceException.class, () -> directory(missing).choose(null));
        assertTrue(ex.getMessage().contains("in " + missing +
            ", which does not exist; start one, as in: fourtuple demo"), ex.getMessage());
        final Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertTrue(assertThrows(EngineChoiceException.class, () -> directory(file).choose(null)).getMessage()
            .contains("in " + file + ", which is no folder; start one"));
        assertFalse(ex.isUnclear());
        assertEquals(List.of(), ex.candidates());
        assertTrue(refused(null).getMessage().startsWith("no engine's telemetry is in " + folder + ";"));
    }

    @Test
    void shouldPrintNoNameThatCommandsTheTerminal() throws IOException
    {
        final Telemetry evil = TelemetryFiles.running(folder, "evil");
        Files.copy(evil.path(), folder.resolve("a\u001b[2J.tel"));
        Files.writeString(folder.resolve("b\u009b31m.tel"), "no telemetry");
        final List<String> lines = directory(folder).table(null);
        assertEquals(4, lines.size(), lines.toString());
        assertTrue(String.join("", lines).chars().noneMatch(Character::isISOControl), lines.toString());
        assertTrue(lines.toString().contains("a?[2J.tel"), lines.toString());
        evil.close();
    }

    @Test
    void shouldChooseTheOnlyOneThatLives() throws IOException
    {
        final Telemetry alone = TelemetryFiles.running(folder, "alone");
        assertEquals("alone", chosen(null));
        TelemetryFiles.dead(folder, "victim");
        assertEquals("alone", chosen(null));
        assertEquals("victim", chosen("victim"));
        assertEquals("victim", chosen(String.valueOf(TelemetryFiles.NO_PROCESS)));
        alone.close();
    }

    @Test
    void shouldChooseTheOnlyOneThereIsIfNoneLives() throws IOException
    {
        TelemetryFiles.dead(folder, "victim");
        try (WatchedEngine engine = directory(folder).choose(null))
        {
            assertEquals("victim", engine.identity().name());
            assertTrue(engine.isDead());
            assertFalse(engine.isAlive());
            assertTrue(engine.describe(new TimeText(ZoneId.of("UTC"))).matches(
                "engine victim \\(pid 4194305\\) is dead since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC"));
        }
    }

    @Test
    void shouldListThoseToChooseFrom()
    {
        final Telemetry server = TelemetryFiles.running(folder, "demo-server");
        final Telemetry client = TelemetryFiles.running(folder, "demo-client");
        final EngineChoiceException ex = refused(null);
        assertTrue(ex.isUnclear());
        assertTrue(ex.getMessage().startsWith(
            "several engines live; say which by name, process id or file, as in: demo-"), ex.getMessage());
        assertEquals(3, ex.candidates().size());
        assertTrue(ex.candidates().stream().anyMatch(line -> line.matches("demo-server +" +
            ProcessHandle.current().pid() + "  running +" + server.path())), ex.candidates().toString());
        assertEquals("demo-client", chosen("demo-client"));
        assertEquals("demo-client", chosen(client.path().toString()));
        assertTrue(refused(String.valueOf(ProcessHandle.current().pid())).isUnclear());
        assertFalse(refused("nobody").isUnclear());
        assertTrue(refused("nobody").getMessage()
            .startsWith("no engine has the name or process id nobody in " + folder));
        assertEquals(3, refused("nobody").candidates().size());
        server.close();
        client.close();
    }

    @Test
    void shouldTellTwoOfOneNameApartByTheirFiles()
    {
        final Telemetry one = TelemetryFiles.running(folder, "twin");
        final Telemetry two = TelemetryFiles.running(folder, "twin");
        assertTrue(refused("twin").getMessage().contains("as in: " + folder), refused("twin").getMessage());
        assertEquals("twin", chosen(two.path().toString()));
        one.close();
        two.close();
    }

    @Test
    void shouldRefuseAFileThatIsNoneOfOurs() throws IOException
    {
        final Path file = Files.writeString(folder.resolve("note.tel"), "not a telemetry file".repeat(1000));
        assertTrue(refused(file.toString()).getMessage().contains("not a telemetry file of fourtuple"));
        assertTrue(refused(folder.resolve("missing.tel").toString()).getMessage().startsWith("no such telemetry file"));
        final Telemetry alone = TelemetryFiles.running(folder, "alone");
        assertEquals("alone", chosen(null));
        assertTrue(directory(folder).table(null).stream().anyMatch(line -> line.contains("cannot read " + file)));
        alone.close();
    }

    @Test
    void shouldRemoveTheFilesOfTheDeadOnly() throws IOException
    {
        final Telemetry alone = TelemetryFiles.running(folder, "alone");
        final Telemetry ended = TelemetryFiles.running(folder, "ended").keepsFile(true);
        ended.close();
        final Path dead = TelemetryFiles.dead(folder, "victim");
        final Path strange = Files.writeString(folder.resolve("note.tel"), "not ours");
        assertEquals(List.of(ended.path(), dead), directory(folder).clean(null).stream().sorted().toList());
        assertTrue(Files.exists(alone.path()));
        assertTrue(Files.exists(strange));
        assertEquals(List.of(), directory(folder).clean(null));
        alone.close();
    }

    @Test
    void shouldListAndRemoveNoneButTheOneThatWasAskedFor() throws IOException
    {
        final Telemetry alone = TelemetryFiles.running(folder, "alone");
        final Path evidence = TelemetryFiles.dead(folder, "gateway");
        final Path victim = TelemetryFiles.dead(folder, "victim");
        final List<String> table = directory(folder).table("victim");
        assertTrue(table.size() == 2 && table.get(1).contains(victim.toString()), table.toString());
        assertEquals(List.of(), directory(folder).table("nobody"));
        assertEquals(List.of(), directory(folder).clean("alone"));
        assertEquals(List.of(), directory(folder).clean("nobody"));
        assertEquals(List.of(victim), directory(folder).clean("victim"));
        assertTrue(Files.exists(evidence));
        assertTrue(Files.exists(alone.path()));
        assertEquals(List.of(evidence), directory(folder).clean(evidence.toString()));
        alone.close();
    }

    @Test
    void shouldSayOfThoseThatEndedThatTheyAreNotUp() throws IOException
    {
        final Telemetry alone = TelemetryFiles.running(folder, "alone");
        TelemetryFiles.dead(folder, "victim");
        final OpenMetricsParser parsed =
            parsed(new Scrape(directory(folder), null, () -> 0, () -> 0));
        final String pid = String.valueOf(ProcessHandle.current().pid());
        assertEquals(1.0, parsed.samples("fourtuple_up").get(Map.of("engine", "alone", "pid", pid)));
        assertEquals(0.0, parsed.samples("fourtuple_up").get(
            Map.of("engine", "victim", "pid", String.valueOf(TelemetryFiles.NO_PROCESS))));
        assertEquals(1, parsed(new Scrape(directory(folder), "victim", () -> 0, () -> 0))
            .samples("fourtuple_up").size());
        alone.close();
    }

    /** Else Prometheus refuses them all: a series may be there once. */
    @Test
    void shouldTellEnginesOfOneNameInOneProcessApart() throws IOException
    {
        final Telemetry first = TelemetryFiles.running(folder, "twin");
        final Telemetry second = TelemetryFiles.running(folder, "twin");
        Files.copy(second.path(), folder.resolve("copy.tel"));
        second.counters().increment(Counter.IN_SEGS);
        final Scrape scrape = new Scrape(directory(folder), null, () -> 0, () -> 0);
        final String pid = String.valueOf(ProcessHandle.current().pid());
        final Map<String, String> numbered = Map.of("engine", "twin", "pid", pid, "number", "2");
        assertEquals(3, parsed(scrape).samples("fourtuple_up").size());
        assertEquals(1.0, parsed(scrape).samples("fourtuple_tcp_in_segs_total").get(numbered));
        first.close();
        Files.delete(folder.resolve("copy.tel"));
        assertEquals(Map.of(numbered, 1.0), parsed(scrape)
            .samples("fourtuple_tcp_in_segs_total"), "its name does not change when the other one ends");
        second.close();
    }

    @Test
    void shouldKnowALivingEngineFromOneThatEnded()
    {
        assertTrue(new EngineLiveness(EngineStatus.STALLED, 0).isAlive());
        assertTrue(new EngineLiveness(EngineStatus.STARTING, 0).isAlive());
        assertFalse(new EngineLiveness(EngineStatus.CLOSED, 0).isAlive());
        assertFalse(new EngineLiveness(EngineStatus.DEAD, 0).isAlive());
    }

    private static OpenMetricsParser parsed(final Scrape scrape)
    {
        return OpenMetricsParser.parse(scrape.text(MetricsTextFormat.OPEN_METRICS));
    }
}
