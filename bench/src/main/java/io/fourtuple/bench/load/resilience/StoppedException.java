package io.fourtuple.bench.load.resilience;

/** The user wants an end before the procedure is through. */
final class StoppedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    StoppedException()
    {
        super("stopped", null, false, false);
    }
}
