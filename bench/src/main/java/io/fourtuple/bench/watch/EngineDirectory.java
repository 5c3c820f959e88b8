package io.fourtuple.bench.watch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The folder where engines have their telemetry files, and the choice of one of them: by name, by process id, by the
 * path of its file, or the only one that lives.
 */
final class EngineDirectory
{
    /** How telemetry files end. */
    static final String SUFFIX = ".tel";

    private final Path directory;
    private final Opener opener;
    private final TimeText times;

    /** Opens a telemetry file. */
    @FunctionalInterface
    interface Opener
    {
        /**
         * @return the engine; to be closed.
         * @throws IOException              if it cannot be read.
         * @throws IllegalArgumentException if it is no telemetry file, or not of this version.
         */
        WatchedEngine open(Path file) throws IOException;
    }

    /**
     * A file of the folder.
     *
     * @param file    itself.
     * @param name    of the engine.
     * @param pid     of its process.
     * @param startMs when it started, epoch milliseconds.
     * @param life    what it is doing; null if the file cannot be read.
     * @param problem why not.
     */
    record Found(Path file, String name, long pid, long startMs, Life life, String problem)
    {
        boolean isAlive()
        {
            return life != null && life.state().isAlive();
        }

        private String row(final TimeText times)
        {
            return life == null ? file.getFileName() + ": " + problem :
                String.format(Locale.ROOT, "%-24s %8d  %-40s %s", name, pid, life.text(times), file);
        }
    }

    EngineDirectory(final Path directory, final Opener opener, final TimeText times)
    {
        this.directory = directory;
        this.opener = opener;
        this.times = times;
    }

    /** Those that live first, the youngest first of each. */
    List<Found> list()
    {
        final List<Found> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX))
        {
            files.forEach(file -> all.add(look(file)));
        }
        catch (final NoSuchFileException | NotDirectoryException ex)
        {
            return all;
        }
        catch (final IOException ex)
        {
            throw new EngineChoiceException("cannot be read: " + directory + ": " + ex, List.of(), false);
        }
        all.sort(Comparator.comparing(Found::isAlive).thenComparing(Found::startMs).reversed());
        return all;
    }

    /** A table of what was found, a line each. */
    List<String> table(final List<Found> engines)
    {
        final List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-24s %8s  %-40s %s", "NAME", "PID", "STATE", "FILE"));
        engines.forEach(engine -> lines.add(engine.row(times)));
        return lines;
    }

    /**
     * @param wanted a name, a process id or a path; null for the only one that lives, or the only one there is.
     * @return the engine; to be closed.
     * @throws EngineChoiceException if it is not there, or it is not clear which.
     */
    WatchedEngine choose(final String wanted)
    {
        if (wanted != null && (wanted.indexOf('/') >= 0 || wanted.endsWith(SUFFIX)))
        {
            return open(Path.of(wanted));
        }
        final List<Found> all = list();
        final List<Found> engines = all.stream().filter(found -> found.life() != null &&
            (wanted == null || wanted.equals(found.name()) || wanted.equals(String.valueOf(found.pid())))).toList();
        final List<Found> living = engines.stream().filter(Found::isAlive).toList();
        if (living.size() == 1)
        {
            return open(living.get(0).file());
        }
        if (living.isEmpty() && engines.size() == 1)
        {
            return open(engines.get(0).file());
        }
        throw engines.isEmpty() ? none(wanted, all) : new EngineChoiceException(
            (living.isEmpty() ? "none of these engines lives" : "several engines live") +
                "; say which by name, process id or file, as in: " + engines.get(0).pid(), table(engines), true);
    }

    /** Removes the files of engines whose process is gone; returns them. */
    List<Found> clean()
    {
        final List<Found> removed = new ArrayList<>();
        for (final Found found : list())
        {
            if (found.life() != null && !found.isAlive())
            {
                try
                {
                    Files.deleteIfExists(found.file());
                    removed.add(found);
                }
                catch (final IOException ex)
                {
                    throw new EngineChoiceException("cannot be removed: " + found.file() + ": " + ex, List.of(), false);
                }
            }
        }
        return removed;
    }

    private Found look(final Path file)
    {
        try (WatchedEngine engine = opener.open(file))
        {
            return new Found(file, engine.name(), engine.pid(), engine.startEpochMs(), engine.life(), null);
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            return new Found(file, "", 0, 0, null, ex.getMessage());
        }
    }

    private WatchedEngine open(final Path file)
    {
        try
        {
            return opener.open(file);
        }
        catch (final NoSuchFileException ex)
        {
            throw new EngineChoiceException("no such file: " + file, List.of(), false);
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            throw new EngineChoiceException("cannot be read: " + file + ": " + ex.getMessage(), List.of(), false);
        }
    }

    private EngineChoiceException none(final String wanted, final List<Found> all)
    {
        final String what = wanted == null ? "no engine's telemetry is" : "no engine of this name or process id: " +
            wanted + ", among those";
        return new EngineChoiceException(what + " in " + directory + (Files.isDirectory(directory) ? "" :
            ", which does not exist") + "; start one, as in: fourtuple demo --seconds 60; or say where it is by --dir",
            all.isEmpty() ? List.of() : table(all), false);
    }
}
