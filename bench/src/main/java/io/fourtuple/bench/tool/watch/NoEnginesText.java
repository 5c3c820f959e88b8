package io.fourtuple.bench.tool.watch;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.TelemetryFile;

/**
 * The message that a folder has no engines: why, and where else there may be some. Each user has a folder, which no other
 * user may read.
 */
final class NoEnginesText
{
    private static final String PREFIX = "fourtuple-";
    private static final int MOST = 3;

    private final Path directory;
    private final Predicate<Path> isReadable;

    /** @param isReadable whether this user may read a folder. */
    NoEnginesText(final Path directory, final Predicate<Path> isReadable)
    {
        this.directory = directory;
        this.isReadable = isReadable;
    }

    /**
     * @param what was not found, as in {@code no engine's telemetry is}.
     * @return a sentence without its stop: the flaw of the folder, and a way out.
     */
    String text(final String what)
    {
        if (Files.isDirectory(directory) && !isReadable.test(directory))
        {
            return "may not be read: " + directory + " (" + owner(directory, "another user") + "'s: try sudo)";
        }
        final String flaw = !Files.exists(directory) ? ", which does not exist" :
            !Files.isDirectory(directory) ? ", which is no folder" : "";
        final List<Path> others = others();
        return what + " in " + directory + flaw + "; " + (others.isEmpty() ?
            "start one, as in: fourtuple demo --seconds 60; or give its folder by --dir" :
            others.stream().limit(MOST).map(this::hint).collect(Collectors.joining("; ")));
    }

    private String hint(final Path other)
    {
        final boolean isOpen = isReadable.test(other);
        // Another user chose the folder's name: it must not command the terminal.
        return StyledText.of("engines of " + owner(other, "another user") + (isOpen ? " are in " : " may be in ") +
            other + ": " + (isOpen ? "" : "sudo ") + "fourtuple stat --dir " + other).toString();
    }

    /** Beside a folder that is named after its user: those of other users, but for those that are seen to be empty. */
    private List<Path> others()
    {
        final List<Path> others = new ArrayList<>();
        final Path parent = directory.toAbsolutePath().getParent();
        if (parent == null || !directory.getFileName().toString().startsWith(PREFIX))
        {
            return others;
        }
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(parent, PREFIX + "*"))
        {
            for (final Path path : beside)
            {
                if (!path.equals(directory.toAbsolutePath()) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) &&
                    !(isReadable.test(path) && TelemetryFile.list(path).isEmpty()))
                {
                    others.add(path);
                }
            }
        }
        catch (final IOException | DirectoryIteratorException ignore)
        {
            // Then there is nothing that can be said about them.
            return List.of();
        }
        others.sort(null);
        return others;
    }

    private static String owner(final Path path, final String otherwise)
    {
        try
        {
            return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return otherwise;
        }
    }
}
