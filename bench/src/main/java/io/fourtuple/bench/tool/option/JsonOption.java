package io.fourtuple.bench.tool.option;

import java.io.IOException;
import java.nio.file.Path;

import picocli.CommandLine.Option;

import io.fourtuple.bench.base.Json;

/** {@code --json}: the file of a benchmark's result. */
public final class JsonOption
{
    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON, too.")
    private Path file;

    /** Checks before a long run that the file can be written. */
    public void validate()
    {
        BenchOptions.requireFolder("--json", file);
    }

    /** Writes the file, if it is wanted. */
    public void write(final Json json)
    {
        if (file != null)
        {
            try
            {
                json.write(file);
            }
            catch (final IOException ex)
            {
                throw new CliException(CliException.FAILURE, "--json: cannot write " + file + ": " + ex);
            }
        }
    }
}
