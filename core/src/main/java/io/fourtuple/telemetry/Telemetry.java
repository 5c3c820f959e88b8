package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.TelemetryDescriptor.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * What an engine lets be seen of itself: counters, errors, settings, a heartbeat, the connections' records. In a mapped file
 * any process of the same user reads it by {@link TelemetryFile}, while the engine runs and after it died; the loop writes
 * what it would write anyway, to memory that happens to be a file's.
 * <pre>
 *   create ──> describe, append: the engine is made ──> ready ──> heartbeat ... ──> close: the file is removed
 *   (STARTING)                                         (RUNNING)       └──────────> killed: the file stays (DEAD)
 * </pre>
 * The file may be removed while the engine runs: nobody can look any more. It must not be made shorter: the loop would write
 * to memory that is gone, which is an {@link InternalError} in it; only its own user may.
 * <p>
 * An engine has one of its own; it is given by {@code EngineConfig.telemetry}. All but {@link #counters()} is called by the
 * engine's own thread.
 */
public final class Telemetry
{
    /** Room that a file system should keep for others, in bytes. */
    private static final long SPARE_BYTES = 1 << 20;
    /** Twice as long after each collection, 1 s in all: the thread that unmaps may have to wait for a CPU. */
    private static final int RECLAIM_ATTEMPTS = 10;
    private static final long RECLAIM_WAIT_NS = 1_000_000;

    private final Path path;
    /** Null if there is no file. */
    private final MappedFile file;
    private final SectionWriter sections;
    /** Keeps the memory that the heartbeat goes to. */
    private final Object owner;
    private final long heartbeat;
    private final Counters counters;
    private final ErrorLog errors;
    private final LatencyPublisher latencies;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private boolean isTaken;
    private boolean keepsFile;
    private boolean isClosed;

    private Telemetry(final Counters counters)
    {
        final ByteBuffer buffer = BufferUtil.allocateDirectAligned(HEADER_LENGTH, BitUtil.CACHE_LINE_LENGTH);
        path = null;
        file = null;
        sections = null;
        errors = null;
        latencies = new LatencyPublisher(0, this);
        owner = buffer;
        heartbeat = BufferUtil.address(buffer) + HEARTBEAT_OFFSET;
        this.counters = counters;
    }

    private Telemetry(final MappedFile file) throws IOException
    {
        this.path = file.path();
        this.file = file;
        sections = new SectionWriter(file);
        owner = sections;
        heartbeat = sections.start() + HEARTBEAT_OFFSET;
        counters = sections.newCounters();
        errors = sections.newErrorLog(counters);
        latencies = sections.newLatencyBoard();
    }

    /** Telemetry that only this process can read: the counters. */
    public static Telemetry inMemory()
    {
        return inMemory(new Counters());
    }

    /**
     * Telemetry that only this process can read: these counters.
     */
    public static Telemetry inMemory(final Counters counters)
    {
        return new Telemetry(counters);
    }

    /**
     * Telemetry in a file of its own, {@code <name>-<pid>.tel}, which ends with the engine: one that is killed leaves it
     * behind. Of those that engines of this name have left behind, the latest stays.
     *
     * @param directory made if it is not there; {@link TelemetryFile#defaultDirectory()} is where the tools look.
     * @param name      of the engine; letters, digits, point, minus, underscore; others become underscores.
     * @return the telemetry.
     * @throws TelemetryException if the file cannot be made: no such place, no room, no permission.
     */
    public static Telemetry create(final Path directory, final String name)
    {
        final String fileName = name.isEmpty() ? "engine" : name.replaceAll("[^A-Za-z0-9._-]", "_");
        MappedFile file = null;
        try
        {
            TelemetryDirectory.prepare(directory);
            TelemetryDirectory.removeDead(directory, fileName);
            file = TelemetryDirectory.create(directory, fileName);
            TelemetryDirectory.removeAtExit(file.path(), true);
            final Telemetry telemetry = new Telemetry(file);
            telemetry.property("name", name);
            telemetry.property("version", EngineVersion.text());
            telemetry.property("java", System.getProperty("java.vm.name") + " " + Runtime.version());
            telemetry.property("command", String.valueOf(System.getProperty("sun.java.command")));
            return telemetry;
        }
        catch (final IOException ex)
        {
            discard(file);
            throw new TelemetryException(
                "cannot make a telemetry file in " + directory + ": " + MappedFile.reason(ex), ex);
        }
        catch (final RuntimeException | Error ex)
        {
            discard(file);
            throw ex;
        }
    }

    private static void discard(final MappedFile file)
    {
        if (file != null)
        {
            file.close();
            remove(file.path());
        }
    }

    /** Written by the loop, read by whoever wants to. */
    public Counters counters()
    {
        return counters;
    }

    /** Where a {@link LatencyLogger} shows what the engine's recorders have recorded. */
    public LatencyPublisher latencies()
    {
        return latencies;
    }

    /**
     * @return the file; null if there is none.
     */
    public Path path()
    {
        return path;
    }

    /** The file is not removed when the engine, or the process in order, ends: for a look at its last state. */
    public Telemetry keepsFile(final boolean value)
    {
        keepsFile = value;
        if (path != null)
        {
            TelemetryDirectory.removeAtExit(path, !value);
        }
        return this;
    }

    /**
     * @return what is not in the file because it had no room for it, and why; null if nothing is missing.
     */
    public String notMapped()
    {
        return properties.get("not_mapped");
    }

    /**
     * Says something of the engine that a reader may want to know; before {@link #ready()}.
     *
     * @param name  without {@code =}.
     * @param value in one line; other control characters become spaces.
     */
    public void property(final String name, final String value)
    {
        properties.put(name, value);
    }

    /** Says a setting in force; before {@link #ready()}. */
    public void setting(final String name, final String value)
    {
        settings.put(name, value);
    }

    /**
     * Adds sections to the file, all or none, since some of what belongs together would say little: there must be room for
     * all of them, and each be mapped in one piece (from 2 GiB on that needs Java 22). If that cannot be, it is noted as
     * property {@code not_mapped}.
     *
     * @param what  they are, for that note.
     * @param sizes of sections not added before.
     * @return where each of them lies in memory, in their order, zeroed, and touched, so that no page is missing later;
     *     empty if the file cannot take them, or there is no file.
     */
    public List<MappedSection> append(final String what, final SectionSize... sizes)
    {
        if (file == null)
        {
            return List.of();
        }
        try
        {
            waitForRoom(Stream.of(sizes).mapToLong(SectionSize::lengthBytes).sum());
            return sections.append(sizes);
        }
        catch (final IOException ex)
        {
            properties.merge("not_mapped", what + ": " + MappedFile.reason(ex), (before, now) -> before + "; " + now);
            return List.of();
        }
    }

    private void waitForRoom(final long lengthBytes) throws IOException
    {
        final int attempts = Files.getFileStore(path).getTotalSpace() < lengthBytes ? 0 : RECLAIM_ATTEMPTS;
        long usable = usableBytes();
        for (int attempt = 0; usable < lengthBytes && attempt < attempts; attempt++)
        {
            // What an engine of before has left is given back by a collection, though its file is gone already.
            System.gc();
            LockSupport.parkNanos(RECLAIM_WAIT_NS << attempt);
            usable = usableBytes();
        }
        if (usable < lengthBytes)
        {
            throw new IOException(MappedFile.noRoom(path, lengthBytes, usable));
        }
    }

    private long usableBytes() throws IOException
    {
        return Files.getFileStore(path).getUsableSpace() - SPARE_BYTES;
    }

    /**
     * An engine is being made that writes to it.
     *
     * @throws IllegalStateException if another one was before: a file says of one engine what it does.
     */
    public void take()
    {
        if (isTaken && file != null)
        {
            throw new IllegalStateException("the telemetry belongs to another engine: " + path);
        }
        isTaken = true;
    }

    /** The engine is made: from now on its file can be read. */
    public void ready()
    {
        if (file != null)
        {
            sections.finish(properties, settings);
            file.close();
        }
    }

    /**
     * The loop begins a cycle. One store, to a line that nothing else writes.
     *
     * @param nowNs of the loop's clock.
     */
    public void heartbeat(final long nowNs)
    {
        UnsafeApi.putLongRelease(null, heartbeat, nowNs);
    }

    /**
     * Notes an error with its stack, once for each that is distinct, and how often it happened.
     */
    public void error(final Throwable ex)
    {
        if (errors != null)
        {
            errors.add(ex);
        }
    }

    /** The engine has ended in order. Its counters can still be read here; the file is removed, unless it is to be kept. */
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        isClosed = true;
        if (file != null)
        {
            sections.close();
            file.close();
            if (!keepsFile)
            {
                remove(path);
            }
        }
    }

    private static void remove(final Path path)
    {
        TelemetryDirectory.removeAtExit(path, false);
        try
        {
            Files.deleteIfExists(path);
        }
        catch (final IOException ignore)
        {
            // It says that its engine has ended: the next one of this name removes it.
        }
    }
}
