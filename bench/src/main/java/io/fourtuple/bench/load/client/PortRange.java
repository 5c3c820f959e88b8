package io.fourtuple.bench.load.client;

/**
 * Ports that follow each other.
 *
 * @param first 1 to 65535.
 * @param last  {@code first} to 65535.
 */
public record PortRange(int first, int last)
{
    private static final int MAX_PORT = 65_535;

    /** Checks the range. */
    public PortRange
    {
        if (first < 1 || last > MAX_PORT || first > last)
        {
            throw new IllegalArgumentException("ports must be 1 to 65535, the first one not above the last: " +
                first + "-" + last);
        }
    }

    /**
     * @param text as in {@code 1024-65535}, or a single port.
     * @throws IllegalArgumentException if it is none.
     */
    public static PortRange parse(final String text)
    {
        if (!text.matches("\\d{1,5}(-\\d{1,5})?"))
        {
            throw new IllegalArgumentException("a range of ports is written FIRST-LAST, as 1024-65535: " + text);
        }
        final String[] ends = text.split("-");
        return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    public int count()
    {
        return last - first + 1;
    }

    @Override
    public String toString()
    {
        return first + "-" + last;
    }
}
