package io.fourtuple.telemetry;

import org.agrona.UnsafeApi;

/** A section of a telemetry file, as a reader has it: checked to lie in the file. */
public final class FileSection
{
    private final MappedFile.Region region;
    private final int shift;
    private final long entries;
    private final long touchedAddress;

    FileSection(final MappedFile.Region region, final int shift, final long entries, final long touchedAddress)
    {
        this.region = region;
        this.shift = shift;
        this.entries = entries;
        this.touchedAddress = touchedAddress;
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
        return Math.max(0, Math.min(entries, UnsafeApi.getLongVolatile(null, touchedAddress)));
    }
}
