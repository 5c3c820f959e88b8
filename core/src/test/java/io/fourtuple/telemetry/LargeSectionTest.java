package io.fourtuple.telemetry;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A section of 2 GiB or more is mapped in one piece where this Java can, and left out with a reason where it cannot. */
class LargeSectionTest
{
    private static final long LENGTH = 3L << 30;
    private static final long MORE_THAN_ANY_DISK = 1L << 60;
    private static final boolean HAS_SEGMENTS = Runtime.version().feature() >= 22;

    @TempDir
    private Path directory;

    @Test
    void shouldMapMoreThanAnIntCanTell() throws IOException
    {
        final Path path = directory.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw"))
        {
            sparse.setLength(LENGTH);
            sparse.seek(LENGTH - 1);
            sparse.write(42);
        }
        try (MappedFile file = MappedFile.open(path))
        {
            if (HAS_SEGMENTS)
            {
                final MappedFile.Region region = file.map(0, LENGTH);
                assertEquals(42, UnsafeApi.getByte(region.address() + LENGTH - 1));
                assertEquals(0, UnsafeApi.getByte(region.address() + LENGTH - 2));
                assertNotNull(region.owner());
            }
            else
            {
                final IOException ex = assertThrows(IOException.class, () -> file.map(0, LENGTH));
                assertTrue(ex.getMessage().contains("needs Java 22: length=" + LENGTH), ex.getMessage());
            }
        }
    }

    @Test
    void shouldLeaveOutWhatCannotBeMapped()
    {
        final long length = HAS_SEGMENTS ? MORE_THAN_ANY_DISK : LENGTH;
        final Telemetry telemetry = Telemetry.create(directory, "large");
        assertEquals(1, telemetry.append("listeners", new SectionSize(Section.LISTENERS, 3, 5)).size());
        assertNull(telemetry.notMapped());
        assertEquals(List.of(), telemetry.append("connections",
            new SectionSize(Section.CONNECTIONS_IPV4, 7, 6), new SectionSize(Section.CONNECTIONS_IPV6, length >> 7, 7)));
        final String why = telemetry.notMapped();
        assertTrue(why.startsWith("connections: ") && (why.contains(
            ": no room in " + directory + ": " + (length + 7 * 64) + " bytes are needed, ") ||
            why.endsWith("a part of 2 GiB or more needs Java 22: length=" + length)), why);
        assertEquals(List.of(), telemetry.append("transfers", new SectionSize(Section.TRANSFERS, length >> 5, 5)));
        assertTrue(telemetry.notMapped().startsWith(why + "; transfers: "), telemetry.notMapped());
        telemetry.close();
    }

    @Test
    void shouldSayOfAFullFileSystemThatNothingCanBeHad()
    {
        assertEquals("no room in " + directory + ": 4096 bytes are needed, 0 are available",
            MappedFile.noRoom(directory.resolve("full.tel"), 4096, -835_584));
    }

    @Test
    void shouldAddAllOrNone() throws IOException
    {
        final Path path = directory.resolve("all-or-none");
        try (MappedFile file = MappedFile.create(path))
        {
            final SectionWriter writer = new SectionWriter(file);
            final long before = file.lengthBytes();
            // The first two are there already when the third one is found to be too large.
            assertThrows(IOException.class, () -> writer.append(new SectionSize(Section.CONNECTIONS_IPV4, 1_000, 6),
                new SectionSize(Section.TIME_WAIT_IPV4, 1_000, 5),
                new SectionSize(Section.HALF_OPEN_IPV4, MORE_THAN_ANY_DISK >> 5, 5)));
            assertEquals(before, file.lengthBytes());
            final List<MappedSection> added = writer.append(
                new SectionSize(Section.LISTENERS, 4, 5), new SectionSize(Section.TRANSFERS, 200, 5));
            UnsafeApi.putLong(added.get(1).address() + 199 * 32, 42);
            writer.finish(Map.of(), Map.of());
        }
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            assertNull(file.section(Section.CONNECTIONS_IPV4));
            assertNull(file.section(Section.TIME_WAIT_IPV4));
            assertEquals(4, file.section(Section.LISTENERS).entries());
            assertEquals(42, UnsafeApi.getLong(file.section(Section.TRANSFERS).address() + 199 * 32));
        }
    }
}
