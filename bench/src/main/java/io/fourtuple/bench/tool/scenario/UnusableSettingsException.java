package io.fourtuple.bench.tool.scenario;

/** Settings that are good each by itself and together make no engine. */
public final class UnusableSettingsException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    UnusableSettingsException(final Throwable cause)
    {
        super(cause.getMessage(), cause);
    }
}
