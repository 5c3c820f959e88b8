package io.fourtuple.bench.watch;

import java.util.function.LongSupplier;

/** What is said in OpenMetrics' format each time that somebody asks: the engines of a folder, found anew. */
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
     * @return the text, complete to its {@code # EOF}.
     */
    public String text()
    {
        return OpenMetrics.of(directory.find(wanted), nanoClock.getAsLong(), epochClock.getAsLong());
    }
}
