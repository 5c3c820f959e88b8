package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fourtuple.bench.base.Json;

/**
 * Makes a run's folder: everything goes into a hidden one beside it, which gets its name in one step when all is there.
 * <pre>
 *   begin ── jitter ── (the benchmark) ── finish: run.json, rename       .recording-PID-RANDOM ──> DATE_COMMIT_...
 *                          └── close without finish, exception, Ctrl-C: the hidden folder is removed
 * </pre>
 * A kill -9 leaves a hidden folder, which nothing reads.
 */
public final class RunRecorder implements AutoCloseable
{
    private static final String PREFIX = ".recording-";
    private static final int MOST_OF_A_NAME = 10_000;

    private final Path root;
    private final Path folder;
    private final Thread hook;
    private final long startNs = System.nanoTime();
    private Environment environment;
    private Writer output;
    private boolean isFinished;

    private RunRecorder(final Path root, final Path folder, final Environment environment)
    {
        this.root = root;
        this.folder = folder;
        this.environment = environment;
        hook = new Thread(() -> delete(folder), "remove-half-made-run");
    }

    /**
     * Looks at the machine and makes the hidden folder.
     *
     * @param root        where runs lie; made if it is missing.
     * @param environment as it is before the run.
     */
    public static RunRecorder begin(final Path root, final Environment environment) throws IOException
    {
        Files.createDirectories(root);
        final Path folder = Files.createTempDirectory(root, PREFIX + ProcessHandle.current().pid() + "-");
        final RunRecorder recorder = new RunRecorder(root, folder, environment);
        Runtime.getRuntime().addShutdownHook(recorder.hook);
        recorder.output = Files.newBufferedWriter(folder.resolve(RunFolder.OUTPUT), StandardCharsets.UTF_8);
        return recorder;
    }

    /** Where a harness may put files of its own, histogram logs and JSON. */
    public Path folder()
    {
        return folder;
    }

    /** Keeps the idle jitter. */
    public void jitter(final IdleJitter jitter)
    {
        jitter.write(folder.resolve(IdleJitter.FILE));
        environment = environment.with(jitter.summary());
    }

    /** The load and the jitter before the run, and what it was made on. */
    public Environment environment()
    {
        return environment;
    }

    /** Prints as the given writer does, and into {@code output.txt}. */
    public PrintWriter copy(final PrintWriter out)
    {
        return new PrintWriter(new CopyingWriter(out, output), true);
    }

    /**
     * Writes what is missing, and gives the folder its name; with -2, -3 ... behind it where that is taken.
     *
     * @return the run's folder.
     */
    public Path finish(final RunRecord run) throws IOException
    {
        if (Double.isNaN(run.durationS()))
        {
            run.durationS((System.nanoTime() - startNs) / 1e9);
        }
        output.close();
        scrub();
        Json.writeIndented(folder.resolve(Environment.FILE), environment.members());
        Json.writeIndented(folder.resolve(RunFolder.RUN), RunJson.toMap(run));
        // mkdtemp's are for their owner only; a result is for all to read.
        share(folder);
        final Path named = rename(run.folderName());
        isFinished = true;
        close();
        return named;
    }

    /** Removes the folders of this machine from all that was printed and written. */
    private void scrub() throws IOException
    {
        final List<String> places = places(folder, SourceRevision.checkout());
        final List<Path> files;
        try (Stream<Path> children = Files.list(folder))
        {
            files = children.filter(file -> file.toString().matches(".*\\.(txt|json|md)")).toList();
        }
        for (final Path file : files)
        {
            String text = Files.readString(file);
            for (final String place : places)
            {
                text = text.replace(place + "/", "").replaceAll(Pattern.quote(place) + "(?![A-Za-z0-9_-])", ".");
            }
            Files.writeString(file, text);
        }
    }

    /** Folders that no result names, the longest first; the checkout is null where the jar lies in none. */
    static List<String> places(final Path folder, final Path checkout)
    {
        return Stream.of(folder.toAbsolutePath().toString(), folder.toString(), Objects.toString(checkout, ""),
                System.getProperty("java.home"), System.getProperty("user.dir"), System.getProperty("user.home"),
                System.getProperty("java.io.tmpdir"))
            .filter(place -> place.length() > 1)
            .sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }

    private Path rename(final String name) throws IOException
    {
        for (int i = 1; i < MOST_OF_A_NAME; i++)
        {
            final Path target = root.resolve(i == 1 ? name : name + "-" + i);
            if (!Files.exists(target))
            {
                try
                {
                    return Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
                }
                catch (final FileSystemException ex)
                {
                    // Another run may have taken the name just now.
                    if (!Files.exists(target))
                    {
                        throw ex;
                    }
                }
            }
        }
        throw new IOException("too many runs are called " + name);
    }

    static void share(final Path folder)
    {
        try
        {
            Files.setPosixFilePermissions(folder,
                PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            // A file system without permissions needs none.
        }
    }

    /** Removes what is half-made. */
    @Override
    public void close()
    {
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ex)
        {
            // The process is going down: the hook does it.
            return;
        }
        if (!isFinished)
        {
            delete(folder);
        }
    }

    /** Deletes a folder and all in it, as far as that is possible. */
    public static void delete(final Path folder)
    {
        if (!Files.exists(folder))
        {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder))
        {
            final List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (final Path path : deepestFirst)
            {
                Files.deleteIfExists(path);
            }
        }
        catch (final IOException | UncheckedIOException ex)
        {
            // It has its name already, or cannot be removed: it stays hidden.
        }
    }

    /** Writes twice; a full disk must not end a measurement, so the copy's errors are left to finish. */
    private static final class CopyingWriter extends Writer
    {
        private final PrintWriter out;
        private final Writer copy;

        CopyingWriter(final PrintWriter out, final Writer copy)
        {
            this.out = out;
            this.copy = copy;
        }

        @Override
        public void write(final char[] chars, final int offset, final int length) throws IOException
        {
            out.write(chars, offset, length);
            copy.write(chars, offset, length);
        }

        @Override
        public void flush() throws IOException
        {
            out.flush();
            copy.flush();
        }

        @Override
        public void close()
        {
            out.flush();
        }
    }
}
