package io.fourtuple.bench.publish.page;

import java.util.List;

/**
 * One plot, drawn by the page's script on the screen and as SVG and PNG for paper. Times are in nanoseconds.
 *
 * @param id    name of its files, without ending.
 * @param title above it.
 * @param note  below it, for what a reader must know; may be empty.
 * @param x     what lies on the horizontal axis.
 * @param xMax  where that ends.
 * @param unit  of the vertical axis.
 * @param isLog whether that is logarithmic; then no value is 0 or below.
 * @param lines of it.
 */
record PlotFigure(String id, String title, String note, X x, double xMax, Unit unit, boolean isLog, List<PlotLine> lines)
{
    /** The quantity on the horizontal axis. */
    enum X
    {
        /** 1/(1 - p), logarithmic. */
        PERCENTILES,
        /** Since the run's start. */
        SECONDS
    }

    PlotFigure
    {
        lines = List.copyOf(lines);
    }
}
