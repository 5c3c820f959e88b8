package io.fourtuple.bench.tool.option;

import java.io.PrintWriter;
import java.nio.file.Path;

import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryException;
import io.fourtuple.telemetry.TelemetryFile;
import picocli.CommandLine.Option;

/** The telemetry file, by which {@code stat}, {@code ss} and {@code errors} see an engine. */
public final class TelemetryOption
{
    private static final String OFF = "off";

    @Option(
        names = "--telemetry",
        paramLabel = "DIR|off",
        description = "Folder of the file that fourtuple stat, ss and errors read; off: none. " +
            "Default: /dev/shm/fourtuple-<user>.")
    private String where;

    @Option(
        names = "--keep-telemetry",
        description = "Leaves the file of --telemetry behind when the engine has ended, for a look at its last state.")
    private boolean keeps;

    /**
     * @param name of the engine.
     * @param err  told why there is none, if the default folder cannot be used: a tool of this kind is no reason not to run.
     * @throws CliException if a folder was given and cannot be used.
     */
    public Telemetry create(final String name, final PrintWriter err)
    {
        if (OFF.equals(where))
        {
            return Telemetry.inMemory();
        }
        try
        {
            return Telemetry.create(where == null ? TelemetryFile.defaultDirectory() : Path.of(where), name).keepsFile(keeps);
        }
        catch (final TelemetryException | java.nio.file.InvalidPathException ex)
        {
            if (where != null)
            {
                throw new CliException(CliException.FAILURE, "--telemetry: " + ex.getMessage());
            }
            err.println("fourtuple: telemetry is off: " + ex.getMessage());
            return Telemetry.inMemory();
        }
    }

    /**
     * Tries whether files can be made at all, before engines of which each has its own.
     *
     * @return a line that says how to look at them.
     * @throws CliException if a folder was given and cannot be used.
     */
    public String describeEach(final PrintWriter err)
    {
        final Telemetry tried = create("trial", err);
        tried.keepsFile(false).close();
        return tried.path() == null ? describe(tried) :
            "Telemetry: a file for each engine while it is measured; look at it: fourtuple stat, ss, errors";
    }

    /** @return the text of {@link #describe} with the file's name alone: for output that is recorded. */
    public static String describeByName(final Telemetry telemetry)
    {
        final String text = describe(telemetry);
        return telemetry.path() == null ? text :
            text.replace(telemetry.path().toString(), telemetry.path().getFileName().toString());
    }

    /** @return a line that says how to look at an engine. */
    public static String describe(final Telemetry telemetry)
    {
        final String missing = telemetry.notMapped();
        return telemetry.path() == null ? "Telemetry: off." :
            "Telemetry: " + telemetry.path() + (missing == null ? "; look at it: fourtuple stat, ss, errors" :
                ", without " + missing + "; look at it: fourtuple stat, errors");
    }
}
