package io.fourtuple.bench.publish.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.fourtuple.bench.publish.record.ComparisonTable;
import io.fourtuple.bench.publish.record.HistogramText;

/**
 * One page of one or several runs, and beside it their plots and histograms as files.
 * <pre>
 *   RunReader ──> ReportRun.. ──> HistogramGroup.. ──> PlotFigure.. ──> ReportBody, Page ──> report.html
 *                                                                  ──> PlotFiles        ──> plots/*.svg, plots/*.png
 *                           ReportHistogram.. ───────────────────> PlotFiles        ──> *.hgrm
 * </pre>
 * The same runs make the same page, byte by byte. Not for several threads at once.
 */
public final class Report
{
    private static final String PAGE = "report.html";

    private final String title;
    private final List<ReportRun> runs;
    private final List<String> labels;
    private final List<PlotFigure> figures = new ArrayList<>();
    private final List<HistogramGroup> groups;
    private final List<Optional<PlotFigure>> percentiles;
    private final List<PlotFigure> times;
    private final List<Path> written = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private Report(final List<ReportRun> runs, final Optional<String> title)
    {
        this.runs = runs;
        this.title = title.orElseGet(this::ownTitle);
        labels = RunLabels.of(runs.stream().map(ReportRun::name).toList());
        groups = HistogramGroup.of(runs, labels);
        percentiles = new PercentileFigures(runs, labels).figures(groups);
        times = new TimeFigures(runs, labels).figures(groups);
        percentiles.forEach(figure -> figure.ifPresent(figures::add));
        figures.addAll(times);
        runs.forEach(run -> problems.addAll(run.problems()));
    }

    private String ownTitle()
    {
        final List<String> titles = runs.stream().map(Report::title).distinct().toList();
        return runs.size() == 1 ? titles.getFirst() :
            titles.size() == 1 ? titles.getFirst() + ", " + runs.size() + " runs" : runs.size() + " runs compared";
    }

    /**
     * Reads runs and makes the page.
     *
     * @param paths folders of runs, folders of histogram logs, or histogram logs; one or more.
     * @param unit  {@code ns}, {@code us}, {@code ms} or {@code s}, of logs whatever they say; empty: as they say.
     * @param title of the page; empty: the run's own.
     * @return the report, not yet written.
     * @throws BadReportException if a path has nothing that a report can be made of.
     */
    public static Report of(final List<Path> paths, final Optional<String> unit, final Optional<String> title)
    {
        if (paths.isEmpty())
        {
            throw new BadReportException("a report needs one run or more");
        }
        final Optional<Unit> given = unit.map(symbol -> Unit.time(symbol).orElseThrow(
            () -> new BadReportException("a unit is ns, us, ms or s: " + symbol)));
        return new Report(paths.stream().map(path -> RunReader.read(path, given)).toList(), title);
    }

    /** Begins with a capital, unless it is the name of a file. */
    private static String title(final ReportRun run)
    {
        final String title = run.record().title();
        return title.isEmpty() || title.equals(run.name()) ? run.name() :
            title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    /** Size of all histogram logs that would be read, in bytes, so that a caller can announce a long wait. */
    public static long bytes(final List<Path> paths) throws IOException
    {
        long bytes = 0;
        for (final Path path : paths)
        {
            try (Stream<Path> files = Files.isDirectory(path) ? Files.list(path) : Stream.of(path))
            {
                bytes += files.filter(HistogramText::isLog)
                    .mapToLong(file -> file.toFile().length()).sum();
            }
        }
        return bytes;
    }

    /** Where the page goes if nobody says: into the folder of a run, or here for several. */
    public static Path defaultPage(final List<Path> paths)
    {
        if (paths.size() != 1)
        {
            return Path.of(PAGE);
        }
        final Path only = paths.getFirst();
        return Files.isDirectory(only) ? only.resolve(PAGE) : only.resolveSibling((
            HistogramText.isLog(only) || HistogramText.isPercentiles(only) ? HistogramText.base(only) :
            only.getFileName().toString().replaceFirst("\\.[^.]*$", "")) + ".html");
    }

    /**
     * Writes the page, and beside it {@code plots/} and {@code .hgrm} files; for a page {@code NAME.html} of another
     * name, both in {@code NAME-plots/}. That of a comparison links the page of both sides, if that lies beside it.
     *
     * @param file of the page; written over.
     * @throws IOException if a file cannot be written.
     */
    public void write(final Path file) throws IOException
    {
        final Path folder = file.toAbsolutePath().normalize().getParent();
        Files.createDirectories(folder);
        final String name = file.getFileName().toString();
        final Path plots = folder.resolve(PAGE.equals(name) ? "plots" : name.replaceFirst("\\.html?$", "") + "-plots");
        boolean draws = true;
        for (final PlotFigure figure : figures)
        {
            Files.createDirectories(plots);
            final String svg = PlotFiles.svg(figure);
            final Path svgFile = plots.resolve(figure.id() + ".svg");
            write(svgFile, svg);
            written.add(svgFile);
            draws = draws && png(svg, plots.resolve(figure.id() + ".png"));
        }
        hgrms(PAGE.equals(name) ? folder : plots);
        // Last: a page that is there is whole.
        write(file, page(sides(folder)));
        written.addFirst(file);
    }

    /** The page of both sides, if the run is a comparison and the report goes where that lies; else empty. */
    private String sides(final Path folder)
    {
        final boolean isComparison = runs.size() == 1 && runs.getFirst().comparison().isPresent();
        return isComparison && Files.isRegularFile(folder.resolve(ComparisonTable.SIDES)) ? ComparisonTable.SIDES : "";
    }

    private String page(final String sides)
    {
        return Page.of(title, new ReportBody(title, runs, labels, groups, sides).html(percentiles, times),
            FigureJson.of(figures));
    }

    /** Half a character, which a name can have, becomes a question mark. */
    private static void write(final Path file, final String text) throws IOException
    {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean png(final String svg, final Path file) throws IOException
    {
        try
        {
            PlotFiles.png(svg, file);
            written.add(file);
            return true;
        }
        catch (final BadReportException ex)
        {
            problems.add("no PNG: " + ex.getMessage());
            return false;
        }
    }

    private void hgrms(final Path folder) throws IOException
    {
        final Set<String> taken = new HashSet<>();
        for (int i = 0; i < runs.size(); i++)
        {
            for (final ReportHistogram histogram : runs.get(i).histograms())
            {
                if (histogram.logged().intervals().isEmpty())
                {
                    // Read from such a file, which may be the very one.
                    continue;
                }
                final String plain = ((runs.size() == 1 ? "" : labels.get(i) + "-") + histogram.file())
                    .replaceAll("[^A-Za-z0-9.+-]+", "-").replaceFirst("^[.-]+", "");
                String name = plain;
                for (int number = 2; !taken.add(name); number++)
                {
                    name = plain + "-" + number;
                }
                Files.createDirectories(folder);
                final Path file = folder.resolve(name + ".hgrm");
                PlotFiles.hgrm(histogram, file);
                written.add(file);
            }
        }
    }

    /** The page's text, as if nothing lay beside it. */
    public String page()
    {
        return page("");
    }

    /** The title of the page. */
    public String title()
    {
        return title;
    }

    /** Files written so far, the page first. */
    public List<Path> written()
    {
        return List.copyOf(written);
    }

    /** Files and lines that could not be read or written, a sentence each. */
    public List<String> problems()
    {
        return problems.stream().distinct().toList();
    }
}
