package io.fourtuple.bench.publish.page;

/** A report that cannot be made; the message says why, in one line. */
public final class BadReportException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    BadReportException(final String message)
    {
        super(message, null, false, false);
    }
}
