package io.fourtuple.bench.base.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs one child process at a time, bounded in time. A child that overstays, and one that runs when this process is
 * told to end, is ended with all of its own children, each by its id.
 */
public final class ProcessRunner implements AutoCloseable
{
    private static final long GRACE_MS = 2_000;
    /** An exit status above says by which signal. */
    private static final int SIGNALLED = 128;

    private final Thread atExit = new Thread(this::exit, "end-children");
    private Process running;
    private boolean isClosed;
    private volatile boolean isExiting;

    /** Without a child yet. */
    public ProcessRunner()
    {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Runs a command to its end.
     *
     * @param command      with its arguments.
     * @param environment  added to this process's own.
     * @param limitSeconds then it is ended.
     * @param onLine       gets each line of both outputs.
     * @throws ChildFailedException if it cannot start, overstays, or ends with another status than 0.
     */
    public void run(final List<String> command, final Map<String, String> environment, final int limitSeconds,
        final Consumer<String> onLine)
    {
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        final LastLine last = new LastLine();
        final Process process = start(builder);
        if (process == null)
        {
            stayQuietWhileExiting();
            throw new IllegalStateException("closed");
        }
        final Thread watch = Thread.ofVirtual().start(() -> endAfter(process, limitSeconds, last));
        try (BufferedReader lines = process.inputReader())
        {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
            {
                last.see(line);
                onLine.accept(line);
            }
            requireGood(process.waitFor(), last, limitSeconds);
        }
        catch (final IOException | InterruptedException ex)
        {
            throw new ChildFailedException("interrupted: " + ex.getMessage());
        }
        finally
        {
            watch.interrupt();
            end(process);
            stayQuietWhileExiting();
        }
    }

    private static void requireGood(final int status, final LastLine last, final int limitSeconds)
    {
        if (last.overstayed)
        {
            throw new ChildFailedException("not done after " + limitSeconds + " s");
        }
        if (status > SIGNALLED)
        {
            throw new ChildFailedException("it was ended by signal " + (status - SIGNALLED), status);
        }
        if (status != 0)
        {
            throw new ChildFailedException(last.text.isEmpty() ? "exit status " + status : last.text, status);
        }
    }

    /** The process, or null after the end. */
    private synchronized Process start(final ProcessBuilder builder)
    {
        if (isClosed)
        {
            return null;
        }
        try
        {
            running = builder.start();
            return running;
        }
        catch (final IOException ex)
        {
            throw new ChildFailedException(ex.getMessage());
        }
    }

    private static void endAfter(final Process process, final int limitSeconds, final LastLine last)
    {
        try
        {
            if (!process.waitFor(limitSeconds, TimeUnit.SECONDS))
            {
                last.overstayed = true;
                end(process);
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(final Process process)
    {
        if (!process.isAlive())
        {
            return;
        }
        // Taken before: the children of a process that has ended are no longer its own.
        final List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try
        {
            process.waitFor(GRACE_MS, TimeUnit.MILLISECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ctrl-C has ended the child: that is no result, and the next must not start. This process is gone in a moment. */
    private void stayQuietWhileExiting()
    {
        while (isExiting)
        {
            LockSupport.park(this);
        }
    }

    private void exit()
    {
        isExiting = true;
        endRunning();
    }

    private void endRunning()
    {
        final Process process;
        synchronized (this)
        {
            isClosed = true;
            process = running;
        }
        if (process != null)
        {
            end(process);
        }
    }

    @Override
    public void close()
    {
        endRunning();
        try
        {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        catch (final IllegalStateException ex)
        {
            // The hook has done this already.
            stayQuietWhileExiting();
        }
    }

    /** The last line that says something, for the message when a child fails: the first that names an error, if any. */
    private static final class LastLine
    {
        private String text = "";
        private boolean isError;
        private volatile boolean overstayed;

        void see(final String line)
        {
            final boolean error = line.startsWith("E: ") || line.contains("error:") || line.startsWith("panic:") ||
                line.contains("FAILED") || line.contains("FAIL:");
            if (!line.isBlank() && (error && !isError || !isError && !line.startsWith("COUNTERS")))
            {
                text = line.strip();
                isError = error;
            }
        }
    }
}
