package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.TelemetryDescriptor.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.ErrorConsumer;
import org.agrona.concurrent.errors.ErrorLogReader;

/**
 * Reads what an engine's {@link Telemetry} wrote: of this process or another of the same user, while it runs and after it
 * died. Nothing is written, and nothing in a file is trusted before it was checked: a broken one is an exception with a
 * message, never a read outside of it. Belongs to one thread.
 */
public final class TelemetryFile implements AutoCloseable
{
    /** An engine whose process lives, but that has begun no cycle for so long, is {@link EngineStatus#STALLED}. */
    public static final long STALL_NS = 1_000_000_000L;
    /** Start times of processes are known to the hundredth of a second, and the clock may have been set since. */
    private static final long PID_REUSE_MS = 2_000;

    private final Path path;
    private final MappedFile file;
    private final NanoClock clock;
    private final MappedFile.Region header;
    private final long lengthBytes;
    private final Map<Section, FileSection> sections = new EnumMap<>(Section.class);
    private final long pid;
    private final boolean isReady;
    private FileCounters counters;

    private TelemetryFile(final Path path, final MappedFile file, final NanoClock clock) throws IOException
    {
        this.path = path;
        this.file = file;
        this.clock = clock;
        lengthBytes = file.lengthBytes();
        check(lengthBytes >= HEADER_LENGTH, "too short: " + lengthBytes + " bytes");
        header = file.map(0, HEADER_LENGTH);
        final int version = UnsafeApi.getIntAcquire(null, at(VERSION_OFFSET));
        check(UnsafeApi.getLong(at(MAGIC_OFFSET)) == MAGIC, "not a telemetry file of fourtuple");
        check(version == 0 || version >>> 16 == MAJOR,
            "version " + (version >>> 16) + "." + (version & 0xFFFF) + ", this reads " + MAJOR + "." + MINOR);
        isReady = version != 0;
        pid = UnsafeApi.getLong(at(PID_OFFSET));
        if (isReady)
        {
            readDirectory();
        }
    }

    /**
     * Where engines put their files if nothing else is said: {@code /dev/shm/fourtuple-<user>}, or in the folder for
     * temporary files where there is no {@code /dev/shm}.
     */
    public static Path defaultDirectory()
    {
        return TelemetryDirectory.byDefault();
    }

    /**
     * The telemetry files in a folder, by name; none if there is no such folder.
     */
    public static List<Path> list(final Path directory)
    {
        return TelemetryDirectory.files(directory);
    }

    /**
     * @param path of the file.
     * @return the file, to be closed.
     * @throws TelemetryException if it cannot be read, is none, or one of another version.
     */
    public static TelemetryFile open(final Path path)
    {
        return open(path, SystemNanoClock.INSTANCE);
    }

    /**
     * @param clock of the engine; only its nanoseconds can be compared with the heartbeat's.
     */
    static TelemetryFile open(final Path path, final NanoClock clock)
    {
        MappedFile file = null;
        try
        {
            file = MappedFile.open(path);
            return new TelemetryFile(path, file, clock);
        }
        catch (final NoSuchFileException ex)
        {
            throw new TelemetryException("no such telemetry file: " + path);
        }
        catch (final IOException | TelemetryException ex)
        {
            if (file != null)
            {
                file.close();
            }
            throw new TelemetryException("cannot read " + path + ": " + ex.getMessage(), ex);
        }
    }

    private static void check(final boolean holds, final String message)
    {
        if (!holds)
        {
            throw new TelemetryException(message);
        }
    }

    private long at(final int offset)
    {
        return header.address() + offset;
    }

    private void readDirectory() throws IOException
    {
        final int count = UnsafeApi.getIntAcquire(null, at(SECTIONS_OFFSET));
        check(count >= 0 && count <= MAX_SECTIONS, "sections=" + count);
        for (int i = 0; i < count; i++)
        {
            final int entry = DIRECTORY_OFFSET + i * SECTION_LENGTH;
            final int id = UnsafeApi.getInt(at(entry + SECTION_ID_OFFSET));
            final int shift = UnsafeApi.getInt(at(entry + SECTION_SHIFT_OFFSET));
            final long offset = UnsafeApi.getLong(at(entry + SECTION_OFFSET_OFFSET));
            final long length = UnsafeApi.getLong(at(entry + SECTION_LENGTH_OFFSET));
            final long entries = UnsafeApi.getLong(at(entry + SECTION_ENTRIES_OFFSET));
            check(offset >= HEADER_LENGTH && offset % ALIGNMENT == 0 && length >= 0 && length <= lengthBytes - offset &&
                shift >= 0 && shift < 16 && entries >= 0 && entries <= length >> shift,
                "section " + id + " is not in the file: offset=" + offset + " length=" + length + " shift=" + shift +
                    " entries=" + entries + " file=" + lengthBytes);
            for (final Section section : Section.values())
            {
                if (section.id() == id && length > 0)
                {
                    sections.put(section, new FileSection(
                        file.map(offset, length), shift, entries, at(entry + SECTION_TOUCHED_OFFSET)));
                }
            }
        }
    }

