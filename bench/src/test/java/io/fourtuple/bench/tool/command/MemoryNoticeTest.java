package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.bench.tool.session.MemoryNotice;
import io.fourtuple.bench.tool.terminal.Terminal;
import io.fourtuple.table.OffHeapArray;

/** What is said of memory: before it is taken, while it is, and where there is too little. */
class MemoryNoticeTest
{
    private static final long GIB = 1L << 30;
    private static final long SECOND_NS = 1_000_000_000;

    private final StringBuilder text = new StringBuilder();
    private long nowNs = 5 * SECOND_NS;

    @AfterEach
    void noLimit()
    {
        System.clearProperty(OffHeapArray.LIMIT_PROPERTY);
    }

    private MemoryNotice notice(final boolean isInteractive)
    {
        return new MemoryNotice(new Terminal()
        {
            @Override
            public boolean isInteractive()
            {
                return isInteractive;
            }

            @Override
            public boolean hasColour()
            {
                return false;
            }

            @Override
            public int columns()
            {
                return DEFAULT_COLUMNS;
            }

            @Override
            public int rows()
            {
                return DEFAULT_ROWS;
            }

            @Override
            public void write(final String written)
            {
                text.append(written);
            }
        }, () -> nowNs);
    }

    private void take(final MemoryNotice notice, final long gib, final long secondsEach)
    {
        notice.onBegin(gib * GIB);
        for (int i = 0; i < gib; i++)
        {
            nowNs += secondsEach * SECOND_NS;
            notice.onTouched(GIB);
        }
        notice.onEnd();
    }

    @Test
    void shouldPrintTheMemoryTakenAndTheProgress()
    {
        take(notice(true), 4, 2);
        assertEquals("""
            fourtuple: taking 4.0 GiB of memory, and writing each page of it once
            fourtuple: 1.0 of 4.0 GiB taken, 2 s
            fourtuple: 2.0 of 4.0 GiB taken, 4 s
            fourtuple: 3.0 of 4.0 GiB taken, 6 s
            fourtuple: 4.0 of 4.0 GiB taken, 8 s
            fourtuple: 4.0 GiB taken in 8.0 s
            """, text.toString());
    }

    @Test
    void shouldPrintProgressLessOftenToAFile()
    {
        take(notice(false), 12, 2);
        assertEquals("""
            fourtuple: taking 12.0 GiB of memory, and writing each page of it once
            fourtuple: 5.0 of 12.0 GiB taken, 10 s
            fourtuple: 10.0 of 12.0 GiB taken, 20 s
            fourtuple: 12.0 GiB taken in 24.0 s
            """, text.toString());
    }

    @Test
    void shouldPrintNothingOfLittleMemoryTakenQuickly()
    {
        final MemoryNotice notice = notice(true);
        notice.onBegin(GIB / 2);
        nowNs += SECOND_NS;
        notice.onTouched(GIB / 2);
        notice.onEnd();
        // Nor of memory that belongs to no engine.
        nowNs += 60 * SECOND_NS;
        notice.onTouched(GIB);
        notice.onEnd();
        assertEquals("", text.toString());
    }

    @Test
    void shouldPrintProgressOfLittleMemoryTakenSlowly()
    {
        final MemoryNotice notice = notice(true);
        notice.onBegin(GIB / 2);
        nowNs += 3 * SECOND_NS;
        notice.onTouched(GIB / 4);
        assertEquals("fourtuple: 0.3 of 0.5 GiB taken, 3 s\n", text.toString());
    }

    /** As in a container of 150 MiB: the first engine was made, the telemetry files too, before the second was refused. */
    @ParameterizedTest
    @ValueSource(strings = {"demo --seconds 1", "demo --seconds 1 --latency all", "load --duration 1s", "flood --duration 3s",
        "bench cycle --idle 1m", "bench latency --idle 1m", "bench scale --idle 1m"})
    void shouldRefuseMemoryBeyondTheLimitInOneLine(final String command, @TempDir final Path folder)
    {
        System.setProperty(OffHeapArray.LIMIT_PROPERTY, "50m");
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final String telemetry = command.startsWith("bench") ? "" : " --telemetry " + folder;
        assertEquals(1, Main.run((command + telemetry).split(" "), new PrintWriter(out), new PrintWriter(err)), out.toString());
        assertTrue(err.toString().matches("fourtuple: not enough memory: off-heap memory: \\d+ MiB are needed, \\d+ of 50 MiB " +
            "are taken: needed=\\d+ taken=\\d+ limit=52428800 \\(fourtuple.max.memory\\); .* need less, FOURTUPLE_MEMORY=SIZE " +
            "sets another limit; this machine or container has \\d+ MiB\n"), err.toString());
        assertEquals(0, folder.toFile().list().length, "a telemetry file is left");
    }
}
