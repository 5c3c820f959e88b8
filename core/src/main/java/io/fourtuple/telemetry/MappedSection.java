package io.fourtuple.telemetry;

/**
 * A section in the writer's memory.
 *
 * @param address        of its first entry; a multiple of a page.
 * @param touchedAddress address of the number of entries, from the first one, that were ever in use.
 * @param owner          keeps the memory mapped.
 */
public record MappedSection(long address, long touchedAddress, Object owner)
{
}
