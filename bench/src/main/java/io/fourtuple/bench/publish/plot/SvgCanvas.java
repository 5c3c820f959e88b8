package io.fourtuple.bench.publish.plot;

import java.util.Locale;

/**
 * Writes SVG elements, for files and for pages: numbers with one decimal, text escaped, so that the same drawing is the
 * same file. A style is attributes as SVG has them, their values in single quotes.
 */
public final class SvgCanvas
{
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder above = new StringBuilder();

    public void rect(final double x, final double y, final double width, final double height, final String style)
    {
        out.append(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' %s/>\n", x, y, width, height, style));
    }

    /** A rectangle that lies above all lines. */
    public void plate(final double x, final double y, final double width, final double height, final String style)
    {
        above.append(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' %s/>\n", x, y, width, height, style));
    }

    public void line(final double x1, final double y1, final double x2, final double y2, final String style)
    {
        out.append(format("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' %s/>\n", x1, y1, x2, y2, style));
    }

    public void path(final String data, final String style)
    {
        out.append("<path d='").append(data).append("' ").append(style).append("/>\n");
    }

    public void polyline(final String points, final String style)
    {
        out.append("<polyline points='").append(points).append("' ").append(style).append("/>\n");
    }

    public void circle(final double x, final double y, final double radius, final String style)
    {
        out.append(format("<circle cx='%.1f' cy='%.1f' r='%.1f' %s/>\n", x, y, radius, style));
    }

    /** Elements that share a style. */
    public void group(final String style, final Runnable content)
    {
        out.append("<g ").append(style).append(">\n");
        content.run();
        out.append("</g>\n");
    }

    public void text(final double x, final double y, final String text, final String style)
    {
        out.append(format("<text x='%.1f' y='%.1f' %s>%s</text>\n", x, y, style, escape(text)));
    }

    /** Text that leans as a line does, and lies above all lines. */
    public void label(final double x, final double y, final double degrees, final String text, final String style)
    {
        above.append(format("<text x='%.1f' y='%.1f' transform='rotate(%.2f %.1f %.1f)' %s>%s</text>\n",
            x, y, degrees, x, y, style, escape(text)));
    }

    /** An arrow's point at the end of a line. */
    public void point(final double x1, final double y1, final double x2, final double y2, final String colour)
    {
        final double angle = Math.atan2(y2 - y1, x2 - x1);
        final double back = 10;
        final double spread = 0.38;
        path(format("M %.1f %.1f L %.1f %.1f L %.1f %.1f Z", x2, y2,
            x2 - back * Math.cos(angle - spread), y2 - back * Math.sin(angle - spread),
            x2 - back * Math.cos(angle + spread), y2 - back * Math.sin(angle + spread)), "fill='" + colour + "'");
    }

    public static String format(final String pattern, final Object... arguments)
    {
        return String.format(Locale.ROOT, pattern, arguments);
    }

    private static String escape(final String text)
    {
        // XML has no place for control characters, not even escaped.
        return text.replaceAll("\\p{Cntrl}", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * The whole file.
     *
     * @param style of all elements.
     * @param css   style sheet; empty for none.
     */
    public String file(
        final double width, final double height, final String title, final String style, final String css)
    {
        return root(("xmlns='http://www.w3.org/2000/svg' " + style).strip(), width, height) + "<title>" + escape(title) +
            "</title>\n" + (css.isEmpty() ? "" : "<style>" + css + "</style>\n") +
            format("<rect width='%.0f' height='%.0f' fill='#ffffff'/>\n", width, height) + out + above + "</svg>\n";
    }

    /** The drawing as an element within a page. */
    public String element(final double width, final double height, final String style)
    {
        return root(style, width, height) + out + above + "</svg>";
    }

    private static String root(final String style, final double width, final double height)
    {
        return "<svg " + style + format(" width='%.0f' height='%.0f' viewBox='0 0 %.0f %.0f'>\n",
            width, height, width, height);
    }
}
