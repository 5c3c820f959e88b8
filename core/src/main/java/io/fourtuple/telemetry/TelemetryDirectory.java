package io.fourtuple.telemetry;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The folder with the telemetry files of a user's engines. */
final class TelemetryDirectory
{
    private static final String SUFFIX = ".tel";
    private static final int MAX_OF_A_NAME = 10_000;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** Files of engines of this process that have not ended. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    static
    {
        try
        {
            Runtime.getRuntime().addShutdownHook(
                new Thread(() -> OPEN.forEach(TelemetryDirectory::remove), "telemetry-end"));
        }
        catch (final IllegalStateException ignore)
        {
            // The process is ending and makes no more files.
        }
    }

    private TelemetryDirectory()
    {
    }

    static Path byDefault()
    {
        final Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("fourtuple-" + System.getProperty("user.name", "unknown").replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    /**
     * Makes the folder if it does not exist.
     *
     * @throws IOException also if the default folder is another user's, who could make this process map a foreign file.
     */
    static void prepare(final Path directory) throws IOException
    {
        if (directory.getParent() != null && !Files.isDirectory(directory))
        {
            Files.createDirectories(directory.getParent());
            try
            {
                Files.createDirectory(directory, MappedFile.ownersOnly("rwx------"));
            }
            catch (final FileAlreadyExistsException ex)
            {
                // Another engine of this user may have made it meanwhile.
                if (!Files.isDirectory(directory))
                {
                    throw new IOException("not a folder");
                }
            }
        }
        if (directory.equals(byDefault()) && !isOwn(directory))
        {
            throw new IOException("the folder is another user's, or a symbolic link");
        }
    }

    private static boolean isOwn(final Path directory) throws IOException
    {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))
        {
            return false;
        }
        final Path self = Path.of("/proc/self");
        return !Files.exists(self) || Files.getAttribute(self, "unix:uid")
            .equals(Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    /** Makes a file with a name of its own; engines that start at the same time get one each. */
    static MappedFile create(final Path directory, final String name) throws IOException
    {
        final String stem = name + "-" + ProcessHandle.current().pid();
        for (int i = 1;; i++)
        {
            try
            {
                return MappedFile.create(directory.resolve(stem + (i == 1 ? "" : "-" + i) + SUFFIX));
            }
            catch (final FileAlreadyExistsException ex)
            {
                if (i == MAX_OF_A_NAME)
                {
                    throw ex;
                }
            }
        }
    }

    static List<Path> files(final Path directory)
    {
        final List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX))
        {
            found.forEach(paths::add);
        }
        catch (final IOException | DirectoryIteratorException ex)
        {
            return List.of();
        }
        paths.sort(Comparator.comparing(Path::toString));
        return paths;
    }

    /**
     * Removes the files that engines of this name have left behind, but for the latest: a restart must not hide its cause. An
     * engine killed while it took its memory has nothing to tell, and may have left gigabytes: its file goes too.
     */
    static void removeDead(final Path directory, final String name)
    {
        final List<Path> dead = new ArrayList<>();
        for (final Path path : files(directory))
        {
            if (path.getFileName().toString().matches(Pattern.quote(name) + "-\\d+(-\\d+)?\\.tel") &&
                isOver(path))
            {
                if (isOfAnEngine(path))
                {
                    dead.add(path);
                }
                else
                {
                    remove(path);
                }
            }
        }
        dead.sort(Comparator.comparing(TelemetryDirectory::modifiedMs));
        for (int i = 0; i < dead.size() - 1; i++)
        {
            remove(dead.get(i));
        }
    }

    /** Sets whether a file is removed when this process ends in order, without its engine's close. */
    static void removeAtExit(final Path path, final boolean isWanted)
    {
        if (isWanted)
        {
            OPEN.add(path);
        }
        else
        {
            OPEN.remove(path);
        }
    }

    private static void remove(final Path path)
    {
        try
        {
            Files.deleteIfExists(path);
        }
        catch (final IOException ignore)
        {
            // Not ours to remove, or gone already.
        }
    }

    private static boolean isOver(final Path path)
    {
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            final EngineStatus status = file.status();
            return status == EngineStatus.DEAD || status == EngineStatus.CLOSED;
        }
        catch (final TelemetryException ex)
        {
            return false;
        }
    }

    /** Whether its engine was ever made. */
    private static boolean isOfAnEngine(final Path path)
    {
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            return file.isReady();
        }
        catch (final TelemetryException ex)
        {
            return true;
        }
    }

    private static long modifiedMs(final Path path)
    {
        try
        {
            return Files.getLastModifiedTime(path).toMillis();
        }
        catch (final IOException ex)
        {
            return 0;
        }
    }
}
