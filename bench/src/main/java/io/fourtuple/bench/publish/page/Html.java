package io.fourtuple.bench.publish.page;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML in the making. Every text and every value of an attribute is escaped here and nowhere else; only
 * {@link #trusted} takes markup.
 */
final class Html
{
    private final StringBuilder html = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Begins an element.
     *
     * @param tag        of it.
     * @param attributes name and value by turns.
     */
    Html open(final String tag, final String... attributes)
    {
        start(tag, attributes);
        open.push(tag);
        return this;
    }

    /** Ends the element that was begun last. */
    Html close()
    {
        html.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(final String tag, final String text, final String... attributes)
    {
        start(tag, attributes);
        html.append(escaped(text)).append("</").append(tag).append(">\n");
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
        if (!open.isEmpty())
        {
            throw new IllegalStateException("still open: " + open);
        }
        return html.toString();
    }

    private void start(final String tag, final String... attributes)
    {
        html.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2)
        {
            html.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1])).append('"');
        }
        html.append('>');
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
