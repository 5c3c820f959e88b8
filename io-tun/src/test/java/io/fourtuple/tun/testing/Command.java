package io.fourtuple.tun.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that was run to its end.
 *
 * @param commandLine what was run.
 * @param exitCode    of the process.
 * @param output      what it wrote to stdout and stderr.
 */
public record Command(List<String> commandLine, int exitCode, String output)
{
    private static final int TIMEOUT_SECONDS = 60;

    /**
     * @param commandLine to run, at most a minute long.
     * @return the result, whatever the exit code.
     */
    public static Command run(final List<String> commandLine)
    {
        try
        {
            final Process process = new ProcessBuilder(commandLine).redirectErrorStream(true).start();
            process.getOutputStream().close();
            final StringBuffer output = new StringBuffer();
            final Thread collector = Thread.ofPlatform().daemon().start(() -> collect(process, output));
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS))
            {
                process.destroyForcibly();
                throw new AssertionError("no end in " + TIMEOUT_SECONDS + " s: " + commandLine + "\n" + output);
            }
            collector.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            return new Command(commandLine, process.exitValue(), output.toString());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot run " + commandLine, ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + commandLine, ex);
        }
    }

    /**
     * @return this, if the command succeeded.
     * @throws AssertionError with command and output, if it failed.
     */
    public Command orFail()
    {
        if (exitCode != 0)
        {
            throw new AssertionError("exit code " + exitCode + ": " + String.join(" ", commandLine) + "\n" + output);
        }
        return this;
    }

    private static void collect(final Process process, final StringBuffer output)
    {
        try
        {
            output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        catch (final IOException ex)
        {
            output.append("(output lost: ").append(ex.getMessage()).append(')');
        }
    }
}
