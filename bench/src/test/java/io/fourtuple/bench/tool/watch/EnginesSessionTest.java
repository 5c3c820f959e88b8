package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.tool.terminal.FakeTerminal;
import io.fourtuple.bench.tool.terminal.TerminalWriter;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Telemetry;

/** Several engines side by side, by an injected clock; whether a slow machine lets one's heart stall is left open. */
class EnginesSessionTest
{
    private static final long NOW_MS = Instant.parse("2026-11-21T18:00:00Z").toEpochMilli();
    private static final String LIVES = "(running|stalled) ";

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private long nowNs = 1;
    private String wanted;

    private EnginesSession session(final PrintWriter writer, final boolean isJson)
    {
        final TimeText times = new TimeText(ZoneId.of("UTC"));
        return new EnginesSession(new EngineDirectory(folder, times), wanted, isJson,
            new Display(writer, times, () -> nowNs, () -> NOW_MS + nowNs / 1_000_000));
    }

    private EnginesSession session()
    {
        return session(new PrintWriter(out), false);
    }

    /** The lines of an interval of half a second, without the time. */
    private List<String> next(final EnginesSession session)
    {
        out.getBuffer().setLength(0);
        nowNs += 500_000_000;
        session.next();
        return out.toString().lines().map(line -> line.substring("18:00:00  ".length())).toList();
    }

    private static void count(final Telemetry telemetry, final Counter counter, final long more)
    {
        telemetry.counters().add(counter, more);
        telemetry.heartbeat(System.nanoTime());
    }

    @Test
    void shouldShowRatesOfEachAndOfAll()
    {
        final Telemetry first = TelemetryFiles.running(folder, "loop-2");
        final Telemetry second = TelemetryFiles.running(folder, "loop-10");
        count(first, Counter.IN_SEGS, 1_000_000);
        try (EnginesSession session = session())
        {
            assertTrue(session.begin(false));
            assertTrue(out.toString().matches("TIME +NAME +PID +STATE +BEAT .* ERR\\R"), out.toString());
            count(first, Counter.IN_SEGS, 500);
            count(first, Counter.TABLE_FULL, 25);
            count(first, Counter.CURR_ESTABLISHED, 3);
            count(second, Counter.IN_SEGS, 50);
            count(second, Counter.HANDLER_ERRORS, 2);
            final List<String> lines = next(session);
            final String pid = " +" + ProcessHandle.current().pid() + " +" + LIVES + ".*";
            assertTrue(lines.get(0).matches("loop-2" + pid + " 1000 +0 +3 +0 +50 +0"), lines.toString());
            assertTrue(lines.get(1).matches("loop-10" + pid + " 100 +0 +0 +0 +0 +2"), lines.toString());
            assertTrue(lines.get(2).matches("sum +2 live .* 1100 +0 +3 +0 +50 +2"), lines.toString());
            assertEquals(3, lines.size(), lines.toString());
        }
        first.close();
        second.close();
    }

    @Test
    void shouldAddEnginesThatStartAndDropEnginesThatEnd()
    {
        final Telemetry first = TelemetryFiles.running(folder, "a");
        try (EnginesSession session = session())
        {
            session.begin(false);
            final Telemetry second = TelemetryFiles.running(folder, "b");
            assertTrue(next(session).get(1).matches("b .* - +- .*"), out.toString());
            count(second, Counter.OUT_SEGS, 5);
            assertTrue(next(session).get(1).matches("b .* 0 +10 .*"), out.toString());
            second.close();
            assertEquals(2, next(session).size(), out.toString());
            // Another one in its place, which has counted less: that is no interval of the first one's.
            final Telemetry third = TelemetryFiles.running(folder, "b");
            assertTrue(next(session).get(1).matches("b .* - +- .*"), out.toString());
            third.close();
            first.close();
            out.getBuffer().setLength(0);
            assertFalse(session.next(), "nobody lives");
            assertEquals("", out.toString(), "no sum of none");
        }
    }

    @Test
    void shouldShowNothingIfAllHaveEndedBeforeTheFirstReading()
    {
        try (EnginesSession session = session())
        {
            TelemetryFiles.running(folder, "a").close();
            assertFalse(session.begin(true));
            assertTrue(session.isEmpty());
            assertEquals("", out.toString());
        }
    }

    /** The file's name is that of a process and an engine, and a process may have another one of that name. */
    @Test
    void shouldCountAnewWhenAnotherEngineTakesTheFile()
    {
        final Telemetry first = TelemetryFiles.running(folder, "a");
        final Telemetry before = TelemetryFiles.running(folder, "b");
        count(before, Counter.IN_SEGS, 1_000);
        try (EnginesSession session = session())
        {
            session.begin(false);
            before.close();
            final Telemetry after = TelemetryFiles.running(folder, "b");
            assertEquals(before.path(), after.path());
            final List<String> lines = next(session);
            assertTrue(lines.get(1).matches("b .* - +- .*"), lines.toString());
            assertFalse(out.toString().contains(" -2000"), out.toString());
            after.close();
        }
        first.close();
    }

