package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.fourtuple.bench.publish.page.BadReportException;
import io.fourtuple.bench.publish.page.Report;
import io.fourtuple.bench.tool.option.CliException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a page of recorded runs. */
@Command(
    name = "report",
    header = "One HTML page of recorded runs or .hlog files.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Makes one HTML page of one or several runs: verdict, percentiles on HdrHistogram's logarithmic axis with " +
        "the idle machine's own beside them, rate and latency over time, metrics, settings, environment, and the command " +
        "that repeats the run. The page needs no network and no server.",
        "A run is a folder with run.json (perf-results/...), with load.json or resilience.json (of --out), or with " +
        "histogram logs (.hlog) or percentiles (.hgrm) of any tool; or one such file, packed (.gz) or not.",
        "Beside the page: plots/*.svg and *.png of each plot, and .hgrm files for HdrHistogram's own plotter."},
    footer = {
        "",
        "Examples:",
        "  fourtuple load --rate 50k --duration 10s --out run1 && fourtuple report run1",
        "  fourtuple report run1 run2 run3 --out compared.html",
        "  fourtuple report other-tool.hlog --unit us --title 'Another server'",
        "  fourtuple report other-tool.hgrm",
        "Exit status 2 if there is nothing that a report can be made of."})
final class ReportCommand implements Callable<Integer>
{
    /** Takes about two seconds to read. */
    private static final long MUCH = 5_000_000;

    @Parameters(paramLabel = "DIR", arity = "1..*",
        description = "Folders of runs, or histogram logs; several are laid over each other.")
    private List<Path> runs;

    @Option(names = "--out", paramLabel = "FILE",
        description = "The page. Default: report.html in the run's folder; NAME.html beside NAME.hlog; of several, report.html here.")
    private Path out;

    @Option(names = "--unit", paramLabel = "UNIT",
        description = "Unit of the logs' values: ns, us, ms or s. Default: as run.json or the log says, else ns.")
    private String unit;

    @Option(names = "--title", paramLabel = "TEXT", description = "Title of the page. Default: the run's own.")
    private String title;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final Path page = out == null ? Report.defaultPage(runs) : out;
        if (Files.isDirectory(page))
        {
            throw new CliException(CliException.USAGE, "--out must be a file, not a folder: " + page);
        }
        final PrintWriter output = spec.commandLine().getOut();
        try
        {
            final long bytes = Report.bytes(runs);
            if (bytes > MUCH)
            {
                spec.commandLine().getErr().printf("reading %d MB of histogram logs%n", bytes / 1_000_000);
            }
            final Report report = Report.of(runs, Optional.ofNullable(unit), Optional.ofNullable(title));
            report.write(page);
            report.problems().forEach(problem -> output.println("note: " + problem));
            final long others = report.written().size() - 1;
            output.println("written: " + page + ", and " + others + " plots and histograms beside it");
            return 0;
        }
        catch (final BadReportException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "cannot write the report: " + ex);
        }
    }
}
