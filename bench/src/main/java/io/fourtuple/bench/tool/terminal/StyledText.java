package io.fourtuple.bench.tool.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of text in pieces, each with its style. Control characters are replaced, so that a name from somebody else's
 * file cannot command the terminal.
 */
public final class StyledText
{
    private record Piece(Style style, String text)
    {
    }

    private final List<Piece> pieces = new ArrayList<>();
    private int length;

    /** @return a line of plain style. */
    public static StyledText of(final String text)
    {
        return new StyledText().add(text);
    }

    public StyledText add(final String text)
    {
        return add(Style.PLAIN, text);
    }

    /** Appends a piece. */
    public StyledText add(final Style style, final String text)
    {
        if (!text.isEmpty())
        {
            pieces.add(new Piece(style, printable(text)));
            length += text.length();
        }
        return this;
    }

    public StyledText add(final StyledText other)
    {
        pieces.addAll(other.pieces);
        length += other.length;
        return this;
    }

    /** Appends blanks up to so many columns. */
    public StyledText padTo(final int columns)
    {
        return add(" ".repeat(Math.max(0, columns - length)));
    }

    /** @return columns that it takes. */
    public int length()
    {
        return length;
    }

    /** @return the text, cut to so many columns, with control sequences if the terminal has colours; no line end. */
    public String render(final boolean hasColour, final int columns)
    {
        final StringBuilder line = new StringBuilder();
        int left = columns;
        for (final Piece piece : pieces)
        {
            final String text = piece.text.substring(0, Math.min(left, piece.text.length()));
            final boolean isStyled = hasColour && piece.style != Style.PLAIN && !text.isEmpty();
            line.append(isStyled ? piece.style.sequence() : "").append(text).append(isStyled ? Style.END : "");
            left -= text.length();
        }
        return hasColour ? line.toString() : line.toString().stripTrailing();
    }

    /** The text alone. */
    @Override
    public String toString()
    {
        return render(false, Integer.MAX_VALUE);
    }

    private static String printable(final String text)
    {
        for (int i = 0; i < text.length(); i++)
        {
            if (Character.isISOControl(text.charAt(i)))
            {
                return text.replaceAll("\\p{Cntrl}|[\\u0080-\\u009f]", "?");
            }
        }
        return text;
    }
}
