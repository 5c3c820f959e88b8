package io.fourtuple.bench.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;

import io.fourtuple.bench.watch.EngineChoiceException;
import io.fourtuple.bench.watch.EngineDirectory;
import io.fourtuple.bench.watch.TimeText;
import io.fourtuple.bench.watch.WatchedEngine;
import io.fourtuple.telemetry.TelemetryFile;
import picocli.CommandLine.Option;

/** Which engine is looked into: what {@code stat}, {@code ss} and {@code errors} share. */
final class EngineOptions
{
    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "The folder with the engines' telemetry files. Default: /dev/shm/fourtuple-USER.")
    private Path directory = TelemetryFile.defaultDirectory();

    private final TimeText times = new TimeText(ZoneId.systemDefault());

    TimeText times()
    {
        return times;
    }

    EngineDirectory directory()
    {
        return new EngineDirectory(directory, times);
    }

    Path path()
    {
        return directory;
    }

    /**
     * @param wanted name, process id or path; null for the only one.
     * @param err    for the list of those to choose from.
     * @return the engine; to be closed.
     * @throws CliException if it is not there, or it is not clear which.
     */
    WatchedEngine choose(final String wanted, final PrintWriter err)
    {
        try
        {
            return directory().choose(wanted);
        }
        catch (final EngineChoiceException ex)
        {
            ex.candidates().forEach(err::println);
            throw new CliException(ex.isUnclear() ? CliException.USAGE : CliException.FAILURE, ex.getMessage());
        }
    }

    /**
     * Says on standard error what is not as it should be with an engine that was read.
     *
     * @return the exit status: 0 if it lives or ended in order, 1 if it was killed.
     */
    int verdict(final WatchedEngine engine, final PrintWriter err)
    {
        if (engine.isTroubled())
        {
            err.println("fourtuple: " + engine.describe(times));
            err.flush();
        }
        return engine.isDead() ? CliException.FAILURE : 0;
    }
}
