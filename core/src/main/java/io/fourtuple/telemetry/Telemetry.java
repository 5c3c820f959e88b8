package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.TelemetryDescriptor.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

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
    private static final int TEXT_LENGTH = 1 << 15;
    private static final int ERRORS_LENGTH = 1 << 18;
    private static final int LABELS_LENGTH = Counter.ALL.size() * CountersReader.METADATA_LENGTH;
    /** Room that a file system should keep for others, in bytes. */
    private static final long SPARE_BYTES = 1 << 20;
    private static final int RECLAIM_ATTEMPTS = 10;
    private static final long RECLAIM_WAIT_NS = 10_000_000;
    /** How long no error is looked at after one found no room. */
    private static final long FULL_LOG_PAUSE_NS = 10_000_000;

    private final Path path;
    private final MappedFile file;
    private final Object owner;
    private final long start;
    private final long heartbeat;
    private final Counters counters;
    private final DistinctErrorLog errors;
    private final LatencyBoard latencies;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private int sections;
    private long endOffset;
    private boolean isErrorLogFull;
    private long nextErrorNs;
    private boolean isTaken;
    private boolean keepsFile;
    private boolean isClosed;

    private Telemetry(final Counters counters)
    {
        final ByteBuffer buffer = BufferUtil.allocateDirectAligned(HEADER_LENGTH, BitUtil.CACHE_LINE_LENGTH);
        path = null;
        file = null;
        errors = null;
        latencies = new LatencyBoard(0, this);
        owner = buffer;
        start = BufferUtil.address(buffer);
        heartbeat = start + HEARTBEAT_OFFSET;
        this.counters = counters;
    }

    private Telemetry(final MappedFile file) throws IOException
    {
        this.path = file.path();
        this.file = file;
        final int values = HEADER_LENGTH + 2 * TEXT_LENGTH + align(LABELS_LENGTH);
        final int log = values + align(Counters.LENGTH);
        final int board = log + ERRORS_LENGTH;
        endOffset = board + align(LatencyBoard.LENGTH);
        final MappedFile.Region region = file.append(0, endOffset);
        owner = region;
        start = region.address();
        heartbeat = start + HEARTBEAT_OFFSET;
        UnsafeApi.putLong(start + MAGIC_OFFSET, MAGIC);
        UnsafeApi.putInt(start + HEADER_LENGTH_OFFSET, HEADER_LENGTH);
        UnsafeApi.putLong(start + PID_OFFSET, ProcessHandle.current().pid());
        UnsafeApi.putLong(start + START_MS_OFFSET, System.currentTimeMillis());
        UnsafeApi.putLong(start + START_NS_OFFSET, System.nanoTime());
        UnsafeApi.putLong(heartbeat, System.nanoTime());
        enter(Section.PROPERTIES, 0, HEADER_LENGTH, TEXT_LENGTH, 0);
        enter(Section.SETTINGS, 0, HEADER_LENGTH + TEXT_LENGTH, TEXT_LENGTH, 0);
        enter(Section.COUNTER_LABELS, 0, HEADER_LENGTH + 2 * TEXT_LENGTH, LABELS_LENGTH, 0);
        enter(Section.COUNTER_VALUES, 0, values, Counters.LENGTH, 0);
        enter(Section.ERRORS, 0, log, ERRORS_LENGTH, 0);
        enter(Section.LATENCIES, LatencyDescriptor.SHIFT, board, LatencyBoard.LENGTH, Latency.values().length);
        latencies = new LatencyBoard(start + board, region);
        // Buffers that keep the mapping, whoever holds on to one of them.
        final ByteBuffer mapped = (ByteBuffer)region.owner();
        counters = new Counters(new UnsafeBuffer(mapped, values, Counters.LENGTH));
        label(new UnsafeBuffer(mapped, HEADER_LENGTH + 2 * TEXT_LENGTH, LABELS_LENGTH));
        errors = new DistinctErrorLog(new UnsafeBuffer(mapped, log, ERRORS_LENGTH), SystemEpochClock.INSTANCE);
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

    private static void label(final UnsafeBuffer labels)
    {
        // A buffer of its own, since the manager sets each value that it hands out to 0.
        final CountersManager manager = new CountersManager(
            labels, new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)), StandardCharsets.UTF_8);
        for (final Counter counter : Counter.ALL)
        {
            final int id = manager.allocate(counter.label() + ": " + counter.meaning(), counter.kind().ordinal());
            if (id != counter.id())
            {
                throw new IllegalStateException("counter has another id: " + counter + " id=" + id);
            }
        }
    }

    private static int align(final int length)
    {
        return BitUtil.align(length, ALIGNMENT);
    }

    private long enter(final Section section, final int shift, final long offset, final long length, final long entries)
    {
        final long entry = start + DIRECTORY_OFFSET + (long)sections * SECTION_LENGTH;
        UnsafeApi.putInt(entry + SECTION_ID_OFFSET, section.id());
        UnsafeApi.putInt(entry + SECTION_SHIFT_OFFSET, shift);
        UnsafeApi.putLong(entry + SECTION_OFFSET_OFFSET, offset);
        UnsafeApi.putLong(entry + SECTION_LENGTH_OFFSET, length);
        UnsafeApi.putLong(entry + SECTION_ENTRIES_OFFSET, entries);
        sections++;
        UnsafeApi.putIntRelease(null, start + SECTIONS_OFFSET, sections);
        return entry + SECTION_TOUCHED_OFFSET;
    }

    /** Written by the loop, read by whoever wants to. */
    public Counters counters()
    {
        return counters;
    }

    /** Where a {@link LatencyLogger} shows what the engine's recorders have recorded. */
    public LatencyBoard latencies()
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
     * Whether the file can take so many bytes more. If not, that is noted as property {@code not_mapped}.
     *
     * @param what        is to be taken.
     * @param lengthBytes of it.
     */
    public boolean hasRoom(final String what, final long lengthBytes)
    {
        if (file == null)
        {
            return false;
        }
        try
        {
            final int attempts = Files.getFileStore(path).getTotalSpace() < lengthBytes ? 0 : RECLAIM_ATTEMPTS;
            long usable = usableBytes();
            for (int attempt = 0; usable < lengthBytes && attempt < attempts; attempt++)
            {
                // What an engine of before has left is given back by a collection, though its file is gone already.
                System.gc();
                LockSupport.parkNanos(RECLAIM_WAIT_NS);
                usable = usableBytes();
            }
            if (usable >= lengthBytes)
            {
                return true;
            }
            property("not_mapped", what + ": needed=" + lengthBytes + " usable=" + usable);
        }
        catch (final IOException ex)
        {
            property("not_mapped", what + ": " + MappedFile.reason(ex));
        }
        return false;
    }

    private long usableBytes() throws IOException
    {
        return Files.getFileStore(path).getUsableSpace() - SPARE_BYTES;
    }

    /**
     * Adds a section to the file: zeroed, and touched, so that no page is missing later.
     *
     * @param section not added before.
     * @param entries of it.
     * @param shift   log2 of an entry's bytes.
     * @return where it lies in memory, as long as this object is reachable.
     * @throws TelemetryException if there is no room, or no file.
     */
    public MappedSection append(final Section section, final long entries, final int shift)
    {
        if (file == null || sections == MAX_SECTIONS)
        {
            throw new TelemetryException("no section can be added: " + section + " path=" + path + " sections=" + sections);
        }
        try
        {
            final long length = BitUtil.align(Math.max(1, entries << shift), ALIGNMENT);
            final MappedFile.Region region = file.append(endOffset, length);
            final long touched = enter(section, shift, endOffset, entries << shift, entries);
            endOffset += length;
            return new MappedSection(region.address(), touched, new Object[]{region, owner});
        }
        catch (final IOException ex)
        {
            throw new TelemetryException("cannot add " + section + " to " + path + ": " + MappedFile.reason(ex), ex);
        }
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
            write(HEADER_LENGTH, properties);
            write(HEADER_LENGTH + TEXT_LENGTH, settings);
            UnsafeApi.putInt(start + STATUS_OFFSET, RUNNING);
            UnsafeApi.putLong(heartbeat, System.nanoTime());
            UnsafeApi.putIntRelease(null, start + VERSION_OFFSET, VERSION);
            file.close();
        }
    }

    private void write(final int offset, final Map<String, String> lines)
    {
        final StringBuilder text = new StringBuilder();
        lines.forEach((name, value) ->
            text.append(name).append('=').append(value.replaceAll("\\p{Cntrl}", " ")).append('\n'));
        final byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        final UnsafeBuffer buffer = new UnsafeBuffer(start + offset, TEXT_LENGTH);
        buffer.putBytes(0, bytes, 0, Math.min(bytes.length, TEXT_LENGTH - 1));
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
     * Notes an error with its stack, once for each that is distinct, and how often it happened. Some ten microseconds each;
     * once there is no room for new ones, some of them are only counted, so that a thousand a second still cost little.
     */
    public void error(final Throwable ex)
    {
        if (errors == null)
        {
            return;
        }
        if (isErrorLogFull && System.nanoTime() - nextErrorNs < 0)
        {
            counters.increment(Counter.ERROR_LOG_FULL);
        }
        else if (!record(ex))
        {
            counters.increment(Counter.ERROR_LOG_FULL);
            isErrorLogFull = true;
            nextErrorNs = System.nanoTime() + FULL_LOG_PAUSE_NS;
        }
    }

    private boolean record(final Throwable ex)
    {
        try
        {
            return errors.record(ex);
        }
        catch (final Throwable ignore)
        {
            // The error's own: somebody's getMessage may fail, too, and the loop has to go on.
            return false;
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
        UnsafeApi.putLong(start + CLOSED_MS_OFFSET, System.currentTimeMillis());
        UnsafeApi.putIntRelease(null, start + STATUS_OFFSET, CLOSED);
        if (file != null)
        {
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
