package io.fourtuple.tun.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A process that runs beside the test: a server, a client. Its output is kept; closing ends it. */
public final class BackgroundCommand implements AutoCloseable
{
    /** What the system does at once, on a machine that is busy. */
    private static final int SYSTEM_SECONDS = 60;

    private final List<String> commandLine;
    private final List<String> lines = new ArrayList<>();
    private final Process process;
    private boolean outputEnded;

    /**
     * @param commandLine to start.
     */
    public BackgroundCommand(final List<String> commandLine)
    {
        this.commandLine = commandLine;
        try
        {
            process = new ProcessBuilder(commandLine).redirectErrorStream(true).start();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot run " + commandLine, ex);
        }
        Thread.ofPlatform().daemon().start(this::collect);
    }

    /**
     * Waits for a line of output.
     *
     * @param regex          found in the line.
     * @param timeoutSeconds to wait at most.
     * @return the line.
     * @throws AssertionError with all the output, if the line doesn't come.
     */
    public synchronized String awaitLine(final String regex, final int timeoutSeconds)
    {
        final Pattern pattern = Pattern.compile(regex);
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        int next = 0;
        while (true)
        {
            while (next < lines.size())
            {
                final String line = lines.get(next++);
                if (pattern.matcher(line).find())
                {
                    return line;
                }
            }
            final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (outputEnded || leftMs <= 0)
            {
                throw new AssertionError("no line " + regex + " from " + commandLine + ":\n" + output());
            }
            await(leftMs);
        }
    }

    /**
     * @param timeoutSeconds to wait at most.
     * @return the exit code and all output.
     */
    public Command awaitEnd(final int timeoutSeconds)
    {
        try
        {
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS))
            {
                throw new AssertionError("no end in " + timeoutSeconds + " s: " + commandLine + "\n" + output());
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + commandLine, ex);
        }
        awaitOutputEnd();
        return new Command(commandLine, process.exitValue(), output());
    }

    public synchronized String output()
    {
        return String.join("\n", lines);
    }

    /** For tests that write to the process. */
    public Process process()
    {
        return process;
    }

    @Override
    public void close()
    {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(SYSTEM_SECONDS, TimeUnit.SECONDS).join();
    }

    private synchronized void awaitOutputEnd()
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(SYSTEM_SECONDS);
        while (!outputEnded && System.nanoTime() - deadlineNs < 0)
        {
            await(100);
        }
    }

    private void await(final long timeoutMs)
    {
        try
        {
            wait(timeoutMs);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + commandLine, ex);
        }
    }

    private void collect()
    {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8))
        {
            for (String line = reader.readLine(); line != null; line = reader.readLine())
            {
                add(line, false);
            }
            add("", true);
        }
        catch (final IOException ex)
        {
            add("(output lost: " + ex.getMessage() + ")", true);
        }
    }

    private synchronized void add(final String line, final boolean last)
    {
        if (!last || !line.isEmpty())
        {
            lines.add(line);
        }
        outputEnded = last;
        notifyAll();
    }
}
