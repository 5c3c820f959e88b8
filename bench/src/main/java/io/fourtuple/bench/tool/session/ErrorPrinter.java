package io.fourtuple.bench.tool.session;

import java.io.PrintWriter;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;

/** Prints errors of the loop's thread, a line each, and stops when there are too many to be read. */
public final class ErrorPrinter implements ErrorHandler
{
    private static final int MAX_LINES = 20;

    private final PrintWriter err;
    private int lines;

    public ErrorPrinter(final PrintWriter err)
    {
        this.err = err;
    }

    PrintWriter writer()
    {
        return err;
    }

    @Override
    public synchronized void onError(final Throwable throwable)
    {
        if (throwable instanceof AgentTerminationException)
        {
            // The engine's ordinary end: drained, or its device is gone; the command says which.
            return;
        }
        if (lines++ < MAX_LINES)
        {
            final String message = throwable.getMessage();
            final StackTraceElement[] trace = throwable.getStackTrace();
            // An exception of the program's own is a mistake in it: the place is needed to find it.
            final boolean isMistake = throwable instanceof RuntimeException || throwable instanceof Error;
            err.println("fourtuple: " + (message == null || isMistake ? throwable : message) +
                (isMistake && trace.length > 0 ? " at " + trace[0] : ""));
        }
        else if (lines == MAX_LINES + 1)
        {
            err.println("fourtuple: more errors; they are counted, not printed");
        }
    }
}
