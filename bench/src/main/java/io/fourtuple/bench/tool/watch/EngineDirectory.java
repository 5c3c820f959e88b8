package io.fourtuple.bench.tool.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.TelemetryException;
import io.fourtuple.telemetry.TelemetryFile;

/**
 * The folder where engines have their telemetry files, and the choice of one of them: by name, by process id, by the
 * path of its file, or the only one that lives.
 */
public final class EngineDirectory
{
    private static final String SUFFIX = ".tel";
    private static final String ROW = "%-24s %8s  %-40s %s";

    private final Path directory;
    private final TimeText times;

    /**
     * A file of the folder.
     *
     * @param file     itself.
     * @param identity of its engine; null if the file cannot be read.
     * @param life     how the engine is.
     * @param problem  why the file cannot be read.
     */
    record Found(Path file, EngineIdentity identity, EngineLiveness life, String problem)
    {
        boolean isAlive()
        {
            return life != null && life.isAlive();
        }

        private String row(final TimeText times)
        {
            // Another user may have chosen the name: it must not command the terminal.
            return StyledText.of(identity == null ? problem :
                String.format(Locale.ROOT, ROW, identity.name(), identity.pid(), life.text(times), file)).toString();
        }

        private boolean is(final String wanted)
        {
            return identity != null && (wanted == null || wanted.equals(identity.name()) ||
                wanted.equals(String.valueOf(identity.pid())));
        }

        private long startMs()
        {
            return identity == null ? 0 : identity.startEpochMs();
        }
    }

    public EngineDirectory(final Path directory, final TimeText times)
    {
        this.directory = directory;
        this.times = times;
    }

    /** Those that live first, the youngest first of each. */
    List<Found> list()
    {
        final List<Found> all = new ArrayList<>();
        TelemetryFile.list(directory).forEach(file -> all.add(look(file)));
        all.sort(Comparator.comparing(Found::isAlive).thenComparing(Found::startMs).reversed());
        return all;
    }

    /** Those of this name or process id, or the one of this path; all if null is wanted. */
    List<Found> find(final String wanted)
    {
        return isPath(wanted) ? List.of(look(Path.of(wanted))) :
            list().stream().filter(found -> found.is(wanted)).toList();
    }

    /** Those that live, the youngest first. */
    List<Found> living()
    {
        return list().stream().filter(Found::isAlive).toList();
    }

    private static boolean isPath(final String wanted)
    {
        return wanted != null && (wanted.indexOf('/') >= 0 || wanted.endsWith(SUFFIX));
    }

    /**
     * @param wanted a name, a process id or a path; null for all.
     * @return a table of those engines, a line each; empty if there are none.
     */
    public List<String> table(final String wanted)
    {
        return table(wanted == null ? list() : find(wanted));
    }

    private List<String> table(final List<Found> engines)
    {
        final List<String> lines = new ArrayList<>();
        if (!engines.isEmpty())
        {
            lines.add(String.format(Locale.ROOT, ROW, "NAME", "PID", "STATE", "FILE"));
        }
        engines.forEach(engine -> lines.add(engine.row(times)));
        return lines;
    }

    /**
     * @param wanted a name, a process id or a path; null for the only one that lives, or the only one there is.
     * @return the engine; to be closed.
     * @throws EngineChoiceException if it is not there, or it is not clear which.
     */
    public WatchedEngine choose(final String wanted)
    {
        if (isPath(wanted))
        {
            return open(Path.of(wanted));
        }
        final List<Found> engines = find(wanted);
        final List<Found> living = engines.stream().filter(Found::isAlive).toList();
        if (living.size() == 1)
        {
            return open(living.get(0).file());
        }
        if (living.isEmpty() && engines.size() == 1)
        {
            return open(engines.get(0).file());
        }
        throw engines.isEmpty() ? none(wanted, list()) : unclear(wanted, engines, !living.isEmpty());
    }