    @Test
    void shouldShowAnEngineThatIsStarting()
    {
        final Telemetry first = TelemetryFiles.running(folder, "a");
        final Telemetry starting = Telemetry.create(folder, "slow-one");
        try (EnginesSession session = session())
        {
            session.begin(false);
            assertTrue(next(session).get(1).matches("slow-one .* starting .* - .*"), out.toString());
            starting.ready();
            count(starting, Counter.IN_SEGS, 70);
            assertTrue(next(session).get(1).matches("slow-one +\\d+ +" + LIVES + ".* - .*"), out.toString());
            count(starting, Counter.IN_SEGS, 7);
            assertTrue(next(session).get(1).matches("slow-one .* 14 +0 .*"), out.toString());
        }
        starting.close();
        first.close();
    }

    @Test
    void shouldKeepAKilledEngineAsDead() throws IOException
    {
        final Telemetry first = TelemetryFiles.running(folder, "a");
        TelemetryFiles.dead(folder, "long-dead");
        final Telemetry victim = TelemetryFiles.running(folder, "victim");
        count(victim, Counter.CURR_ESTABLISHED, 9);
        try (EnginesSession session = session())
        {
            TelemetryFiles.orphan(victim.path());
            do
            {
                // Until it was looked at in time, before its heart seemed to stand still.
                victim.heartbeat(System.nanoTime());
                session.begin(true);
            }
            while (!out.toString().contains("victim"));
            victim.heartbeat(System.nanoTime() - TelemetryFiles.LONG_AGO_NS);
            final List<String> lines = next(session);
            assertTrue(lines.get(1).matches("victim .* dead .* 9 .*"), lines.toString());
            assertTrue(lines.get(2).matches("sum +1 live .* 0 +0 +0 +0 +0 +0"), lines.toString());
            assertEquals(3, lines.size(), lines.toString());
            assertTrue(session.isAnyDead());
            assertTrue(session.troubles().stream().anyMatch(line ->
                line.matches("engine victim \\(pid \\d+\\) is dead since .*")), session.troubles().toString());
        }
        first.close();
        victim.close();
    }

    @Test
    void shouldShowTheLastStateOfNamedEnginesThatHaveEnded() throws IOException
    {
        TelemetryFiles.dead(folder, "a");
        TelemetryFiles.dead(folder, "b");
        final Telemetry ended = TelemetryFiles.running(folder, "c").keepsFile(true);
        ended.close();
        wanted = String.valueOf(TelemetryFiles.NO_PROCESS);
        try (EnginesSession session = session())
        {
            assertFalse(session.begin(false));
            final List<String> lines = out.toString().lines().toList();
            assertTrue(lines.get(1).matches("a +" + wanted + " +dead .*"), out.toString());
            assertTrue(lines.get(2).matches("b +" + wanted + " +dead .*"), out.toString());
            assertTrue(lines.get(3).matches("sum +0 live .*"), out.toString());
            assertTrue(session.isAnyDead());
            assertEquals(2, session.troubles().size(), session.troubles().toString());
        }
        wanted = null;
        try (EnginesSession session = session())
        {
            assertFalse(session.begin(false));
            assertTrue(session.isEmpty(), "nobody asked for the dead");
        }
    }

    @Test
    void shouldWriteAJsonObjectForEachEngine()
    {
        final Telemetry first = TelemetryFiles.running(folder, "a");
        final Telemetry second = TelemetryFiles.running(folder, "b");
        try (EnginesSession session = session(new PrintWriter(out), true))
        {
            session.begin(false);
            assertEquals("", out.toString());
            nowNs += 500_000_000;
            session.next();
            assertEquals(2, out.toString().lines().filter(line ->
                line.matches("\\{\"time\": \"2026.*\"engine\": \"[ab]\".*\"interval_s\": 0\\.5,.*}")).count(),
                out.toString());
        }
        first.close();
        second.close();
    }

    @Test
    void shouldRedrawInPlaceOnATerminal()
    {
        final Telemetry first = TelemetryFiles.running(folder, "a");
        final Telemetry second = TelemetryFiles.running(folder, "b");
        final FakeTerminal terminal = new FakeTerminal(80, 24);
        try (EnginesSession session = session(new TerminalWriter(terminal), false))
        {
            session.begin(false);
            assertTrue(terminal.isSecondScreen());
            count(second, Counter.IN_SEGS, 500);
            nowNs += 500_000_000;
            session.next();
            final List<String> seen = terminal.seen().lines().toList();
            assertEquals(6, seen.size(), terminal.seen());
            assertTrue(seen.get(2).matches("b .* 1000 .*"), terminal.seen());
            assertEquals("stat NAME shows one of them, stat --list the dead, too", seen.get(5));
        }
        assertFalse(terminal.isSecondScreen());
        first.close();
        second.close();
    }
}
