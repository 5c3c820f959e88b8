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
 * An engine's telemetry: counters, errors, settings, a heartbeat, the connections' records. In a mapped file, any process of
 * the same user can read it by {@link TelemetryFile}, while the engine runs and after it died. The loop writes only its own
 * state, to memory that happens to be a file's.
 * <pre>
 *   create ──> describe, append: the engine is made ──> ready ──> heartbeat ... ──> close: the file is removed
 *   (STARTING)                                         (RUNNING)       └──────────> killed: the file stays (DEAD)
 * </pre>
 * The file may be removed while the engine runs; new readers then cannot open it. It must not be made shorter (only its user
 * can do so): the loop would write to memory that is gone, and get an {@link InternalError}.
 * <p>
 * Each engine has a telemetry of its own, given by {@code EngineConfig.telemetry}. The engine's own thread calls everything but
 * {@link #counters()}.
 */
public final class Telemetry
{
    /** Room that is left to others in the file system, in bytes. */
    private static final long SPARE_BYTES = 1 << 20;
    /** The wait doubles after each collection, 1 s in all: the thread that unmaps may have to wait for a CPU. */
    private static final int RECLAIM_ATTEMPTS = 10;
    private static final long RECLAIM_WAIT_NS = 1_000_000;

    private final Path path;
    /** Null if there is no file. */
    private final MappedFile file;
    private final SectionWriter sections;
    /** Keeps the heartbeat's memory. */
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

    /** Telemetry that only this process can read: these counters. */
    public static Telemetry inMemory(final Counters counters)
    {
        return new Telemetry(counters);
    }

    /**
     * Telemetry in a file of its own, {@code <name>-<pid>.tel}. The file is removed when the engine ends; a killed engine leaves
     * it behind. Of the files left behind under this name, the latest stays.
     *
     * @param directory made if it does not exist; the tools look in {@link TelemetryFile#defaultDirectory()}.
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

    /** The counters, written by the loop, read by any thread. */
    public Counters counters()
    {
        return counters;
    }

    /** Publishes the latencies of the engine's recorders, for a {@link LatencyLogger}. */
    public LatencyPublisher latencies()
    {
        return latencies;
    }

    /** @return the file; null if there is none. */
    public Path path()
    {
        return path;
    }

    /** Whether the file stays when the engine ends, or the process in order; for a look at its last state. */
    public Telemetry keepsFile(final boolean value)
    {
        keepsFile = value;
        if (path != null)
        {
            TelemetryDirectory.removeAtExit(path, !value);
        }
        return this;
    }

    /** @return the sections that found no room in the file, and why; null if nothing is missing. */
    public String notMapped()
    {
        return properties.get("not_mapped");
    }

    /**
     * Writes a property of the engine for readers; before {@link #ready()}.
     *
     * @param name  without {@code =}.
     * @param value in one line; other control characters become spaces.
     */
    public void property(final String name, final String value)
    {
        properties.put(name, value);
    }

    /** Writes a setting in force; before {@link #ready()}. */
    public void setting(final String name, final String value)
    {
        settings.put(name, value);
    }

    /**
     * Adds sections to the file, all or none, since a part of them would be of little use. There must be room for all of them,
     * and each is mapped in one piece (from 2 GiB on that needs Java 22). Otherwise the property {@code not_mapped} says so.
     *
     * @param what  their name, for that property.
     * @param sizes of sections not added before.
     * @return each section in memory, in their order, zeroed, and touched, so that no page is missing later; empty if the file
     * cannot take them, or there is no file.
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
            // A collection gives back the memory of earlier engines, whose files are gone already.
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
     * Gives the telemetry to an engine that is being made.
     *
     * @throws IllegalStateException if another engine has it: a file is for one engine.
     */
    public void take()
    {
        if (isTaken && file != null)
        {
            throw new IllegalStateException("the telemetry belongs to another engine: " + path);
        }
        isTaken = true;
    }

    /** The engine is made: its file can be read from now on. */
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

    /** Notes each distinct error once, with its stack and how often it happened. */
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
            // The file says that its engine has ended: the next engine of this name removes it.
        }
    }
}
