package io.fourtuple.bench.tool.scenario;

import java.util.Locale;

/** Writes SVG elements: numbers with one decimal, text escaped, so that the same drawing is the same file. */
final class SvgCanvas
{
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder above = new StringBuilder();

    void rect(final double x, final double y, final double width, final double height, final String style)
    {
        out.append(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' %s/>\n", x, y, width, height, style));
    }

    /** A rectangle that lies above all lines. */
    void plate(final double x, final double y, final double width, final double height, final String style)
    {
        above.append(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' %s/>\n", x, y, width, height, style));
    }

    void line(final double x1, final double y1, final double x2, final double y2, final String style)
    {
        out.append(format("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' %s/>\n", x1, y1, x2, y2, style));
    }

    void path(final String data, final String style)
    {
        out.append("<path d='").append(data).append("' ").append(style).append("/>\n");
    }

    void text(final double x, final double y, final String text, final String style)
    {
        out.append(format("<text x='%.1f' y='%.1f' %s>%s</text>\n", x, y, style, escape(text)));
    }

    /** Text that leans as a line does, and lies above all lines. */
    void label(final double x, final double y, final double degrees, final String text, final String style)
    {
        above.append(format("<text x='%.1f' y='%.1f' transform='rotate(%.2f %.1f %.1f)' %s>%s</text>\n",
            x, y, degrees, x, y, style, escape(text)));
    }

    /** An arrow's point at the end of a line. */
    void point(final double x1, final double y1, final double x2, final double y2, final String colour)
    {
        final double angle = Math.atan2(y2 - y1, x2 - x1);
        final double back = 10;
        final double spread = 0.38;
        path(format("M %.1f %.1f L %.1f %.1f L %.1f %.1f Z", x2, y2,
            x2 - back * Math.cos(angle - spread), y2 - back * Math.sin(angle - spread),
            x2 - back * Math.cos(angle + spread), y2 - back * Math.sin(angle + spread)), "fill='" + colour + "'");
    }

    static String format(final String pattern, final Object... arguments)
    {
        return String.format(Locale.ROOT, pattern, arguments);
    }

    private static String escape(final String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The whole file. */
    String file(final double width, final double height, final String title, final String style)
    {
        return format("<svg xmlns='http://www.w3.org/2000/svg' width='%.0f' height='%.0f' viewBox='0 0 %.0f %.0f'>\n",
            width, height, width, height) +
            "<title>" + escape(title) + "</title>\n<style>" + style + "</style>\n" +
            format("<rect width='%.0f' height='%.0f' fill='#ffffff'/>\n", width, height) + out + above + "</svg>\n";
    }
}
