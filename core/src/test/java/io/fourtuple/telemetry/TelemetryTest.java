package io.fourtuple.telemetry;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.TestLink;

/** A reader finds what an engine has written of itself, whatever becomes of the engine; a broken file is refused. */
class TelemetryTest
{
    /** Beyond what Linux gives out. */
    private static final long NO_PROCESS = (1L << 22) + 1;

    @TempDir
    private Path directory;

    private Telemetry ready(final String name)
    {
        final Telemetry telemetry = Telemetry.create(directory, name);
        telemetry.property("memory_bytes", "123");
        telemetry.setting("tcp_tw_reuse", "1");
        telemetry.setting("odd", "two\nlines = one");
        telemetry.ready();
        return telemetry;
    }

    @Test
    void shouldSayOfAnEngineWhatItSaidOfItself()
    {
        final Telemetry telemetry = ready("gateway");
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            assertEquals("gateway", file.name());
            assertEquals(ProcessHandle.current().pid(), file.pid());
            assertEquals("123", file.properties().get("memory_bytes"));
            assertTrue(file.properties().get("version").matches("\\d+\\.\\d+\\.\\d+\\S*"),
                file.properties().get("version"));
            assertEquals(List.of("tcp_tw_reuse", "odd"), List.copyOf(file.settings().keySet()));
            assertEquals("two lines = one", file.settings().get("odd"));
            assertTrue(Math.abs(System.currentTimeMillis() - file.startEpochMs()) < 60_000);
            assertEquals(List.of(telemetry.path()), TelemetryFile.list(directory));
        }
        telemetry.close();
    }

    @Test
    void shouldShowEachCounterAsItGrows()
    {
        final Telemetry telemetry = ready("counting");
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            final FileCounters seen = file.counters();
            for (final Counter counter : Counter.ALL)
            {
                assertEquals(0, seen.get(counter));
                telemetry.counters().add(counter, counter.id() + 7);
                assertEquals(counter.id() + 7, seen.get(counter), counter.label());
            }
            final List<String> labels = new ArrayList<>();
            seen.forEach((label, kind, meaning, value) ->
            {
                final Counter counter = Counter.ALL.get(labels.size());
                labels.add(label);
                assertEquals(counter.label(), label);
                assertEquals(counter.kind(), kind);
                assertEquals(counter.meaning(), meaning);
                assertEquals(counter.id() + 7, value);
            });
            assertEquals(Counter.ALL.size(), labels.size());
            assertEquals(telemetry.counters().outcomes(), seen.outcomes());
        }
        telemetry.close();
    }

    @Test
    void shouldKeepDistinctErrorsWithTheirCounts()
    {
        final Telemetry telemetry = ready("failing");
        for (int i = 0; i < 3; i++)
        {
            telemetry.error(new IllegalStateException("the same"));
        }
        telemetry.error(new IllegalArgumentException("another"));
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            final List<String> found = new ArrayList<>();
            final int distinct = file.errors((count, first, last, text) ->
            {
                assertTrue(first <= last && last <= System.currentTimeMillis());
                found.add(count + " " + text.lines().findFirst().orElseThrow());
            });
            assertEquals(List.of("3 java.lang.IllegalStateException: the same",
                "1 java.lang.IllegalArgumentException: another"), found);
            assertEquals(2, distinct);
        }
        telemetry.close();
    }

    @Test
    void shouldPassNothingOnThatCommandsATerminal()
    {
        final String evil = "a\u001b[2Jb\u009b31mc\u202ed\re\u0000f\u2028g";
        final Telemetry telemetry = Telemetry.create(directory, evil);
        telemetry.property("command", evil);
        telemetry.setting("x" + evil, evil);
        telemetry.ready();
        telemetry.error(new IllegalStateException(evil + "\n\tin two lines"));
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            final StringBuilder all = new StringBuilder();
            file.errors((count, first, last, text) ->
            {
                assertTrue(text.contains("\n\tin two lines"), text);
                all.append(text.replace("\n", "").replace("\t", ""));
            });
            assertTrue(all.length() > 0);
            all.append(file.name()).append(file.properties()).append(file.settings());
            assertTrue(all.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x202E || c == 0x2028), all.toString());
        }
        telemetry.close();
    }

    @Test
    void shouldNotWaitForSomebodyToWriteIntoAPipe() throws Exception
    {
        final Path pipe = directory.resolve("pipe-1.tel");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        assertTimeoutPreemptively(java.time.Duration.ofSeconds(30), () ->
        {
            final TelemetryException ex = assertThrows(TelemetryException.class, () -> TelemetryFile.open(pipe));
            assertTrue(ex.getMessage().contains("not a regular file"), ex.getMessage());
            // It also looks for what engines of its name have left behind.
            Telemetry.create(directory, "pipe").close();
        });
    }

    @Test
    void shouldNotCallAnEngineOfBeforeTheMachineStartedRunning() throws IOException
    {
        final Telemetry telemetry = ready("rebooted").keepsFile(true);
        telemetry.heartbeat(System.nanoTime() + 1_000 * TelemetryFile.STALL_NS);
        write(telemetry.path(), TelemetryDescriptor.PID_OFFSET, NO_PROCESS);
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            assertEquals(EngineStatus.DEAD, file.status());
        }
    }

    @Test
    void shouldCountErrorsThatTheLogHasNoRoomFor()
    {
        final Telemetry telemetry = ready("full");
        final String longText = "x".repeat(10_000);
        int recorded = 0;
        while (telemetry.counters().get(Counter.ERROR_LOG_FULL) == 0)
        {
            // A class of its own each, since a distinct error is known by where it comes from.
            final RuntimeException error = new RuntimeException(longText);
            error.setStackTrace(new StackTraceElement[]{new StackTraceElement("C" + recorded, "m", "f", recorded)});
            telemetry.error(error);
            assertTrue(++recorded < 1_000);
        }
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            assertEquals(recorded - 1, file.errors((count, first, last, text) -> { }));
        }
        telemetry.close();
    }

    @Test
    void shouldGoOnAfterAnErrorThatFailsItself()
    {
        final Telemetry telemetry = ready("odd");
        telemetry.error(new IllegalStateException("well"));
        telemetry.error(new RuntimeException()
        {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage()
            {
                throw new IllegalStateException("no message either");
            }
        });
        assertEquals(1, telemetry.counters().get(Counter.ERROR_LOG_FULL));
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            assertEquals(1, file.errors((count, first, last, text) -> { }));
        }
        telemetry.close();
    }

    @Test
    void shouldNoteWhatEndsACycle()
    {
        final Telemetry telemetry = Telemetry.create(directory, "failing");
        final long[] reads = {0};
        final Engine engine = new Engine(config(telemetry).clock(() ->
        {
            if (reads[0]++ > 0)
            {
                throw new IllegalStateException("no time");
            }
            return 1;
        }));
        assertThrows(IllegalStateException.class, engine::doWork);
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            final List<String> found = new ArrayList<>();
            file.errors((count, first, last, text) -> found.add(text.lines().findFirst().orElseThrow()));
            assertEquals(List.of("java.lang.IllegalStateException: no time"), found);
        }
        assertThrows(IllegalStateException.class, engine::onClose);
        assertFalse(Files.exists(telemetry.path()), "the file goes though the engine could not close in order");
    }

    @Test
    void shouldBeOfOneEngineOnly() throws IOException
    {
        // A clock that stands still: however late it is read, the engine has not stalled.
        final long startNs = System.nanoTime();
        final Telemetry telemetry = Telemetry.create(directory, "single");
        final Engine engine = new Engine(config(telemetry));
        final IllegalStateException ex =
            assertThrows(IllegalStateException.class, () -> new Engine(config(telemetry)));
        assertTrue(ex.getMessage().contains(telemetry.path().toString()), ex.getMessage());
        try (TelemetryFile file = TelemetryFile.open(telemetry.path(), () -> startNs))
        {
            assertEquals(EngineStatus.RUNNING, file.status());
        }
        engine.onClose();
        engine.onClose();
        assertFalse(Files.exists(telemetry.path()));
        assertEquals(0, telemetry.counters().get(Counter.IN_SEGS));
    }

    @Test
    void shouldLeaveNoFileOfAnEngineThatCouldNotBeMade()
    {
        final Telemetry telemetry = Telemetry.create(directory, "unmade");
        assertThrows(NullPointerException.class, () -> new Engine(config(telemetry).clock(null)));
        assertEquals(List.of(), TelemetryFile.list(directory));
    }

    private static EngineConfig config(final Telemetry telemetry)
    {
        return new EngineConfig(new TestLink(1_500)).settings(EngineFixture.smallSettings()).telemetry(telemetry);
    }

    @Test
    void shouldTellRunningFromStalledFromDeadFromClosed() throws IOException
    {
        final Telemetry telemetry = ready("living").keepsFile(true);
        final long startNs = System.nanoTime();
        telemetry.heartbeat(startNs);
        final long[] nowNs = {startNs + TelemetryFile.STALL_NS - 1};
        try (TelemetryFile file = TelemetryFile.open(telemetry.path(), () -> nowNs[0]))
        {
            assertEquals(EngineStatus.RUNNING, file.status());
            nowNs[0]++;
            assertEquals(EngineStatus.STALLED, file.status());
            assertEquals(file.heartbeatEpochMs(), file.statusEpochMs());
            telemetry.heartbeat(startNs + 5_000_000_000L);
            assertEquals(EngineStatus.RUNNING, file.status());
            final long begunMs = file.heartbeatEpochMs();
            nowNs[0] = startNs + 7_000_000_000L;
            write(telemetry.path(), TelemetryDescriptor.PID_OFFSET, NO_PROCESS);
            // As another process would open it after the engine's was killed.
            try (TelemetryFile later = TelemetryFile.open(telemetry.path(), () -> nowNs[0]))
            {
                assertEquals(EngineStatus.DEAD, later.status());
                assertEquals(begunMs, later.statusEpochMs());
            }
            telemetry.close();
            assertEquals(EngineStatus.CLOSED, file.status());
            assertTrue(Math.abs(System.currentTimeMillis() - file.statusEpochMs()) < 60_000);
        }
    }

    @Test
    void shouldCallAnEngineDeadWhosePidBelongsToAYoungerProcess() throws IOException
    {
        final Telemetry telemetry = ready("reused").keepsFile(true);
        final long startMs = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
        write(telemetry.path(), TelemetryDescriptor.START_MS_OFFSET, startMs - 10_000);
        telemetry.heartbeat(System.nanoTime() - 2 * TelemetryFile.STALL_NS);
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            assertEquals(EngineStatus.DEAD, file.status());
        }
    }

    @Test
    void shouldSayThatAnEngineIsStillBeingMade()
    {
        final Telemetry telemetry = Telemetry.create(directory, "early");
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            assertEquals(EngineStatus.STARTING, file.status());
            assertEquals(0, file.counters().get(Counter.IN_SEGS));
            assertEquals(0, file.errors((count, first, last, text) -> fail()));
            assertEquals(java.util.Map.of(), file.settings());
        }
        telemetry.close();
    }

    @Test
    void shouldRemoveTheFileOfAnEngineThatEndedInOrder()
    {
        final Telemetry telemetry = ready("orderly");
        telemetry.close();
        telemetry.close();
        assertFalse(Files.exists(telemetry.path()));
        assertEquals(0, telemetry.counters().get(Counter.IN_SEGS));
        final Telemetry kept = ready("kept").keepsFile(true);
        kept.close();
        assertTrue(Files.exists(kept.path()));
    }

    /** It has nothing to tell, and its file may be gigabytes of the machine's memory. */
    @Test
    void shouldKeepNothingOfAnEngineThatWasKilledWhileItWasMade() throws IOException
    {
        final Telemetry killed = Telemetry.create(directory, "phoenix");
        write(killed.path(), TelemetryDescriptor.PID_OFFSET, NO_PROCESS);
        final Path left = Files.move(killed.path(), directory.resolve("phoenix-77.tel"));
        Telemetry.create(directory, "phoenix").close();
        assertFalse(Files.exists(left));
    }

    @Test
    void shouldKeepOfTheDeadOfItsNameTheLatestOnly() throws IOException
    {
        final List<Path> dead = new ArrayList<>();
        for (int i = 0; i < 3; i++)
        {
            final Path path = ready("phoenix").keepsFile(true).path();
            write(path, TelemetryDescriptor.PID_OFFSET, NO_PROCESS);
            write(path, TelemetryDescriptor.HEARTBEAT_OFFSET, System.nanoTime() - 2 * TelemetryFile.STALL_NS);
            Files.setLastModifiedTime(path, java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L + i * 1_000L));
            dead.add(Files.move(path, directory.resolve("phoenix-" + (77 + i) + ".tel")));
        }
        final Path other = ready("phoenix-2").keepsFile(true).path();
        final Telemetry next = ready("phoenix");
        assertEquals(List.of(false, false, true), dead.stream().map(Files::exists).toList());
        assertTrue(Files.exists(other));
        next.close();
    }

    @Test
    void shouldLetNobodyElseReadTheFile() throws IOException
    {
        final Telemetry telemetry = Telemetry.create(directory.resolve("made/of two"), "own name/../x");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(telemetry.path())));
        assertEquals("rwx------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(telemetry.path().getParent())));
        assertEquals(directory.resolve("made/of two"), telemetry.path().getParent());
        telemetry.close();
    }

    @Test
    void shouldTellApartTwoEnginesOfOneNameInOneProcess()
    {
        final Telemetry one = ready("twin");
        final Telemetry two = ready("twin");
        assertNotEquals(one.path(), two.path());
        one.counters().increment(Counter.IN_SEGS);
        assertEquals(0, two.counters().get(Counter.IN_SEGS));
        one.close();
        two.close();
    }

    @Test
    void shouldSayWhyAFileCannotBeMade() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("file"), "x");
        final TelemetryException ex = assertThrows(TelemetryException.class, () -> Telemetry.create(file, "engine"));
        assertTrue(ex.getMessage().contains(file.toString()), ex.getMessage());
        assertFalse(ex.getMessage().contains("\n"), ex.getMessage());
    }

    @Test
    void shouldRefuseABrokenFile() throws IOException
    {
        assertRefused("no such", path -> Files.delete(path));
        assertRefused("too short", path -> Files.write(path, new byte[100]));
        assertRefused("not a telemetry file", path -> Files.write(path, new byte[100_000]));
        assertRefused("version 2.0, this reads 1.", path -> write(path, TelemetryDescriptor.VERSION_OFFSET, 0x1000_0002_0000L));
        assertRefused("sections=77", path -> write(path, TelemetryDescriptor.SECTIONS_OFFSET, 77));
        assertRefused("sections=-1", path -> write(path, TelemetryDescriptor.SECTIONS_OFFSET, -1));
        final int entry = TelemetryDescriptor.DIRECTORY_OFFSET + 2 * TelemetryDescriptor.SECTION_LENGTH;
        assertRefused("is not in the file", path -> write(path, entry + TelemetryDescriptor.SECTION_LENGTH_OFFSET, 1L << 40));
        assertRefused("is not in the file", path -> write(path, entry + TelemetryDescriptor.SECTION_LENGTH_OFFSET, -1));
        assertRefused("is not in the file", path -> write(path, entry + TelemetryDescriptor.SECTION_OFFSET_OFFSET, 64));
        assertRefused("is not in the file",
            path -> write(path, entry + TelemetryDescriptor.SECTION_OFFSET_OFFSET, Long.MAX_VALUE & -4_096));
        assertRefused("is not in the file", path -> write(path, entry + TelemetryDescriptor.SECTION_ENTRIES_OFFSET, 1L << 50));
    }

    private interface Breaker
    {
        void breakFile(Path path) throws IOException;
    }

    private void assertRefused(final String why, final Breaker breaker) throws IOException
    {
        final Telemetry telemetry = ready("broken").keepsFile(true);
        telemetry.close();
        breaker.breakFile(telemetry.path());
        final TelemetryException ex =
            assertThrows(TelemetryException.class, () -> TelemetryFile.open(telemetry.path()));
        assertTrue(ex.getMessage().contains(why), ex.getMessage());
        assertTrue(ex.getMessage().contains(telemetry.path().toString()), ex.getMessage());
        Files.deleteIfExists(telemetry.path());
    }

    private static void write(final Path path, final int offset, final long value) throws IOException
    {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"))
        {
            file.seek(offset);
            file.write(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array());
        }
    }
}
