package io.fourtuple.bench.publish.record;

/**
 * A histogram log of a run's folder, or one tag of it.
 *
 * @param file plain name of a file in the folder.
 * @param tag  of the intervals that are meant; null: those without one.
 * @param name for a person to read, as in {@code SYN to ESTABLISHED}.
 * @param unit of the values as recorded, as in {@code ns}.
 */
public record HistogramFile(String file, String tag, String name, String unit)
{
    /** Ends the tag of what the machine alone did at the time, beside the run's own. */
    public static final String OF_MACHINE = "-MACHINE";

    /** Checks that the file lies in the folder: what came from elsewhere must not name any other. */
    public HistogramFile
    {
        if (!file.matches("[A-Za-z0-9_%+-][A-Za-z0-9_.%+-]*"))
        {
            throw new IllegalArgumentException("a histogram log must be a plain file name: " + file);
        }
    }

    /** Whether it is no figure of the run's, but what the machine did. */
    public boolean isOfMachine()
    {
        return tag != null && tag.endsWith(OF_MACHINE);
    }
}
