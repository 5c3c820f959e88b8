package io.fourtuple.telemetry;

import java.lang.ref.Reference;

import org.agrona.UnsafeApi;

/**
 * A section of a telemetry file, for a reader; it lies in the file. Its methods check every read against its bounds, even with
 * {@code agrona.disable.bounds.checks}: the file belongs to another process.
 */
public final class FileSection
{
    private final MappedFile.Region region;
    /** Contains {@link #touchedAddress}, and so has to stay mapped as long as this is reachable. */
    private final MappedFile.Region header;
    private final int shift;
    private final long entries;
    private final long touchedAddress;

    /**
     * @param region        its bytes.
     * @param shift         log2 of an entry's bytes.
     * @param entries       that lie in the region.
     * @param header        of the file.
     * @param touchedOffset offset in the header of the number of entries ever in use.
     */
    FileSection(
        final MappedFile.Region region,
        final int shift,
        final long entries,
        final MappedFile.Region header,
        final int touchedOffset)
    {
        this.region = region;
        this.shift = shift;
        this.entries = entries;
        this.header = header;
        touchedAddress = header.address() + touchedOffset;
    }

    /** Address of the first byte; read-only, and valid as long as this object is reachable. */
    public long address()
    {
        return region.address();
    }

    public long lengthBytes()
    {
        return region.lengthBytes();
    }

    /** log2 of an entry's bytes. */
    public int shift()
    {
        return shift;
    }

    /** Entries that fit. */
    public long entries()
    {
        return entries;
    }

    /** Entries, from the first one, that were ever in use; 0 to {@link #entries()}. */
    public long touched()
    {
        final long touched = UnsafeApi.getLongVolatile(null, touchedAddress);
        Reference.reachabilityFence(header);
        return Math.max(0, Math.min(entries, touched));
    }

    int getInt(final long offset)
    {
        final int value = UnsafeApi.getIntVolatile(null, at(offset, Integer.BYTES));
        Reference.reachabilityFence(region);
        return value;
    }

    long getLong(final long offset)
    {
        final long value = UnsafeApi.getLongVolatile(null, at(offset, Long.BYTES));
        Reference.reachabilityFence(region);
        return value;
    }

    byte[] getBytes(final long offset, final int length)
    {
        final long from = at(offset, length);
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = UnsafeApi.getByte(from + i);
        }
        Reference.reachabilityFence(region);
        return bytes;
    }

    private long at(final long offset, final int length)
    {
        if (offset < 0 || length < 0 || offset > region.lengthBytes() - length)
        {
            throw new TelemetryException("not in the section: offset=" + offset + " length=" + length + " section=" +
                region.lengthBytes());
        }
        return region.address() + offset;
    }
}
