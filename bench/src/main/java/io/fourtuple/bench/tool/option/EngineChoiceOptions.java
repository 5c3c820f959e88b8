package io.fourtuple.bench.tool.option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.fourtuple.bench.tool.watch.EngineChoiceException;
import io.fourtuple.bench.tool.watch.EngineDirectory;
import io.fourtuple.bench.tool.watch.TimeText;
import io.fourtuple.bench.tool.watch.WatchedEngine;
import io.fourtuple.telemetry.TelemetryFile;
import picocli.CommandLine.Option;

/** The choice of an engine to look into, which {@code stat}, {@code ss} and {@code errors} share. */
public final class EngineChoiceOptions
{
    private static final int LOOKS = 200;
    private static final long BETWEEN_LOOKS_NS = TimeUnit.MILLISECONDS.toNanos(50);

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "The folder with the engines' telemetry files. Default: /dev/shm/fourtuple-USER.")
    private Path directory = TelemetryFile.defaultDirectory();

    private final TimeText times = new TimeText(ZoneId.systemDefault());

    public TimeText times()
    {
        return times;
    }

    public EngineDirectory directory()
    {
        return new EngineDirectory(directory, times);
    }

    public Path path()
    {
        return directory;
    }

    /**
     * Chooses, and waits some seconds for an engine that is still being made.
     *
     * @param wanted name, process id or path; null for the only one.
     * @param err    for the list of those to choose from.
     * @return the engine; to be closed.
     * @throws CliException if it is not there, or it is not clear which.
     */
    public WatchedEngine choose(final String wanted, final PrintWriter err)
    {
        WatchedEngine engine = orRefused(() -> directory().choose(wanted), err);
        for (int look = 0; engine.isStarting() && look < LOOKS; look++)
        {
            // Its memory is being touched, which takes some seconds for a large table.
            engine.close();
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
            engine = orRefused(() -> directory().choose(wanted), err);
        }
        return engine;
    }

    /**
     * The same where several are as good as one: all that live, or all of a name or process.
     *
     * @param wanted name, process id or path; null for all that live.
     * @param err    for the list of those to choose from.
     * @return one or more; to be closed.
     * @throws CliException if there is none, or, without a wish, several that have ended.
     */
    public List<WatchedEngine> chooseAll(final String wanted, final PrintWriter err)
    {
        List<WatchedEngine> engines = orRefused(() -> directory().chooseAll(wanted), err);
        for (int look = 0; engines.stream().anyMatch(WatchedEngine::isStarting) && look < LOOKS; look++)
        {
            engines.forEach(WatchedEngine::close);
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
            engines = orRefused(() -> directory().chooseAll(wanted), err);
        }
        return engines;
    }

    private static <T> T orRefused(final Supplier<T> choice, final PrintWriter err)
    {
        try
        {
            return choice.get();
        }
        catch (final EngineChoiceException ex)
        {
            ex.candidates().forEach(err::println);
            throw new CliException(ex.isUnclear() ? CliException.USAGE : CliException.FAILURE, ex.getMessage());
        }
    }

    /** Waits some seconds if the only engine that lives is still being made. */
    public void awaitMade()
    {
        for (int look = 0; look < LOOKS && directory().isOnlyOneBeingMade(); look++)
        {
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
        }
    }

    /**
     * Says on standard error that an engine was killed or hangs.
     *
     * @return the exit status: 0 if it lives or ended in order, 1 if it was killed.
     */
    public int verdict(final WatchedEngine engine, final PrintWriter err)
    {
        if (engine.isTroubled())
        {
            err.println("fourtuple: " + engine.describe(times));
            err.flush();
        }
        return engine.isDead() ? CliException.FAILURE : 0;
    }
}
