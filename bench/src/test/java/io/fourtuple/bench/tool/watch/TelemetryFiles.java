package io.fourtuple.bench.tool.watch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

import io.fourtuple.telemetry.Telemetry;

/** Telemetry files of engines that there are not. */
final class TelemetryFiles
{
    /** Beyond what Linux gives out. */
    static final long NO_PROCESS = (1L << 22) + 1;

    private static final int PID_OFFSET = 16;
    private static final int HEARTBEAT_OFFSET = 64;
    static final long LONG_AGO_NS = 60_000_000_000L;
    private static final long LONG_NS = 600_000_000_000L;

    private TelemetryFiles()
    {
    }

    /** One that runs: its heart has beaten, and will for as long as any test takes. */
    static Telemetry running(final Path directory, final String name)
    {
        final Telemetry telemetry = Telemetry.create(directory, name);
        telemetry.ready();
        telemetry.heartbeat(System.nanoTime() + LONG_NS);
        return telemetry;
    }

    /** One that was killed a minute ago. */
    static Path dead(final Path directory, final String name) throws IOException
    {
        final Path path = running(directory, name).path();
        orphan(path);
        write(path, HEARTBEAT_OFFSET, System.nanoTime() - LONG_AGO_NS);
        return path;
    }

    /** Its process is no more; who opens the file from now on takes it for dead as soon as its last heartbeat is old. */
    static void orphan(final Path path) throws IOException
    {
        write(path, PID_OFFSET, NO_PROCESS);
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
