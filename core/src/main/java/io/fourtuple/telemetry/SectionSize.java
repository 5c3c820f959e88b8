package io.fourtuple.telemetry;

/**
 * A section that a file is to have.
 *
 * @param section which one.
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
