package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.TelemetryDescriptor.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.agrona.BitUtil;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * Writes a telemetry file's header, its directory, and the sections of every file; others are appended. This object and the
 * buffers that it hands out keep the mapping.
 */
final class SectionWriter
{
    private static final int TEXT_LENGTH = 1 << 15;
    private static final int ERRORS_LENGTH = 1 << 18;
    private static final int LABELS_LENGTH = Counter.ALL.size() * CountersReader.METADATA_LENGTH;
    private static final int PROPERTIES_START = HEADER_LENGTH;
    private static final int SETTINGS_START = PROPERTIES_START + TEXT_LENGTH;
    private static final int LABELS_START = SETTINGS_START + TEXT_LENGTH;
    private static final int VALUES_START = LABELS_START + align(LABELS_LENGTH);
    private static final int ERRORS_START = VALUES_START + align(Counters.LENGTH);
    private static final int LATENCIES_START = ERRORS_START + ERRORS_LENGTH;
    private static final int FIRST_APPENDED = LATENCIES_START + align(LatencyPublisher.LENGTH);

    private final MappedFile file;
    private final MappedFile.Region region;
    private final ByteBuffer mapped;
    private final long start;
    private int sections;
    private long endOffset = FIRST_APPENDED;

    /**
     * Begins a file: from now on it names its process, and is STARTING.
     *
     * @param file empty.
     * @throws IOException if it cannot be written.
     */
    SectionWriter(final MappedFile file) throws IOException
    {
        this.file = file;
        region = file.append(0, FIRST_APPENDED);
        mapped = (ByteBuffer)region.owner();
        start = region.address();
        UnsafeApi.putLong(start + MAGIC_OFFSET, MAGIC);
        UnsafeApi.putInt(start + HEADER_LENGTH_OFFSET, HEADER_LENGTH);
        UnsafeApi.putLong(start + PID_OFFSET, ProcessHandle.current().pid());
        UnsafeApi.putLong(start + START_MS_OFFSET, System.currentTimeMillis());
        UnsafeApi.putLong(start + START_NS_OFFSET, System.nanoTime());
        UnsafeApi.putLong(start + HEARTBEAT_OFFSET, System.nanoTime());
        enter(Section.PROPERTIES, 0, PROPERTIES_START, TEXT_LENGTH, 0);
        enter(Section.SETTINGS, 0, SETTINGS_START, TEXT_LENGTH, 0);
        enter(Section.COUNTER_LABELS, 0, LABELS_START, LABELS_LENGTH, 0);
        enter(Section.COUNTER_VALUES, 0, VALUES_START, Counters.LENGTH, 0);
        enter(Section.ERRORS, 0, ERRORS_START, ERRORS_LENGTH, 0);
        enter(Section.LATENCIES, LatencyDescriptor.SHIFT, LATENCIES_START, LatencyPublisher.LENGTH, Latency.values().length);
        label(new UnsafeBuffer(mapped, LABELS_START, LABELS_LENGTH));
    }

    private static int align(final int length)
    {
        return BitUtil.align(length, ALIGNMENT);
    }

    private static void label(final UnsafeBuffer labels)
    {
        // A separate buffer, since the manager sets each value that it allocates to 0.
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

    /** The header's address. */
    long start()
    {
        return start;
    }

    Counters newCounters()
    {
        return new Counters(new UnsafeBuffer(mapped, VALUES_START, Counters.LENGTH));
    }

    ErrorLog newErrorLog(final Counters counters)
    {
        return new ErrorLog(new UnsafeBuffer(mapped, ERRORS_START, ERRORS_LENGTH), counters);
    }

    LatencyPublisher newLatencyBoard()
    {
        return new LatencyPublisher(start + LATENCIES_START, region);
    }

    /**
     * Adds sections behind the others: zeroed, and touched.
     *
     * @throws IOException if one of them cannot be made; the file is then as before.
     */
    List<MappedSection> append(final SectionSize... sizes) throws IOException
    {
        if (sections + sizes.length > MAX_SECTIONS)
        {
            throw new IOException("too many sections: sections=" + (sections + sizes.length));
        }
        for (final SectionSize size : sizes)
        {
            MappedFile.checkCanMap(size.lengthBytes());
        }
        final List<MappedFile.Region> regions = new ArrayList<>();
        long end = endOffset;
        try
        {
            for (final SectionSize size : sizes)
            {
                final long length = BitUtil.align(Math.max(1, size.lengthBytes()), ALIGNMENT);
                regions.add(file.append(end, length));
                end += length;
            }
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            // Parts mapped beyond the end are never read.
            file.truncate(endOffset);
            throw ex;
        }
        return enter(regions, sizes);
    }

    private List<MappedSection> enter(final List<MappedFile.Region> regions, final SectionSize... sizes)
    {
        final List<MappedSection> entered = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++)
        {
            final SectionSize size = sizes[i];
            final MappedFile.Region added = regions.get(i);
            final long touched = enter(size.section(), size.shift(), endOffset, size.lengthBytes(), size.entries());
            endOffset += added.lengthBytes();
            entered.add(new MappedSection(added.address(), touched, new Object[]{added, region}));
        }
        return entered;
    }

    /** Writes the texts, and at last the version, which makes the file readable. */
    void finish(final Map<String, String> properties, final Map<String, String> settings)
    {
        write(PROPERTIES_START, properties);
        write(SETTINGS_START, settings);
        UnsafeApi.putInt(start + STATUS_OFFSET, RUNNING);
        UnsafeApi.putLong(start + HEARTBEAT_OFFSET, System.nanoTime());
        UnsafeApi.putIntRelease(null, start + VERSION_OFFSET, VERSION);
    }

    private void write(final int offset, final Map<String, String> lines)
    {
        final StringBuilder text = new StringBuilder();
        lines.forEach((name, value) ->
            text.append(name).append('=').append(value.replaceAll("\\p{Cntrl}", " ")).append('\n'));
        final byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        new UnsafeBuffer(mapped, offset, TEXT_LENGTH).putBytes(0, bytes, 0, Math.min(bytes.length, TEXT_LENGTH - 1));
    }

    /** The engine has ended in order. */
    void close()
    {
        UnsafeApi.putLong(start + CLOSED_MS_OFFSET, System.currentTimeMillis());
        UnsafeApi.putIntRelease(null, start + STATUS_OFFSET, CLOSED);
    }
}
