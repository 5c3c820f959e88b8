package io.fourtuple.bench.tool.watch;

/** Shows something interval by interval. When there is a next interval is up to the caller, whose clock it is. */
public interface IntervalSession extends AutoCloseable
{
    /**
     * Takes the first reading, which has no rates yet.
     *
     * @param isOnly whether it is to be shown at once, because none follows.
     * @return whether there is anything that goes on.
     */
    boolean begin(boolean isOnly);

    /**
     * Shows the changes since the reading before.
     *
     * @return whether there is anything that goes on.
     * @throws OutputClosedException if the output's reader has gone.
     */
    boolean next();

    /** Brings the terminal back. */
    @Override
    void close();
}
