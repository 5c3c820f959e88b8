package io.fourtuple.telemetry;

/**
 * A section as it lies in the writer's memory.
 *
 * @param address        of its first entry; a multiple of a page.
 * @param touchedAddress where the writer says how many entries, from the first one, were ever in use.
 * @param owner          keeps the memory mapped.
 */
public record MappedSection(long address, long touchedAddress, Object owner)
{
}
