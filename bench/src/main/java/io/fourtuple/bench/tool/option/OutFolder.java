package io.fourtuple.bench.tool.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder of {@code --out}: it has one run and is written once. A second run's figures beside the first one's report, or
 * only some of the files replaced, would be of no run at all.
 */
public final class OutFolder
{
    private OutFolder()
    {
    }

    /**
     * Checks it before anything is measured.
     *
     * @param folder null if none was asked for.
     * @throws CliException if something is there already, or cannot be looked at.
     */
    public static void requireNew(final Path folder)
    {
        if (folder == null || !Files.exists(folder))
        {
            return;
        }
        try (Stream<Path> children = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder))
        {
            if (children.findAny().isPresent())
            {
                throw new CliException(CliException.USAGE, "--out must be a new or an empty folder: " + folder +
                    "; a run that is there already is not written over: name another one, or remove it");
            }
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, "--out: cannot be read: " + folder);
        }
    }

    /**
     * Makes it, if it is missing.
     *
     * @throws CliException if that cannot be, or nothing can be written there.
     */
    public static void make(final String option, final Path folder)
    {
        try
        {
            Files.createDirectories(folder);
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, option + ": no folder can be made there: " + folder);
        }
        // Now, not when all has been measured.
        if (!Files.isWritable(folder))
        {
            throw new CliException(CliException.USAGE, option + ": permission denied: " + folder);
        }
    }
}
