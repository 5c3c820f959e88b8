package io.fourtuple.bench.tool.terminal;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A terminal of two screens that carries out what is written to it, as far as this project writes it. */
public final class FakeTerminal implements Terminal
{
    private static final Pattern SEQUENCE = Pattern.compile("\\u001b\\[(\\??)([0-9;]*)([A-Za-z])");

    private boolean isInteractive = true;
    private boolean hasColour;
    private int columns;
    private int rows;
    private char[][] screen;
    private char[][] otherScreen;
    private int row;
    private int column;
    private boolean isCursorShown = true;
    private boolean isSecondScreen;
    private final StringBuilder written = new StringBuilder();

    public FakeTerminal(final int columns, final int rows)
    {
        resize(columns, rows);
    }

    public FakeTerminal plain()
    {
        isInteractive = false;
        return this;
    }

    public FakeTerminal coloured()
    {
        hasColour = true;
        return this;
    }

    /** A user changes the window: what is on it is in disorder. */
    public void resize(final int newColumns, final int newRows)
    {
        columns = newColumns;
        rows = newRows;
        screen = blank('#');
        otherScreen = blank(' ');
    }

    @Override
    public boolean isInteractive()
    {
        return isInteractive;
    }

    @Override
    public boolean hasColour()
    {
        return hasColour;
    }

    @Override
    public int columns()
    {
        return columns;
    }

    @Override
    public int rows()
    {
        return rows;
    }

    public boolean isCursorShown()
    {
        return isCursorShown;
    }

    public boolean isSecondScreen()
    {
        return isSecondScreen;
    }

    /** What has been written since this was last asked. */
    public String takeWritten()
    {
        final String text = written.toString();
        written.setLength(0);
        return text;
    }

    /** What a user sees, without blanks at the ends of lines and without blank lines at the end. */
    public String seen()
    {
        return Arrays.stream(screen).map(line -> new String(line).stripTrailing())
            .collect(Collectors.joining("\n")).stripTrailing();
    }

    @Override
    public void write(final String text)
    {
        written.append(text);
        if (!isInteractive)
        {
            return;
        }
        final Matcher matcher = SEQUENCE.matcher(text);
        int at = 0;
        while (at < text.length())
        {
            if (matcher.region(at, text.length()).lookingAt())
            {
                command(matcher.group(1), matcher.group(2), matcher.group(3).charAt(0));
                at = matcher.end();
            }
            else
            {
                put(text.charAt(at++));
            }
        }
    }

    private void put(final char c)
    {
        if (c == '\n' || c == '\r')
        {
            column = 0;
            row += c == '\n' ? 1 : 0;
            return;
        }
        if (c < ' ' || column >= columns)
        {
            throw new AssertionError("not to be written at row " + row + " column " + column + ": " + (int)c);
        }
        screen[row][column++] = c;
    }

    private void command(final String mark, final String parameters, final char letter)
    {
        switch (mark + letter)
        {
            case "m" -> { }
            case "H" ->
            {
                final String[] position = parameters.isEmpty() ? new String[]{"1", "1"} : parameters.split(";");
                row = Integer.parseInt(position[0]) - 1;
                column = Integer.parseInt(position[1]) - 1;
            }
            case "J" -> screen = blank(' ');
            case "K" -> Arrays.fill(screen[row], column, columns, ' ');
            case "?h", "?l" -> mode(Integer.parseInt(parameters), letter == 'h');
            default -> throw new AssertionError("no such sequence: " + mark + parameters + letter);
        }
    }

    private void mode(final int mode, final boolean isOn)
    {
        if (mode == 25)
        {
            isCursorShown = isOn;
        }
        else if (mode == 1049 && isOn != isSecondScreen)
        {
            isSecondScreen = isOn;
            final char[][] swapped = screen;
            screen = otherScreen;
            otherScreen = swapped;
            row = 0;
            column = 0;
        }
    }

    private char[][] blank(final char filling)
    {
        final char[][] lines = new char[rows][columns];
        Arrays.stream(lines).forEach(line -> Arrays.fill(line, filling));
        return lines;
    }
}
