package io.fourtuple.bench.load.client;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;

import org.agrona.ErrorHandler;

/** Prints each kind of error once: a defence of a user's own may fail a million times a second. */
final class FirstErrors implements ErrorHandler
{
    private static final int MAX_KINDS = 20;

    private final PrintStream err;
    private final Set<String> seen = new HashSet<>();

    FirstErrors(final PrintStream err)
    {
        this.err = err;
    }

    @Override
    public synchronized void onError(final Throwable throwable)
    {
        final StackTraceElement[] trace = throwable.getStackTrace();
        final String kind = throwable.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
        // The compiler leaves the trace of a frequent one out: that is the same kind once more.
        if (seen.size() < MAX_KINDS && seen.add(kind))
        {
            err.println("fourtuple: " + throwable + (trace.length == 0 ? "" : " at " + trace[0]) +
                "; counted from now on (HandlerErrors)");
        }
    }
}
