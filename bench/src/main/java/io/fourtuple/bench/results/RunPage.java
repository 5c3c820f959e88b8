package io.fourtuple.bench.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import io.fourtuple.bench.cycle.Spread;

/** All runs as a page of its own: no network, sorts by a click, narrow screens get a card for each run. */
final class RunPage
{
    private static final String TEMPLATE = "runs.html";
    private static final String PLACE = "<!--ROWS-->";

    private RunPage()
    {
    }

    /**
     * @param folders newest first.
     */
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
        return "<tr" + (run.verdict().isFail() ? " class=\"fail\"" : "") + ">" +
            cell("UTC", run.at().toString(), escaped(RunIndex.when(run))) +
            cell("run", run.title(), "<a href=\"" + RunIndex.page(folder) + "\">" + escaped(run.title()) +
                "</a><small><a href=\"" + RunIndex.href(folder) + "/\">" + escaped(folder.name()) + "</a></small>") +
            cell("benchmark", run.benchmark() + " " + run.parameters(), escaped(run.benchmark()) + "<small>" +
                escaped(run.parameters()) + "</small>") +
            cell("figures", run.metrics().isEmpty() ? "" :
                String.valueOf(Spread.of(run.metrics().getFirst().values()).median()),
                RunText.figures(folder).stream().map(RunPage::escaped).collect(Collectors.joining("<br>"))) +
            cell("machine", RunIndex.machine(folder), escaped(RunIndex.machine(folder)) +
                "<small>" + escaped(folder.environment().texts().getOrDefault("jdk", "")) + "</small>") +
            cell("idle jitter p99.9 / max", jitter == null ? "" : String.valueOf(jitter.p999()),
                escaped(RunText.jitter(jitter))) +
            cell("verdict", run.verdict().result().name(), verdict(run)) + "</tr>\n";
    }

    private static String verdict(final RunRecord run)
    {
        return switch (run.verdict().result())
        {
            case FAIL -> "<b>FAIL</b><small>" + escaped(RunIndex.failed(run)) + "</small>";
            case PASS -> "PASS";
            case NONE -> "";
        };
    }

    /**
     * @param label on a narrow screen, where there is no head.
     * @param sort  what the column is sorted by.
     * @param html  escaped already.
     */
    private static String cell(final String label, final String sort, final String html)
    {
        return "<td data-label=\"" + escaped(label) + "\" data-sort=\"" + escaped(sort) + "\">" + html + "</td>";
    }

    /** Plain text, in an element or in an attribute's quotes. */
    static String escaped(final String text)
    {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip()
            .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
            .replace("'", "&#39;");
    }
}
