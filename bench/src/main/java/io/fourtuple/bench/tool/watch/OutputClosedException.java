package io.fourtuple.bench.tool.watch;

/** Nobody reads the output any longer, as behind {@code | head}: a reason to end, not a mistake. */
public final class OutputClosedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    OutputClosedException()
    {
        super("the output is closed", null, false, false);
    }
}
