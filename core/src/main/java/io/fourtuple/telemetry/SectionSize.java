package io.fourtuple.telemetry;

/**
 * The size of a section to be added to a file.
 *
 * @param section of the file.
 * @param entries of it.
 * @param shift   log2 of an entry's bytes.
 */
public record SectionSize(Section section, long entries, int shift)
{
    /** Bytes of all entries. */
    public long lengthBytes()
    {
        return entries << shift;
    }
}
