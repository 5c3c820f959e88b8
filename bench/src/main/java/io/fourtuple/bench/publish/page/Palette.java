package io.fourtuple.bench.publish.page;

/**
 * Colours of lines, Okabe and Ito's, which the colour-blind can tell apart; the page has lighter ones of the same names
 * for the dark in its style sheet.
 */
final class Palette
{
    /** The colour of the idle machine. */
    static final int IDLE = -1;

    private static final String[] COLOURS =
        {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d"};
    private static final String GREY = "#7a7a7a";

    private Palette()
    {
    }

    /** On paper, as SVG has it. */
    static String svg(final int colour)
    {
        return colour == IDLE ? GREY : COLOURS[colour % COLOURS.length];
    }

    /** As the style sheet names it. */
    static String name(final int colour)
    {
        return colour == IDLE ? "idle" : "c" + colour % COLOURS.length;
    }

    /** The dash that tells lines of one colour apart. */
    static PlotLine.Dash dash(final int index)
    {
        return PlotLine.Dash.values()[index / COLOURS.length % PlotLine.Dash.values().length];
    }
}
