package io.fourtuple.bench.tool.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.publish.record.RunRecord;

/** The record that a command fills while it measures; {@code --record} keeps it as a folder, else it is dropped. */
public final class Recording
{
    private final RunRecord run;
    private final PrintWriter out;
    private final Path folder;
    private String reason = "";

    /**
     * @param out    for a person to read; goes into the folder, too.
     * @param folder null: nothing is kept.
     */
    Recording(final RunRecord run, final PrintWriter out, final Path folder)
    {
        this.run = run;
        this.out = out;
        this.folder = folder;
    }

    public RunRecord run()
    {
        return run;
    }

    public PrintWriter out()
    {
        return out;
    }

    public boolean isOn()
    {
        return folder != null;
    }

    /** Where files of the run go; only if {@link #isOn}. */
    public Path folder()
    {
        return folder;
    }

    /** A file of the run's; if nothing is kept, the other one. */
    public Path fileOr(final String name, final Path other)
    {
        return isOn() ? folder.resolve(name) : other;
    }

    /** Keeps a harness's own result beside the record, which has less of it. */
    public void result(final Json json)
    {
        if (isOn())
        {
            try
            {
                json.write(folder.resolve("result.json"));
            }
            catch (final IOException ex)
            {
                throw new CliException(CliException.FAILURE, "--record: cannot write result.json: " + ex);
            }
        }
    }

    /** Gives the user a file of the run's as well, where one was asked for. */
    public void copyTo(final String name, final Path wanted)
    {
        if (isOn() && wanted != null)
        {
            try
            {
                Files.copy(folder.resolve(name), wanted, StandardCopyOption.REPLACE_EXISTING);
            }
            catch (final IOException ex)
            {
                throw new CliException(CliException.FAILURE, "cannot write " + wanted + ": " + ex);
            }
        }
    }

    /** Nothing is kept after all. */
    public void discard(final String why)
    {
        reason = why;
    }

    /** Why nothing is kept; empty if it is. */
    String discarded()
    {
        return reason;
    }
}
