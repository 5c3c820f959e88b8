package io.fourtuple.bench.tool.terminal;

/** How a piece of text stands out where colours are welcome; elsewhere it is plain. */
public enum Style
{
    /** As the terminal has it. */
    PLAIN(""),
    /** Names, and counters that have changed. */
    STRONG("\u001b[1m"),
    /** Heads and labels. */
    FAINT("\u001b[2m"),
    /** All is well. */
    GOOD("\u001b[32m"),
    /** Worth a look. */
    WARNING("\u001b[33m"),
    /** Something is wrong. */
    BAD("\u001b[1;31m");

    static final String END = "\u001b[0m";

    private final String sequence;

    Style(final String sequence)
    {
        this.sequence = sequence;
    }

    String sequence()
    {
        return sequence;
    }
}
