package io.fourtuple.telemetry;

import java.lang.ref.Reference;

import org.agrona.UnsafeApi;

/**
 * A section of a telemetry file, as a reader has it: checked to lie in the file. What is read by its methods is checked
 * against its bounds, whatever {@code agrona.disable.bounds.checks} says: the file is somebody else's.
 */
public final class FileSection
{
    private final MappedFile.Region region;
    /** Has {@link #touchedAddress}, and so has to stay mapped as long as this is reachable. */
    private final MappedFile.Region header;
    private final int shift;
    private final long entries;
    private final long touchedAddress;

    /**
     * @param region        its bytes.
     * @param shift         log2 of an entry's bytes.
     * @param entries       that lie in the region.
     * @param header        of the file.
     * @param touchedOffset where the header says how many entries were ever in use.
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

    /** Of the first byte; to be read only, as long as this object is reachable. */
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

    /** Entries there is room for. */
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
