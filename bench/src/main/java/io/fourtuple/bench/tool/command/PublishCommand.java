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
import io.fourtuple.bench.publish.record.BadRunException;
import io.fourtuple.bench.publish.record.Publisher;
import io.fourtuple.bench.publish.record.ReportMaker;
import io.fourtuple.bench.publish.record.RunFolder;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.RecordOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds recorded runs to the folder of all, and writes its indexes. */
@Command(
    name = "publish",
    header = "Adds recorded runs, and makes the index of all anew.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Adds runs that --record has made: copies those that lie elsewhere, makes each one's report.html, and writes " +
        "README.md and index.html of all, newest first, with those marked that FAILED. Publishing twice changes " +
        "nothing. Without DIR it writes the indexes only."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench cycle --idle 1m --record",
        "  fourtuple publish perf-results/2026-11-21_33d9fc1_cycle_idle-1m",
        "  fourtuple publish --into perf-results ~/runs/*",
        "  fourtuple publish --check                      exit status 1 if the indexes are not up to date",
        "Exit status 2 if a folder is no run; then nothing has changed."})
final class PublishCommand implements Callable<Integer>
{
    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Folders of runs.")
    private List<Path> folders = List.of();

    @Option(names = "--into", paramLabel = "DIR", defaultValue = RecordOptions.DEFAULT_ROOT,
        description = "Where all runs lie. Default: " + RecordOptions.DEFAULT_ROOT + ".")
    private Path root;

    @Option(names = "--check", description = "Writes nothing, and says whether the indexes are up to date.")
    private boolean isCheck;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        if ((isCheck || folders.isEmpty()) && !Files.isDirectory(root))
        {
            throw new CliException(
                CliException.USAGE, "no such folder: " + root + "; --into names the one of all runs");
        }
        try
        {
            if (isCheck)
            {
                final List<String> outdated = Publisher.outdated(root);
                out.println(outdated.isEmpty() ? "up to date: " + root :
                    "not up to date: " + String.join(", ", outdated) + "; fourtuple publish writes them");
                return outdated.isEmpty() ? 0 : CliException.FAILURE;
            }
            new Publisher(root, reports()).publish(folders)
                .forEach(folder -> out.println("published: " + root.resolve(folder.getFileName())));
            out.println("written: " + root.resolve(Publisher.README) + ", " + root.resolve(Publisher.PAGE));
            Publisher.strangers(root).forEach(name ->
                spec.commandLine().getErr().println("left out, it has no run.json: " + root.resolve(name)));
            return 0;
        }
        catch (final BadRunException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "cannot publish into " + root + ": " + EngineSetupOptions.reason(ex));
        }
    }

    /** A run that cannot be drawn is published all the same. */
    private ReportMaker reports()
    {
        final PrintWriter err = spec.commandLine().getErr();
        return folder ->
        {
            try
            {
                final Report report = Report.of(List.of(folder.path()), Optional.empty(), Optional.empty());
                report.write(folder.path().resolve(RunFolder.REPORT));
                report.problems().forEach(problem -> err.println("note: " + folder.name() + ": " + problem));
            }
            catch (final BadReportException ex)
            {
                err.println("no report: " + folder.name() + ": " + ex.getMessage());
            }
        };
    }
}
