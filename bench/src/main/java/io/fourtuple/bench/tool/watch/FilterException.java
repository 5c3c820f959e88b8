package io.fourtuple.bench.tool.watch;

/** A mistake in a filter, with its place. */
public final class FilterException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int position;

    FilterException(final String problem, final String text, final int position)
    {
        super("filter, character " + (position + 1) + ": " + problem +
            (text.isEmpty() ? "" : ", in: " + text), null, false, false);
        this.position = position;
    }

    /** @return index of the filter's character where the mistake is; its length, if something is missing at the end. */
    public int position()
    {
        return position;
    }
}
