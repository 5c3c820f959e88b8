package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.telemetry.Telemetry;

/** What stat, ss and errors print of a file that means harm: nothing that commands a terminal, and a line for each mistake. */
@Timeout(600)
class HostileEngineTest
{
    private static final String EVIL = "a\u001b[2Jb\u009b31mc\u202ed\re\u0007f";
    private static final List<String> COMMANDS = List.of("stat --list", "stat --count 1 --interval 10ms",
        "stat --json --count 1 --interval 10ms", "stat --nstat", "stat --prometheus", "stat --openmetrics", "ss",
        "ss -s", "ss -tlnpimO", "ss --json -p", "errors", "errors --json");
    private static final int[] TIMES = {24, 32, 48, 64};

    @TempDir
    private Path folder;

    private void runAll()
    {
        for (final String command : COMMANDS)
        {
            final StringWriter out = new StringWriter();
            final StringWriter err = new StringWriter();
            final String commandLine = command + " --dir " + folder;
            final int status = Main.run(commandLine.split(" "), new PrintWriter(out), new PrintWriter(err));
            final String said = command + ": " + status + "\n" + out + err;
            assertTrue(status >= 0 && status <= 2, said);
            assertFalse(said.contains("mistake in fourtuple"), said);
            assertTrue(said.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' || c == 0x202E), said);
        }
    }

    private Telemetry evil()
    {
        final Telemetry telemetry = Telemetry.create(folder, EVIL);
        telemetry.property("command", EVIL);
        telemetry.property("not_mapped", EVIL);
        telemetry.setting(EVIL, EVIL);
        telemetry.ready();
        telemetry.error(new IllegalStateException(EVIL));
        return telemetry;
    }

    @Test
    void shouldPrintNothingThatCommandsTheTerminal() throws IOException
    {
        final Telemetry telemetry = evil();
        runAll();
        Files.move(telemetry.path(), folder.resolve("x\u001b[2J-1.tel"));
        runAll();
        Files.writeString(folder.resolve("y\u009b31m-1.tel"), "no telemetry");
        runAll();
    }

    @Test
    void shouldPrintImpossibleTimesOfAFile() throws IOException
    {
        final Telemetry telemetry = evil();
        for (final long time : new long[]{Long.MIN_VALUE, -1, Long.MAX_VALUE})
        {
            for (final int offset : TIMES)
            {
                write(telemetry.path(), offset, time);
                // Running, and closed: each has another time that counts.
                for (final int status : new int[]{1, 2})
                {
                    write(telemetry.path(), 40, status);
                    write(telemetry.path(), 48, time);
                    runAll();
                }
            }
        }
    }

    @Test
    void shouldSayInALineThatAFileIsBroken() throws IOException
    {
        final Telemetry telemetry = evil();
        try (RandomAccessFile file = new RandomAccessFile(telemetry.path().toFile(), "rw"))
        {
            file.setLength(5_000);
        }
        runAll();
        final StringWriter err = new StringWriter();
        assertEquals(1, Main.run(new String[]{"ss", telemetry.path().toString()}, new PrintWriter(new StringWriter()),
            new PrintWriter(err)));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    private static void write(final Path path, final int offset, final long value) throws IOException
    {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"))
        {
            file.seek(offset);
            file.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array());
        }
    }
}
