package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import io.fourtuple.bench.base.Spread;

/** All runs as a page of its own: no network, sorts by a click, narrow screens get a card for each run. */
final class RunPage
{
    private static final String TEMPLATE = "runs.html";
    private static final String PLACE = "<!--ROWS-->";

    private RunPage()
    {
    }

    /** @param folders newest first. */
    static String html(final List<RunFolder> folders)
    {
        return template().replace(PLACE, folders.stream().map(RunPage::row).collect(Collectors.joining()));
    }

    private static String template()
    {
        try (InputStream in = RunPage.class.getResourceAsStream(TEMPLATE))
        {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static String row(final RunFolder folder)
    {
        final RunRecord run = folder.run();
        final JitterSummary jitter = folder.environment().jitter();
        final String machine = RunIndex.machine(folder);
        return "<tr" + (run.verdict().isFail() ? " class=\"fail\"" : "") + ">\n" +
            cell("short", "", run.at().toString(), escaped(RunIndex.when(run))) +
            cell("", "", run.title(), "<a href=\"" + RunIndex.page(folder) + "\">" + escaped(run.title()) +
                "</a><small><a href=\"" + RunIndex.href(folder) + "/\">" +
                escaped(folder.name()).replace("_", "_<wbr>") + "</a></small>") +
            cell("short", "Benchmark", run.benchmark(), escaped(run.benchmark())) +
            cell("", "Figures", run.metrics().isEmpty() ? "" :
                String.valueOf(Spread.of(run.metrics().getFirst().values()).median()),
                RunText.figures(folder).stream().map(line -> "<div>" + unbroken(escaped(line)) + "</div>")
                    .collect(Collectors.joining())) +
            cell(jitter == null && machine.isEmpty() ? "none" : "short", "Idle jitter p99.9 / max",
                jitter == null ? "" : String.valueOf(jitter.p999()),
                escaped(jitter == null ? "not watched" : RunText.jitter(jitter)) + "<small>" + escaped(machine) +
                "<br>" + escaped(folder.environment().texts().getOrDefault("jdk", "")) + "</small>") +
            cell(run.verdict().result() == RunVerdict.Result.NONE ? "none" : "", "", run.verdict().result().name(),
                verdict(run)) + "</tr>\n";
    }

    private static String verdict(final RunRecord run)
    {
        return switch (run.verdict().result())
        {
            case FAIL -> "<span class=\"badge fail\">FAIL</span><small>" + escaped(RunIndex.failed(run)) + "</small>";
            case PASS -> "<span class=\"badge pass\">PASS</span>";
            case NONE -> "";
        };
    }

    /**
     * @param kind  class of the cell: {@code short} is never broken, {@code none} has nothing for a narrow screen.
     * @param label on a narrow screen, where there is no head; may be empty.
     * @param sort  what the column is sorted by.
     * @param html  escaped already.
     */
    private static String cell(final String kind, final String label, final String sort, final String html)
    {
        return "<td" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") +
            (label.isEmpty() ? "" : " data-label=\"" + label + "\"") + " data-sort=\"" + escaped(sort) + "\">" + html +
            "</td>\n";
    }

    /** A number and its unit stay together. */
    private static String unbroken(final String html)
    {
        return html.replaceAll("(\\d) (ns|us|ms|s|%)\\b", "$1&nbsp;$2");
    }

    /** Plain text, in an element or in an attribute's quotes. */
    static String escaped(final String text)
    {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip()
            .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
            .replace("'", "&#39;");
    }
}
