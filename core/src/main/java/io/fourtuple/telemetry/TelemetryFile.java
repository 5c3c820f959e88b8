package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.TelemetryDescriptor.*;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.errors.ErrorConsumer;

/**
 * Reads an engine's {@link Telemetry}, of this process or another of the same user, while the engine runs and after it died.
 * It writes nothing, and trusts nothing in a file before it has checked it: a broken file is an exception with a message, never
 * a read outside of it. Belongs to one thread.
 */
public final class TelemetryFile implements AutoCloseable
{
    /** An engine whose process lives, but which has begun no cycle for this time, is {@link EngineStatus#STALLED}. */
    public static final long STALL_NS = 1_000_000_000L;
    /** Start times of processes are exact to 10 ms, and the clock may have been set since. */
    private static final long PID_REUSE_MS = 2_000;
    private static final int MAX_SHIFT = 16;
    /** The most records of a kind that an engine can number. */
    private static final long MAX_ENTRIES = 1L << 29;
    private static final int MAX_LATENCIES = 256;

    private final Path path;
    private final MappedFile file;
    private final NanoClock clock;
    private final MappedFile.Region header;
    private final long lengthBytes;
    private final Map<Section, Place> places = new EnumMap<>(Section.class);
    private final Map<Section, FileSection> sections = new EnumMap<>(Section.class);
    private final long pid;
    private final boolean isReady;
    private FileCounters counters;

    /** The place of a section, checked to be in the file. */
    private record Place(int id, int shift, long offset, long length, long entries, int touchedOffset)
    {
    }

