package io.fourtuple.telemetry;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A section of 2 GiB or more is mapped in one piece where this Java can, and left out with a reason where it cannot. */
class LargeSectionTest
{
    private static final long LENGTH = 3L << 30;
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
        final Telemetry telemetry = Telemetry.create(directory, "large");
        assertTrue(telemetry.hasRoom("little", 1, 2, 3));
        assertNull(telemetry.notMapped());
        final boolean hasRoom = telemetry.hasRoom("connections", 1, LENGTH);
        if (!HAS_SEGMENTS)
        {
            assertFalse(hasRoom);
            assertEquals("connections: a part of 2 GiB or more needs Java 22: length=" + LENGTH, telemetry.notMapped());
        }
        else if (!hasRoom)
        {
            assertTrue(telemetry.notMapped().contains("needed=" + (LENGTH + 1)), telemetry.notMapped());
        }
        telemetry.close();
    }
}
