package io.fourtuple.bench.publish.page;

import java.util.List;

/**
 * HTML in the making. Every text and every value of an attribute is escaped here and nowhere else; only
 * {@link #trusted} takes markup.
 */
final class Html
{
    private final StringBuilder html = new StringBuilder();

    /**
     * An element with others in it.
     *
     * @param tag        of it, a class behind a dot: {@code table.metrics}.
     * @param content    writes what is inside.
     * @param attributes name and value by turns.
     */
    Html in(final String tag, final Runnable content, final String... attributes)
    {
        final String name = start(tag, attributes);
        content.run();
        html.append("</").append(name).append(">\n");
        return this;
    }

    /** A table that scrolls by itself: cells of the head, or null for none, and rows. */
    Html table(final String kind, final Runnable head, final Runnable rows)
    {
        return in("div.scroll", () -> in("table." + kind, () ->
        {
            if (head != null)
            {
                in("thead", () -> in("tr", head));
            }
            in("tbody", rows);
        }));
    }

    /** Names of columns; empty ones are left out. */
    void heads(final List<String> names)
    {
        names.stream().filter(name -> !name.isEmpty()).forEach(name -> element("th", name, "scope", "col"));
    }

    /** An element that begins with the colour of a run or a line. */
    Html swatch(final String tag, final String colour, final String text, final String... attributes)
    {
        return in(tag, () -> element("i", "", "class", "swatch " + colour).text(text), attributes);
    }

    /** An element with nothing but text in it. */
    Html element(final String tag, final String text, final String... attributes)
    {
        final String name = start(tag, attributes);
        html.append(escaped(text)).append("</").append(name).append(">\n");
        return this;
    }

    Html text(final String text)
    {
        html.append(escaped(text));
        return this;
    }

    /** Markup of this package's own. */
    Html trusted(final String markup)
    {
        html.append(markup);
        return this;
    }

    @Override
    public String toString()
    {
        return html.toString();
    }

    /** @return the tag without its class. */
    private String start(final String tag, final String... attributes)
    {
        final int dot = tag.indexOf('.');
        final String name = dot < 0 ? tag : tag.substring(0, dot);
        html.append('<').append(name);
        if (dot >= 0)
        {
            html.append(" class=\"").append(tag, dot + 1, tag.length()).append('"');
        }
        for (int i = 0; i < attributes.length; i += 2)
        {
            html.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1])).append('"');
        }
        html.append('>');
        return name;
    }

    /** Characters that HTML has no place for, not even escaped, become the one that says so. */
    static String escaped(final String text)
    {
        final StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point ->
        {
            switch (point)
            {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.append((char)point);
                default -> escaped.appendCodePoint(isCharacter(point) ? point : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** Neither a control character, nor half of one, nor one that turns the direction of what follows. */
    private static boolean isCharacter(final int point)
    {
        final int type = Character.getType(point);
        final boolean turns = point >= 0x202A && point <= 0x202E || point >= 0x2066 && point <= 0x2069;
        return type != Character.CONTROL && type != Character.SURROGATE && !turns;
    }
}
