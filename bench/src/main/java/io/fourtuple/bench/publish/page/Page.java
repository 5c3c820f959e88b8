package io.fourtuple.bench.publish.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page around what is reported: style, scripts and their licence in the page itself, and a policy by which a
 * browser loads nothing else and runs nothing else, whatever a run has in its texts.
 */
final class Page
{
    private static final String CHART_VERSION = "4.4.4";
    private static final String SCRIPT = "report.js";
    /** As {@link FigureJson} has none: a page without plots needs nothing that draws. */
    private static final String NO_FIGURES = "[]";
    private static final String CHART = "/META-INF/resources/webjars/chart.js/" + CHART_VERSION + "/";

    private Page()
    {
    }

    /**
     * @param title   of the page, plain text.
     * @param body    markup.
     * @param figures as {@link FigureJson} has them.
     * @return the whole file.
     */
    static String of(final String title, final String body, final String figures)
    {
        final String style = resource("report.css");
        final String scripts = NO_FIGURES.equals(figures) ? "" : scripts(figures);
        final String policy = "default-src 'none'; img-src data:; style-src '" + hash(style) + "'; script-src '" +
            hash(chart()) + "' '" + hash(resource(SCRIPT)) + "'; base-uri 'none'; form-action 'none'";
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
            "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n" +
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
            "<meta name=\"color-scheme\" content=\"light dark\">\n" +
            "<title>" + Html.escaped(title) + "</title>\n<link rel=\"icon\" href=\"data:,\">\n" +
            "<style>" + style + "</style>\n</head>\n<body>\n" + body + scripts + "</body>\n</html>\n";
    }

    private static String scripts(final String figures)
    {
        return "<script type=\"application/json\" id=\"figures\">" + figures + "</script>\n" + licence() +
            "<script>" + chart() + "</script>\n<script>" + resource(SCRIPT) + "</script>\n";
    }

    /** Without the line by which a debugger would ask for another file. */
    private static String chart()
    {
        return resource(CHART + "dist/chart.umd.js").replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    private static String licence()
    {
        return "<!--\nThe plots are drawn by Chart.js " + CHART_VERSION +
            ", which has @kurkle/color in it, both under:\n\n" +
            resource(CHART + "LICENSE.md").strip().replace("--", "- -") +
            "\n\n@kurkle/color: Copyright (c) 2018-2024 Jukka Kurkela\n-->\n";
    }

    private static String hash(final String text)
    {
        try
        {
            return "sha256-" + Base64.getEncoder().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java has SHA-256", ex);
        }
    }

    private static String resource(final String name)
    {
        try (InputStream in = Page.class.getResourceAsStream(name))
        {
            if (in == null)
            {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
