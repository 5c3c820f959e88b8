package io.fourtuple.bench.load.resilience;

import java.util.List;
import java.util.function.ToDoubleFunction;

import io.fourtuple.bench.publish.plot.Axis;
import io.fourtuple.bench.publish.plot.LinePlot;
import io.fourtuple.bench.publish.plot.TextPlot;

/** Flood against what real clients see, a line for each target: their share, and their p99. */
final class ResiliencePlots
{
    private static final String FLOOD = "flood that reached the target, SYNs/s";
    private static final String COMPLETED = "real handshakes completed, %";
    private static final String P99 = "p99 of SYN to ESTABLISHED, ms";
    private static final int COLUMNS = 100;
    private static final int COMPLETED_ROWS = 16;
    private static final int P99_ROWS = 13;

    private final List<TargetResult> results;

    ResiliencePlots(final List<TargetResult> results)
    {
        this.results = results;
    }

    private static Axis flood()
    {
        return Axis.logWithZero(FLOOD);
    }

    private static Axis percent()
    {
        return Axis.linear(COMPLETED, 0, 100, 20);
    }

    String completedSvg()
    {
        return svg("Real handshakes completed under a SYN flood", percent(), step -> step.real().percent());
    }

    String p99Svg()
    {
        return svg("p99 of real handshakes under a SYN flood", Axis.log(P99), step -> step.real().ms(99));
    }

    private String svg(final String title, final Axis axis, final ToDoubleFunction<FloodStepResult> y)
    {
        final LinePlot plot = new LinePlot(title, flood(), axis).withMarks();
        results.forEach(result -> plot.line(result.choice().name(), result.points(y)));
        return plot.svg();
    }

    /** Both, for a terminal of 100 columns. */
    List<String> text()
    {
        final TextPlot completed = new TextPlot(flood(), percent(), COLUMNS, COMPLETED_ROWS);
        final TextPlot p99 = new TextPlot(flood(), Axis.log(P99), COLUMNS, P99_ROWS);
        for (final TargetResult result : results)
        {
            completed.line(result.choice().name(), result.points(step -> step.real().percent()));
            p99.line(result.choice().name(), result.points(step -> step.real().ms(99)));
        }
        return List.of((completed.text() + '\n' + p99.text()).split("\n"));
    }
}