    public Path path()
    {
        return path;
    }

    /** The engine's name; that of the file while it is still being made. */
    public String name()
    {
        return properties().getOrDefault("name", path.getFileName().toString());
    }

    /** The process that the engine runs in. */
    public long pid()
    {
        return pid;
    }

    /** Milliseconds since 1970. */
    public long startEpochMs()
    {
        return UnsafeApi.getLong(at(START_MS_OFFSET));
    }

    /** When the latest cycle began, in nanoseconds of the loop's clock. */
    public long heartbeatNs()
    {
        return UnsafeApi.getLongVolatile(null, at(HEARTBEAT_OFFSET));
    }

    /** When the latest cycle began, in milliseconds since 1970. */
    public long heartbeatEpochMs()
    {
        return startEpochMs() + (heartbeatNs() - UnsafeApi.getLong(at(START_NS_OFFSET))) / 1_000_000;
    }

    /** Nanoseconds since the latest cycle began. */
    public long heartbeatAgeNs()
    {
        return clock.nanoTime() - heartbeatNs();
    }

    /** How the engine is. */
    public EngineStatus status()
    {
        if (UnsafeApi.getIntAcquire(null, at(STATUS_OFFSET)) == CLOSED)
        {
            return EngineStatus.CLOSED;
        }
        if (isReady && heartbeatAgeNs() < STALL_NS)
        {
            return EngineStatus.RUNNING;
        }
        if (!isProcessAlive())
        {
            return EngineStatus.DEAD;
        }
        return isReady ? EngineStatus.STALLED : EngineStatus.STARTING;
    }

    /**
     * Since when the engine is what {@link #status()} says, in milliseconds since 1970: when it ended, or when its latest
     * cycle began; if it runs or starts, since its start.
     */
    public long statusEpochMs()
    {
        return switch (status())
        {
            case STARTING, RUNNING -> startEpochMs();
            case STALLED, DEAD -> heartbeatEpochMs();
            case CLOSED -> UnsafeApi.getLong(at(CLOSED_MS_OFFSET));
        };
    }

    private boolean isProcessAlive()
    {
        // The pid may have gone to another process since: that one is younger than the engine.
        return pid > 0 && pid <= Integer.MAX_VALUE && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(process -> process.info().startInstant()
                .map(start -> start.toEpochMilli() <= startEpochMs() + PID_REUSE_MS).orElse(true))
            .isPresent();
    }

    /** What the engine says of itself, in its order: name, java, command, and others. */
    public Map<String, String> properties()
    {
        return lines(Section.PROPERTIES);
    }

    /** The settings in force, in their order. */
    public Map<String, String> settings()
    {
        return lines(Section.SETTINGS);
    }

    private Map<String, String> lines(final Section section)
    {
        final FileSection text = sections.get(section);
        if (text == null)
        {
            return Map.of();
        }
        final byte[] bytes = new byte[(int)Math.min(text.lengthBytes(), 1 << 20)];
        int length = 0;
        while (length < bytes.length && (bytes[length] = UnsafeApi.getByte(text.address() + length)) != 0)
        {
            length++;
        }
        final Map<String, String> lines = new LinkedHashMap<>();
        new String(bytes, 0, length, StandardCharsets.UTF_8).lines().filter(line -> line.indexOf('=') > 0).forEach(line ->
            lines.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return lines;
    }

    /** The counters; each read shows what the loop has written. */
    public FileCounters counters()
    {
        if (counters == null)
        {
            counters = new FileCounters(sections.get(Section.COUNTER_LABELS), sections.get(Section.COUNTER_VALUES));
        }
        return counters;
    }

    /**
     * The distinct errors, in the order in which each was first seen.
     *
     * @return how many there are.
     */
    public int errors(final ErrorConsumer consumer)
    {
        final FileSection log = sections.get(Section.ERRORS);
        return log == null ? 0 : ErrorLogReader.read(new UnsafeBuffer(log.address(), (int)log.lengthBytes()), consumer);
    }

    /**
     * The latencies that the engine's recorders have recorded, as of the latest interval of its {@link LatencyLogger}; none if it
     * has no such agent.
     */
    public List<LatencyReading> latencies()
    {
        final FileSection board = sections.get(Section.LATENCIES);
        final List<LatencyReading> readings = new ArrayList<>();
        for (int i = 0; board != null && board.shift() == LatencyDescriptor.SHIFT && i < board.entries(); i++)
        {
            final LatencyReading reading = LatencyReader.read(board.address() + ((long)i << LatencyDescriptor.SHIFT));
            if (reading != null)
            {
                readings.add(reading);
            }
        }
        return readings;
    }

    /**
     * @return a section, or null if the file has none of that kind.
     */
    public FileSection section(final Section section)
    {
        return sections.get(section);
    }

    /** What was read through this object is of no meaning afterwards. */
    @Override
    public void close()
    {
        sections.clear();
        file.close();
    }
}
