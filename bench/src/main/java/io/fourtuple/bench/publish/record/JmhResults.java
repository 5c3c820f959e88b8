package io.fourtuple.bench.publish.record;

import java.nio.file.Path;
import java.util.List;

/** Results of JMH as a recorded run. */
public final class JmhResults
{
    private static final String FLOOR = ".floor";

    private JmhResults()
    {
    }

    /**
     * Tells a run what was measured: a metric for each benchmark and its parameters, a sample of each iteration of all
     * forks. The smallest sample of a benchmark called {@code floor} of the same class, with the same parameters if
     * there is one, is the others' floor.
     *
     * @param file that JMH has written as JSON.
     */
    public static void record(final RunRecord run, final Path file)
    {
        final List<ComparedFigure> figures = JmhFile.figures(String.valueOf(file.getFileName()), JsonText.read(file));
        run.title("parts of the engine, by JMH");
        for (final ComparedFigure figure : figures)
        {
            run.metric(new Metric(figure.name(), figure.unit(), figure.better(),
                isFloor(figure) ? Double.NaN : floor(figures, figure), figure.samples()));
        }
        run.verdict(RunVerdict.of(List.of(new RunVerdict.Criterion(
            "every benchmark ran, none failed its own checks", "all", figures.size() + " of them", true))));
    }

    private static boolean isFloor(final ComparedFigure figure)
    {
        return type(figure).concat(FLOOR).equals(name(figure));
    }

    private static double floor(final List<ComparedFigure> figures, final ComparedFigure figure)
    {
        final List<ComparedFigure> floors = figures.stream()
            .filter(other -> isFloor(other) && type(other).equals(type(figure)) && other.unit().equals(figure.unit()))
            .toList();
        final List<ComparedFigure> exact =
            floors.stream().filter(other -> parameters(other).equals(parameters(figure))).toList();
        return (exact.isEmpty() ? floors : exact).stream().flatMap(other -> other.samples().stream())
            .mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    private static String name(final ComparedFigure figure)
    {
        return figure.name().replaceFirst(" \\(.*", "");
    }

    private static String parameters(final ComparedFigure figure)
    {
        return figure.name().substring(name(figure).length());
    }

    private static String type(final ComparedFigure figure)
    {
        return name(figure).replaceFirst("\\.[^.]*$", "");
    }

    /** JMH's JSON without the path of the JVM. */
    public static String withoutPaths(final String json)
    {
        return json.replaceAll("(\"jvm\"\\s*:\\s*)\"[^\"]*\"", "$1\"java\"");
    }
}