    /**
     * The same where several are as good as one, as those of a process are.
     *
     * @param wanted a name, a process id or a path; null for all that live, or the only one there is.
     * @return one or more, in the order of their names; to be closed.
     * @throws EngineChoiceException if there is none, or, without a wish, several that have ended.
     */
    public List<WatchedEngine> chooseAll(final String wanted)
    {
        final List<Found> found = isPath(wanted) ? List.of() :
            find(wanted).stream().filter(one -> one.life() != null).toList();
        final List<Found> living = found.stream().filter(Found::isAlive).toList();
        final List<Found> chosen = living.isEmpty() && wanted != null ? found : living;
        if (chosen.size() < 2)
        {
            return List.of(choose(wanted));
        }
        final List<WatchedEngine> engines = new ArrayList<>();
        try
        {
            chosen.stream().sorted(Comparator.comparing((Found one) -> one.identity().name())
                .thenComparing(Found::file)).forEach(one -> engines.add(open(one.file())));
            return engines;
        }
        catch (final EngineChoiceException ex)
        {
            engines.forEach(WatchedEngine::close);
            throw ex;
        }
    }

    /**
     * @param wanted a name, a process id or a path; null for all.
     * @return whether more than one of those lives, or none does and there is more than one.
     */
    public boolean isUnclear(final String wanted)
    {
        final List<Found> engines = find(wanted).stream().filter(found -> found.life() != null).toList();
        final long living = engines.stream().filter(Found::isAlive).count();
        return living > 1 || living == 0 && engines.size() > 1;
    }

    /** @return whether the only one that lives is still being made. */
    public boolean isOnlyOneBeingMade()
    {
        final List<Found> living = living();
        return living.size() == 1 && living.getFirst().life().status() == EngineStatus.STARTING;
    }

    /**
     * Removes the files of engines that ended or were killed. What one left tells how it died, so that only those that
     * were asked for go.
     *
     * @param wanted a name, a process id or a path; null for all.
     * @return those files.
     */
    public List<Path> clean(final String wanted)
    {
        final List<Path> removed = new ArrayList<>();
        for (final Found found : find(wanted))
        {
            if (found.life() != null && !found.isAlive())
            {
                try
                {
                    Files.deleteIfExists(found.file());
                    removed.add(found.file());
                }
                catch (final IOException ex)
                {
                    throw new EngineChoiceException("cannot be removed: " + found.file() + ": " + ex, List.of(), false);
                }
            }
        }
        return removed;
    }

    private static Found look(final Path file)
    {
        try (WatchedEngine engine = new WatchedEngine(TelemetryFile.open(file)))
        {
            return new Found(file, engine.identity(), engine.life(), null);
        }
        catch (final TelemetryException ex)
        {
            return new Found(file, null, null, ex.getMessage());
        }
    }

    private static WatchedEngine open(final Path file)
    {
        try
        {
            return new WatchedEngine(TelemetryFile.open(file));
        }
        catch (final TelemetryException ex)
        {
            throw new EngineChoiceException(ex.getMessage(), List.of(), false);
        }
    }

    private EngineChoiceException unclear(
        final String wanted, final List<Found> engines, final boolean anyLives)
    {
        final Found first = engines.get(0);
        final boolean isNameUnique = engines.stream().filter(found -> found.is(first.identity().name())).count() == 1;
        return new EngineChoiceException((anyLives ? "several engines live" : "several engines were here, none lives") +
            "; say which by " + (wanted == null ? "name, process id or file" : "name or file") + ", as in: " +
            (isNameUnique ? first.identity().name() : first.file()), table(engines), true);
    }

    private EngineChoiceException none(final String wanted, final List<Found> all)
    {
        return new EngineChoiceException(noneText(wanted), table(all), false);
    }

    /**
     * @param wanted a name or a process id that no engine has; null if there is none at all.
     * @return a sentence: there is none, the reason, and a way out.
     */
    public String noneText(final String wanted)
    {
        return new NoEnginesText(directory, Files::isReadable).text(
            wanted == null ? "no engine's telemetry is" : "no engine has the name or process id " + wanted);
    }
}
