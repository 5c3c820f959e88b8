package io.fourtuple.bench.base;

/** The engine's answer was not what it must be, or its counts do not add up: the run is worth nothing. */
public final class WrongAnswerException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    public WrongAnswerException(final String message)
    {
        super(message);
    }
}
