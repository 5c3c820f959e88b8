package io.fourtuple.bench.publish.page;

import io.fourtuple.bench.publish.plot.LinePlot;

/** Colours of lines, those of {@link LinePlot}; the page's style sheet has lighter ones of the same names for the dark. */
final class Palette
{
    /** The colour of the idle machine. */
    static final int IDLE = -1;

    private static final int COUNT = LinePlot.COLOURS.size();
    private static final String GREY = "#7a7a7a";

    private Palette()
    {
    }

    /** On paper, as SVG has it. */
    static String svg(final int colour)
    {
        return colour == IDLE ? GREY : LinePlot.COLOURS.get(colour % COUNT);
    }

    /** As the style sheet names it. */
    static String name(final int colour)
    {
        return colour == IDLE ? "idle" : "c" + colour % COUNT;
    }

    /** The dash that tells lines of one colour apart. */
    static PlotLine.Dash dash(final int index)
    {
        return PlotLine.Dash.values()[index / COUNT % PlotLine.Dash.values().length];
    }
}
