package io.fourtuple.bench.tool.terminal;

import java.io.PrintWriter;

/** The output of a command's text, and its abilities. Used by one thread. */
public interface Terminal
{
    /** Columns and rows of a terminal that does not say how large it is. */
    int DEFAULT_COLUMNS = 80;
    /** See {@link #DEFAULT_COLUMNS}. */
    int DEFAULT_ROWS = 24;

    /** @return whether the cursor can be moved: false for a pipe, a file and {@code TERM=dumb}. */
    boolean isInteractive();

    /** @return whether colours are welcome: an interactive terminal, and {@code NO_COLOR} not set. */
    boolean hasColour();

    /** @return columns now; the user may change it at any time. */
    int columns();

    /** @return rows now. */
    int rows();

    /** Writes text with its line ends and control sequences, and flushes. */
    void write(String text);

    /** @return the terminal that a command's writer writes to; a plain one if it is none, as in a test. */
    static Terminal of(final PrintWriter writer)
    {
        return writer instanceof TerminalWriter terminalWriter ? terminalWriter.terminal() : new PlainTerminal(writer);
    }
}
