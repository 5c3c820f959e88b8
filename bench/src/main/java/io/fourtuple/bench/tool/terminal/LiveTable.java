package io.fourtuple.bench.tool.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines that are drawn again and again. On a terminal they are redrawn in place, on its second screen, so that what
 * stood there before comes back; only lines that have changed are written, cut to the terminal's size of that moment.
 * Into a pipe nothing is redrawn: each drawing is appended as plain lines.
 * <pre>
 *   first draw:  second screen, hide cursor, clear      each draw: lines that differ      close: cursor, first screen,
 *                                                                                         the last drawing, to be kept
 * </pre>
 * Belongs to one thread; {@link #close()} brings the terminal back, so it is to stand in a try-with-resources.
 */
public final class LiveTable implements AutoCloseable
{
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J";
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final String END = "\u001b[?25h\u001b[?1049l";
    private static final String TO_LINE_END = "\u001b[K";

    private final Terminal terminal;
    private List<StyledText> lines = List.of();
    private List<String> drawn;
    private int columns;
    private int rows;

    /** @param terminal to draw on. */
    public LiveTable(final Terminal terminal)
    {
        this.terminal = terminal;
    }

    /** @return rows that a drawing may have now; rows below are not seen until the end. */
    public int rows()
    {
        return terminal.isInteractive() ? terminal.rows() : Integer.MAX_VALUE;
    }

    /** @return columns that a line may have now. */
    public int columns()
    {
        return terminal.columns();
    }

    /** Shows these lines in place of the ones before. */
    public void draw(final List<StyledText> newLines)
    {
        lines = List.copyOf(newLines);
        if (terminal.isInteractive())
        {
            redraw();
        }
        else
        {
            terminal.write(plain());
        }
    }

    /**
     * Shows a note below the last drawing, which stays; only where it is redrawn in place.
     *
     * @param note a line; it has the last row if there is no other.
     */
    public void note(final StyledText note)
    {
        if (terminal.isInteractive())
        {
            final List<StyledText> noted = new ArrayList<>(lines.subList(0, Math.min(lines.size(), rows() - 1)));
            noted.add(note);
            draw(noted);
        }
    }

    /** Brings the terminal back as it was, with the last drawing on it. */
    @Override
    public void close()
    {
        if (drawn != null)
        {
            drawn = null;
            terminal.write(END + plain());
        }
    }

    private void redraw()
    {
        final StringBuilder text = new StringBuilder();
        if (drawn == null)
        {
            text.append(BEGIN);
            drawn = List.of();
        }
        else if (terminal.columns() != columns || terminal.rows() != rows)
        {
            text.append(CLEAR);
            drawn = List.of();
        }
        columns = terminal.columns();
        rows = terminal.rows();
        final List<String> now = new ArrayList<>();
        for (int row = 0; row < Math.min(rows, Math.max(lines.size(), drawn.size())); row++)
        {
            final String line = row < lines.size() ? lines.get(row).render(terminal.hasColour(), columns) : "";
            final String before = row < drawn.size() ? drawn.get(row) : "";
            if (!line.equals(before))
            {
                // Erased first: behind a line as wide as the terminal, erasing would take its last character.
                text.append("\u001b[").append(row + 1).append(";1H").append(TO_LINE_END).append(line);
            }
            now.add(line);
        }
        drawn = now;
        if (!text.isEmpty())
        {
            terminal.write(text.toString());
        }
    }

    private String plain()
    {
        final StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.render(terminal.hasColour(), terminal.isInteractive() ?
            terminal.columns() : Integer.MAX_VALUE)).append(System.lineSeparator()));
        return text.toString();
    }
}
