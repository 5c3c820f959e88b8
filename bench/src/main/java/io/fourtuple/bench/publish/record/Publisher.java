package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.fourtuple.bench.base.Json;

/**
 * Adds runs to the folder of all, has their reports made, and writes the two indexes; publishing twice gives the same
 * bytes. Several processes may publish into the same folder: one waits for the other.
 * <pre>
 *   DIR elsewhere ── copied, regular files only ──> root/NAME ── report.html
 *                                                   root/ all run.json ──> README.md, index.html
 * </pre>
 */
public final class Publisher
{
    /** The table in Markdown. */
    public static final String README = "README.md";
    /** The page. */
    public static final String PAGE = "index.html";

    private static final String LOCK = ".publish.lock";
    private static final long MOST_BYTES = 256L << 20;
    private static final Object IN_THIS_PROCESS = new Object();

    private final Path root;
    private final ReportMaker reports;

    /**
     * @param root    where runs lie; made if it is missing.
     * @param reports makes the page of a run that is published.
     */
    public Publisher(final Path root, final ReportMaker reports)
    {
        this.root = root.toAbsolutePath().normalize();
        this.reports = reports;
    }

    /**
     * Publishes.
     *
     * @param folders of runs; none: only the indexes are written.
     * @return the runs' folders below the root, in the same order.
     * @throws BadRunException if one of them, or one that lies there already, is no run; then nothing has changed.
     */
    public List<Path> publish(final List<Path> folders) throws IOException
    {
        final List<RunFolder> runs = new ArrayList<>();
        folders.forEach(folder -> runs.add(RunFolder.open(folder)));
        Files.createDirectories(root);
        synchronized (IN_THIS_PROCESS)
        {
            try (FileChannel channel = FileChannel.open(
                root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock ignored = channel.lock())
            {
                RunFolder.list(root);
                final List<Path> published = new ArrayList<>();
                for (final RunFolder run : runs)
                {
                    final Path place = place(run);
                    published.add(place);
                    draw(RunFolder.open(place));
                }
                for (final Map.Entry<String, String> file : indexes(root).entrySet())
                {
                    replace(root.resolve(file.getKey()), file.getValue());
                }
                return published;
            }
        }
    }

    /** The texts of the two indexes of a folder, by file name. */
    public static Map<String, String> indexes(final Path root) throws IOException
    {
        final List<RunFolder> runs = RunFolder.list(root);
        final Map<String, String> files = new LinkedHashMap<>();
        files.put(README, RunIndex.markdown(runs));
        files.put(PAGE, RunPage.html(runs));
        return files;
    }

    /** Names of the indexes that are missing or differ from what {@link #publish} would write. */
    public static List<String> outdated(final Path root) throws IOException
    {
        final List<String> names = new ArrayList<>();
        for (final Map.Entry<String, String> file : indexes(root).entrySet())
        {
            final Path path = root.resolve(file.getKey());
            if (!Files.isRegularFile(path) || !Files.readString(path).equals(file.getValue()))
            {
                names.add(file.getKey());
            }
        }
        return names;
    }

    /** Folders below the root that are no run, hidden ones left out: half-made, or of something else. */
    public static List<String> strangers(final Path root) throws IOException
    {
        try (Stream<Path> children = Files.list(root))
        {
            return children.filter(child -> Files.isDirectory(child) && !RunFolder.isRun(child))
                .map(child -> child.getFileName().toString()).filter(name -> !name.startsWith(".")).sorted().toList();
        }
    }

    /** A run without figures was written by hand: its own page is the report. */
    private void draw(final RunFolder folder) throws IOException
    {
        if (!folder.run().metrics().isEmpty() || !folder.run().histograms().isEmpty())
        {
            reports.make(folder);
        }
    }

    /** Where it lies below the root: as it is, or as a copy made now or earlier. */
    private Path place(final RunFolder run) throws IOException
    {
        final boolean isRecorded = RunFolder.isRun(run.path());
        if (root.equals(run.path().getParent()))
        {
            if (!isRecorded)
            {
                record(run, run.path());
            }
            return run.path();
        }
        final String record = isRecorded ? Files.readString(run.path().resolve(RunFolder.RUN)) :
            Json.indented(RunJson.toMap(run.run()));
        final String name = run.run().folderName();
        for (int i = 1;; i++)
        {
            final Path target = root.resolve(i == 1 ? name : name + "-" + i);
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS))
            {
                return copy(run, target);
            }
            if (RunFolder.isRun(target) &&
                Objects.equals(Files.readString(target.resolve(RunFolder.RUN)), record))
            {
                return target;
            }
        }
    }

    /** Regular files only: a link could lead anywhere. */
    private Path copy(final RunFolder run, final Path target) throws IOException
    {
        final Path hidden = Files.createTempDirectory(root, ".copying-");
        try
        {
            Files.walkFileTree(run.path(), new Copy(run.path(), hidden));
            if (!RunFolder.isRun(hidden))
            {
                record(run, hidden);
            }
            RunRecorder.share(hidden);
            return Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
        }
        finally
        {
            RunRecorder.delete(hidden);
        }
    }

    /** Makes a recorded run of a folder that {@code --out} of a command has left; readers of all runs expect that form. */
    private static void record(final RunFolder run, final Path folder) throws IOException
    {
        Json.writeIndented(folder.resolve(Environment.FILE), run.environment().members());
        Json.writeIndented(folder.resolve(RunFolder.RUN), RunJson.toMap(run.run()));
    }

    private static void replace(final Path file, final String text) throws IOException
    {
        final Path hidden = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(hidden, text, StandardCharsets.UTF_8);
        Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Copies a tree file by file. */
    private static final class Copy extends SimpleFileVisitor<Path>
    {
        private final Path from;
        private final Path to;
        private long bytes;

        Copy(final Path from, final Path to)
        {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes)
            throws IOException
        {
            Files.createDirectories(to.resolve(from.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException
        {
            bytes += attributes.size();
            if (bytes > MOST_BYTES)
            {
                throw new BadRunException(
                    "no run has more than " + (MOST_BYTES >> 20) + " MiB, and other files lie there: " + from);
            }
            if (attributes.isRegularFile())
            {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
