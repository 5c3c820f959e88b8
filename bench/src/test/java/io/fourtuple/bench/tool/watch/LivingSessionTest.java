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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.tool.terminal.FakeTerminal;
import io.fourtuple.bench.tool.terminal.TerminalWriter;
import io.fourtuple.telemetry.Telemetry;

/** Engines that come and go, by an injected clock. */
class LivingSessionTest
{
    private static final long NOW_MS = Instant.parse("2026-11-21T18:00:00Z").toEpochMilli();
    private static final String WAITS = "waits for the next engine, Ctrl-C ends it; ";

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final FakeTerminal terminal = new FakeTerminal(80, 24);
    private final List<String> notes = new ArrayList<>();
    private long nowNs = 1;

    private LivingSession session(final PrintWriter writer, final boolean isJson)
    {
        final TimeText times = new TimeText(ZoneId.of("UTC"));
        return new LivingSession(new EngineDirectory(folder, times), isJson, false,
            new Display(writer, times, () -> nowNs, () -> NOW_MS + nowNs / 1_000_000), notes::add, "Ctrl-C");
    }

    private String next(final LivingSession session)
    {
        out.getBuffer().setLength(0);
        nowNs += 500_000_000;
        assertTrue(session.next(), "it is the user who ends it");
        return out.toString();
    }

    private String seen(final LivingSession session)
    {
        next(session);
        return terminal.seen();
    }

    @Test
    void shouldShowTheNextEngineWhenTheOnlyOneEnds()
    {
        try (LivingSession session = session(new PrintWriter(out), false))
        {
            final Telemetry first = TelemetryFiles.running(folder, "rings-backlog");
            assertTrue(session.begin(false));
            assertTrue(out.toString().matches("engine rings-backlog .* is running\\R"), out.toString());
            first.close();
            assertTrue(next(session).startsWith("rings-backlog  pid "), out.toString());
            assertEquals(1, notes.size(), notes.toString());
            assertTrue(notes.get(0).matches(WAITS + "engine rings-backlog \\(pid \\d+\\) is closed at .*"),
                notes.toString());
            assertEquals("", next(session));
            final Telemetry second = TelemetryFiles.running(folder, "rings-hybrid");
            assertTrue(next(session).matches("engine rings-hybrid .* is running\\R"), out.toString());
            assertTrue(next(session).matches("18:00:02  running  open 0 .*\\R"), out.toString());
            second.close();
            final Telemetry third = TelemetryFiles.running(folder, "rings-cache");
            assertTrue(next(session).contains("engine rings-cache (pid "), out.toString());
            assertEquals(1, notes.size(), "it did not have to wait: " + notes);
            assertFalse(session.isAnyDead());
            assertEquals(List.of(), session.troubles());
            third.close();
        }
    }

    @Test
    void shouldShowSeveralSideBySideAndTheOneThatIsLeftInDetail()
    {
        try (LivingSession session = session(new TerminalWriter(terminal), false))
        {
            final Telemetry first = TelemetryFiles.running(folder, "first");
            session.begin(false);
            assertTrue(terminal.seen().startsWith("first  pid "), terminal.seen());
            final Telemetry starting = Telemetry.create(folder, "starting");
            assertTrue(seen(session).startsWith("first  pid "), terminal.seen());
            final Telemetry second = TelemetryFiles.running(folder, "second");
            assertTrue(seen(session).startsWith("NAME  "), terminal.seen());
            assertTrue(terminal.seen().contains("\nsum  "), terminal.seen());
            starting.close();
            first.close();
            assertTrue(seen(session).startsWith("second  pid "), terminal.seen());
            second.close();
            final String last = seen(session);
            assertTrue(last.startsWith("second  pid ") && last.contains("  closed at "), last);
            assertTrue(last.matches("(?s).*\n" + WAITS + "engine second \\(pid \\d+\\).*"), last);
            assertTrue(terminal.isSecondScreen(), "redrawn in place to the end");
            assertEquals(List.of(), notes);
        }
        assertFalse(terminal.isSecondScreen());
    }

    @Test
    void shouldKeepTheFormOfLinesIntoAPipeWhileItCan()
    {
        try (LivingSession session = session(new PrintWriter(out), false))
        {
            final Telemetry first = TelemetryFiles.running(folder, "first");
            final Telemetry second = TelemetryFiles.running(folder, "second");
            session.begin(false);
            second.close();
            assertTrue(next(session).matches("18:00:00  first .*\\R18:00:00  sum .*\\R"), out.toString());
            first.close();
            assertEquals("", next(session));
            assertEquals(List.of(WAITS + "none lives any more"), notes);
        }
    }

    @Test
    void shouldReportAKilledEngineWhileItShowsTheNext() throws IOException
    {
        try (LivingSession session = session(new PrintWriter(out), true))
        {
            final Telemetry victim = TelemetryFiles.running(folder, "victim");
            TelemetryFiles.orphan(victim.path());
            do
            {
                victim.heartbeat(System.nanoTime());
            }
            while (!session.begin(false));
            victim.heartbeat(System.nanoTime() - TelemetryFiles.LONG_AGO_NS);
            assertTrue(next(session).contains("\"victim\""), out.toString());
            assertTrue(notes.get(0).contains(" is dead since "), notes.toString());
            final Telemetry after = TelemetryFiles.running(folder, "after");
            next(session);
            assertTrue(next(session).contains("\"after\""), out.toString());
            assertTrue(session.isAnyDead());
            assertEquals(1, session.troubles().size(), session.troubles().toString());
            assertTrue(session.troubles().get(0).startsWith("engine victim "), session.troubles().toString());
            after.close();
            victim.close();
        }
    }

    @Test
    void shouldShowNothingIfNoneLives() throws IOException
    {
        TelemetryFiles.dead(folder, "victim");
        try (LivingSession session = session(new PrintWriter(out), false))
        {
            assertFalse(session.begin(true));
            assertEquals("", out.toString());
            assertFalse(session.isAnyDead());
        }
    }
}
