package io.fourtuple.bench.publish.record;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * All runs as a table in Markdown. The texts of a record are not trusted: none of their characters can end a cell, begin a
 * tag or make a link.
 */
final class RunIndex
{
    private static final DateTimeFormatter MINUTE =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String README = "README.md";

    private RunIndex()
    {
    }

    /** @param folders newest first. */
    static String markdown(final List<RunFolder> folders)
    {
        final StringBuilder text = new StringBuilder("""
            <!-- Made by scripts/fourtuple publish from each folder's run.json: edit those, not this. -->
            # Recorded runs

            Each run has a folder with its results, its machine, the command that repeats it, and the raw data. Newest first.
            [index.html](index.html) is the same list as a page that sorts and links the reports; open it from a checkout.
            `scripts/fourtuple compare A B` judges two runs.

            Figures: median [smallest..largest] of the repetitions. Idle jitter: how late a thread that only looks at the
            clock saw times 10 us apart, on the idle machine in the seconds before the run: the 99.9th percentile and the
            maximum. Treat any latency below these as noise of the machine, not of the engine.

            | UTC | run | figures | machine | idle jitter | verdict |
            |---|---|---|---|---|---|
            """);
        for (final RunFolder folder : folders)
        {
            final RunRecord run = folder.run();
            final String figures = RunText.figures(folder).stream().map(RunIndex::escaped)
                .collect(Collectors.joining("<br>"));
            text.append(row(when(run), title(folder), figures,
                escaped(machine(folder)), escaped(RunText.jitter(folder.environment().jitter())), verdict(run)));
        }
        return text.toString();
    }

    private static String row(final String... cells)
    {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String title(final RunFolder folder)
    {
        final RunRecord run = folder.run();
        final String report = folder.has(RunFolder.REPORT) ?
            " ([report](" + href(folder) + "/" + RunFolder.REPORT + "))" : "";
        return "[" + escaped(run.title()) + "](" + href(folder) + "/" + (folder.has(README) ? README : "") + ")" +
            report + "<br>" + escaped((run.benchmark() + " " + run.parameters()).strip()) + ", " +
            escaped(run.origin().label());
    }

    private static String verdict(final RunRecord run)
    {
        return run.verdict().isFail() ? "**FAIL**: " + escaped(failed(run)) :
            run.verdict().result() == RunVerdict.Result.NONE ? "" : run.verdict().result().name();
    }

    /** The criteria that did not hold, two at most. */
    static String failed(final RunRecord run)
    {
        return run.verdict().criteria().stream().filter(criterion -> !criterion.holds())
            .map(criterion -> criterion.name() + ": " + criterion.measured()).limit(2)
            .collect(Collectors.joining("; "));
    }

    static String when(final RunRecord run)
    {
        return MINUTE.format(run.at());
    }

    static String machine(final RunFolder folder)
    {
        return folder.environment().machine();
    }

    /** A folder's name as a link. */
    static String href(final RunFolder folder)
    {
        return URLEncoder.encode(folder.name(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The link of a run: its report, or a page written by hand, or the folder. */
    static String page(final RunFolder folder)
    {
        return href(folder) + "/" +
            (folder.has(RunFolder.REPORT) ? RunFolder.REPORT : folder.has(README) ? README : "");
    }

    /** Plain text in a cell of a table. */
    static String escaped(final String text)
    {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip()
            .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            .replaceAll("([\\\\`*\\[\\]|#~!])", "\\\\$1")
            // Nothing that a renderer makes a link of by itself.
            .replace("://", ":&#47;&#47;").replace("@", "&#64;");
    }
}
