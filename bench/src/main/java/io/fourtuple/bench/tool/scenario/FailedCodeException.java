package io.fourtuple.bench.tool.scenario;

/** Code that an engine calls has thrown: an application, or a TIME_WAIT policy of a user's own. */
public final class FailedCodeException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    FailedCodeException(final String host, final Throwable cause)
    {
        super("an application has failed: host=" + host, cause);
    }
}
