package io.fourtuple.bench.tool.watch;

import java.util.function.LongSupplier;

/** The answer to each request for metrics: the engines of a folder, found anew. */
public final class Scrape
{
    private final EngineDirectory directory;
    private final String wanted;
    private final LongSupplier nanoClock;
    private final LongSupplier epochClock;

    /**
     * @param directory  with the engines' files.
     * @param wanted     name, process id or path of those to be told of; null for all.
     * @param nanoClock  for ages.
     * @param epochClock the time of day, in milliseconds since 1970.
     */
    public Scrape(
        final EngineDirectory directory,
        final String wanted,
        final LongSupplier nanoClock,
        final LongSupplier epochClock)
    {
        this.directory = directory;
        this.wanted = wanted;
        this.nanoClock = nanoClock;
        this.epochClock = epochClock;
    }

    /**
     * @param format that was asked for.
     * @return the text, complete; OpenMetrics to its {@code # EOF}.
     */
    public String text(final MetricsTextFormat format)
    {
        return OpenMetrics.of(format, directory.find(wanted), nanoClock.getAsLong(), epochClock.getAsLong());
    }
}
