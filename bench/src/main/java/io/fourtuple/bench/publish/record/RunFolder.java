package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** A recorded run, read. Nothing of it is trusted: what is wrong is said by {@link BadRunException}. */
public final class RunFolder
{
    /** The record's name in a run's folder; a folder without it is no run. */
    public static final String RUN = "run.json";
    /** Output of the command. */
    public static final String OUTPUT = "output.txt";
    /** Made by the report's generator. */
    public static final String REPORT = "report.html";
    /** As JMH writes it. */
    public static final String JMH = "jmh.json";

    private final Path path;
    private final RunRecord run;
    private final Environment environment;

    private RunFolder(final Path path, final RunRecord run, final Environment environment)
    {
        this.path = path;
        this.run = run;
        this.environment = environment;
    }

    /** @throws BadRunException if it is none, or one that was written by half. */
    public static RunFolder open(final Path path)
    {
        final Path folder = path.toAbsolutePath().normalize();
        final String name = String.valueOf(folder.getFileName());
        if (!Files.isDirectory(folder))
        {
            throw new BadRunException("no such folder: " + path);
        }
        if (!isRun(folder))
        {
            return other(path, folder);
        }
        final String run = name + "/" + RUN;
        final Path file = folder.resolve(Environment.FILE);
        final String environment = name + "/" + Environment.FILE;
        return new RunFolder(folder, RunJson.fromJson(run, JsonText.read(run, folder.resolve(RUN))),
            Files.isRegularFile(file) ? Environment.fromJson(environment, JsonText.read(environment, file)) :
                Environment.none());
    }

    /** Opens a folder that {@code --out} of a command has left. */
    private static RunFolder other(final Path path, final Path folder)
    {
        for (final String file : List.of(LoadJson.FILE, ResilienceJson.FILE))
        {
            if (Files.isRegularFile(folder.resolve(file)))
            {
                final String where = folder.getFileName() + "/" + file;
                final LooseJson root = new LooseJson(new JsonObject(where,
                    JsonText.read(where, folder.resolve(file))).members());
                return new RunFolder(folder, LoadJson.FILE.equals(file) ? new LoadJson(root).run(folder) :
                    new ResilienceJson(root).run(), root.environment());
            }
        }
        throw new BadRunException("no run: it has no " + RUN + ": " + path +
            "; --record makes them, as does --out of load and resilience");
    }

    /** Whether it is a recorded one. */
    public static boolean isRun(final Path folder)
    {
        return Files.isRegularFile(folder.resolve(RUN));
    }

    /** Whether it can be read as one: a recorded one, or what {@code --out} of load, flood or resilience has left. */
    public static boolean isReadable(final Path folder)
    {
        return Stream.of(RUN, LoadJson.FILE, ResilienceJson.FILE)
            .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
    }

    /** All recorded runs directly below a folder, newest first; what is hidden is still being made, or was given up. */
    public static List<RunFolder> list(final Path root) throws IOException
    {
        return list(root, RunFolder::isRun);
    }

    /** The same of all that can be read. */
    static List<RunFolder> readable(final Path root) throws IOException
    {
        return list(root, RunFolder::isReadable);
    }

    private static List<RunFolder> list(final Path root, final Predicate<Path> which) throws IOException
    {
        try (Stream<Path> children = Files.list(root))
        {
            return children
                .filter(child -> !child.getFileName().toString().startsWith("."))
                .filter(which)
                .map(RunFolder::open)
                .sorted(Comparator.comparing((RunFolder folder) -> folder.run().at())
                    .thenComparing(RunFolder::name).reversed())
                .toList();
        }
    }

    /** Absolute. */
    public Path path()
    {
        return path;
    }

    /** Its last part. */
    public String name()
    {
        return path.getFileName().toString();
    }

    public RunRecord run()
    {
        return run;
    }

    /** Empty if the run has none. */
    public Environment environment()
    {
        return environment;
    }

    /** The medians of the first figures that it can be compared by, in a line; empty if there are none. */
    public String medians()
    {
        return RunText.medians(this);
    }

    /** The criteria that a failed run missed first. */
    public String failure()
    {
        return RunIndex.failed(run);
    }

    /** Whether a plain file of that name lies in it. */
    public boolean has(final String file)
    {
        return Files.isRegularFile(path.resolve(file));
    }

    /** The intervals of a histogram, in order. */
    public List<Histogram> intervals(final HistogramFile histogram)
    {
        return intervals(path.resolve(histogram.file()), histogram.tag());
    }

    /**
     * @param file a histogram log.
     * @param tag  of those wanted; null: those without.
     */
    public static List<Histogram> intervals(final Path file, final String tag)
    {
        final List<Histogram> wanted = new ArrayList<>();
        forEach(file, tag, wanted::add);
        return wanted;
    }

    static void forEach(final Path file, final String tag, final Consumer<Histogram> consumer)
    {
        forEach(file, histogram ->
        {
            if (Objects.equals(histogram.getTag(), tag))
            {
                consumer.accept(histogram);
            }
        });
    }

    /** Passes on all intervals of a histogram log, whatever their tags, in order; none is kept. */
    static void forEach(final Path file, final Consumer<Histogram> consumer)
    {
        try (InputStream in = HistogramText.open(file); HistogramLogReader reader = new HistogramLogReader(in))
        {
            while (reader.hasNext())
            {
                if (reader.nextIntervalHistogram() instanceof Histogram histogram)
                {
                    consumer.accept(histogram);
                }
            }
        }
        catch (final NoSuchFileException ex)
        {
            throw new BadRunException("no such file: " + file.getFileName());
        }
        catch (final IOException ex)
        {
            throw new BadRunException(file.getFileName() + ": cannot be read: " + ex.getMessage());
        }
        catch (final UncheckedIOException | IllegalArgumentException | IndexOutOfBoundsException |
            NoSuchElementException ex)
        {
            throw new BadRunException(file.getFileName() + ": no histogram log: " + ex.getMessage());
        }
    }
}