    private TelemetryFile(final Path path, final MappedFile file, final NanoClock clock) throws IOException
    {
        this.path = path;
        this.file = file;
        this.clock = clock;
        lengthBytes = file.lengthBytes();
        check(lengthBytes >= HEADER_LENGTH, "too short for a telemetry file: " + lengthBytes + " bytes");
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
     * The default folder of engines' files: {@code /dev/shm/fourtuple-<user>}, or in the folder for temporary files where there
     * is no {@code /dev/shm}.
     */
    public static Path defaultDirectory()
    {
        return TelemetryDirectory.byDefault();
    }

    /** The telemetry files in a folder, by name; none if there is no such folder. */
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

    /** @param clock of the engine; only its nanoseconds can be compared with the heartbeat's. */
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
        catch (final IOException | TelemetryException | InternalError ex)
        {
            if (file != null)
            {
                file.close();
            }
            throw new TelemetryException("cannot read " + path + ": " + MappedFile.reason(ex), ex);
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

    private void readDirectory()
    {
        final int count = UnsafeApi.getIntAcquire(null, at(SECTIONS_OFFSET));
        check(count >= 0 && count <= MAX_SECTIONS, "sections=" + count);
        for (int i = 0; i < count; i++)
        {
            final Place place = readPlace(DIRECTORY_OFFSET + i * SECTION_LENGTH);
            for (final Section section : Section.values())
            {
                if (section.id() == place.id && place.length > 0)
                {
                    places.put(section, place);
                }
            }
        }
    }

    private Place readPlace(final int entry)
    {
        final Place place = new Place(
            UnsafeApi.getInt(at(entry + SECTION_ID_OFFSET)),
            UnsafeApi.getInt(at(entry + SECTION_SHIFT_OFFSET)),
            UnsafeApi.getLong(at(entry + SECTION_OFFSET_OFFSET)),
            UnsafeApi.getLong(at(entry + SECTION_LENGTH_OFFSET)),
            UnsafeApi.getLong(at(entry + SECTION_ENTRIES_OFFSET)),
            entry + SECTION_TOUCHED_OFFSET);
        check(place.offset >= HEADER_LENGTH && place.offset % ALIGNMENT == 0 &&
            place.length >= 0 && place.length <= lengthBytes - place.offset &&
            place.shift >= 0 && place.shift < MAX_SHIFT &&
            place.entries >= 0 && place.entries <= place.length >> place.shift && place.entries <= MAX_ENTRIES,
            "section " + place.id + " is not in the file: offset=" + place.offset + " length=" + place.length +
                " shift=" + place.shift + " entries=" + place.entries + " file=" + lengthBytes);
        return place;
    }

    /**
     * @throws TelemetryException if the file is shorter than when it was opened. The part cut off is still mapped, but reading
     *                            it is an {@link InternalError}.
     */
    public void checkLength()
    {
        try
        {
            final long now = file.isOpen() ? file.lengthBytes() : lengthBytes;
            check(now >= lengthBytes, "cannot read on: " + path + " was made shorter: length=" + now +
                " before=" + lengthBytes);
        }
        catch (final IOException ex)
        {
            throw new TelemetryException("cannot read " + path + ": " + MappedFile.reason(ex), ex);
        }
    }

    public Path path()
    {
        return path;
    }

    /** The engine's name; the file's name while the engine is still being made. */
    public String name()
    {
        return properties().getOrDefault("name", FileText.clean(path.getFileName().toString()));
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

    /** The engine's status. */
    public EngineStatus status()
    {
        checkLength();
        if (UnsafeApi.getIntAcquire(null, at(STATUS_OFFSET)) == CLOSED)
        {
            return EngineStatus.CLOSED;
        }
        final long ageNs = heartbeatAgeNs();
        // A heartbeat in the future may be from before the machine was restarted.
        if (isReady && ageNs < STALL_NS && (ageNs > -STALL_NS || isProcessAlive()))
        {
            return EngineStatus.RUNNING;
        }
        if (!isProcessAlive())
        {
            return EngineStatus.DEAD;
        }
        return isReady ? EngineStatus.STALLED : EngineStatus.STARTING;
    }

    /** Whether the engine was ever made: until then the file only names its process. */
    boolean isReady()
    {
        return isReady;
    }

    /**
     * Since when the engine has its {@link #status()}, in milliseconds since 1970: its end, or the beginning of its latest
     * cycle; if it runs or starts, its start.
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
        // Another process may have the pid by now; it is younger than the engine.
        return pid > 0 && pid <= Integer.MAX_VALUE && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(process -> process.info().startInstant()
                .map(start -> start.toEpochMilli() <= startEpochMs() + PID_REUSE_MS).orElse(true))
            .isPresent();
    }

    /** The engine's properties, in its order: name, java, command, and others; without control characters. */
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
        checkLength();
        final FileSection text = section(section);
        return text == null ? Map.of() : FileText.lines(text);
    }

    /** The counters; each read shows the loop's latest value. */
    public FileCounters counters()
    {
        checkLength();
        if (counters == null)
        {
            counters = new FileCounters(section(Section.COUNTER_LABELS), section(Section.COUNTER_VALUES));
        }
        return counters;
    }

    /**
     * The distinct errors, in the order in which each was first seen; without control characters but for lines and tabs.
     *
     * @return their number.
     */
    public int errors(final ErrorConsumer consumer)
    {
        checkLength();
        final FileSection log = section(Section.ERRORS);
        return log == null ? 0 : FileText.errors(log, consumer);
    }

    /**
     * The latencies of the engine's recorders, as of the latest interval of its {@link LatencyLogger}; none if it has no such
     * agent.
     */
    public List<LatencyReading> latencies()
    {
        checkLength();
        final FileSection board = section(Section.LATENCIES);
        final List<LatencyReading> readings = new ArrayList<>();
        final long entries = board == null || board.shift() != LatencyDescriptor.SHIFT ? 0 : board.entries();
        for (int i = 0; i < Math.min(MAX_LATENCIES, entries); i++)
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
     * @return a section, mapped at the first call; null if the file has none of that kind, or was closed.
     * @throws TelemetryException if it cannot be mapped.
     */
    public FileSection section(final Section section)
    {
        final Place place = places.get(section);
        if (place == null)
        {
            return null;
        }
        return sections.computeIfAbsent(section, ignored ->
        {
            try
            {
                return new FileSection(
                    file.map(place.offset, place.length), place.shift, place.entries, header, place.touchedOffset);
            }
            catch (final IOException ex)
            {
                throw new TelemetryException("cannot read " + section + " of " + path + ": " + MappedFile.reason(ex), ex);
            }
        });
    }

    /** Closes the file; objects read from it are invalid afterwards. */
    @Override
    public void close()
    {
        places.clear();
        sections.clear();
        file.close();
    }
}
