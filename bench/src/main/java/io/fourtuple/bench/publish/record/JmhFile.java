package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as JMH writes them with {@code -rf json}: a sample of each iteration; a fork is a process. */
final class JmhFile
{
    private static final String THROUGHPUT = "thrpt";

    private JmhFile()
    {
    }

    /** Whether JSON looks like such a file. */
    static boolean isOne(final Object json)
    {
        return json instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map<?, ?> first &&
            first.containsKey("primaryMetric");
    }

    /** @param where the file, for what is said of mistakes. */
    static List<ComparedFigure> figures(final String where, final Object json)
    {
        final List<ComparedFigure> figures = new ArrayList<>();
        for (final Object one : (List<?>)json)
        {
            final JsonObject result = new JsonObject(where, one);
            final JsonObject metric = result.object("primaryMetric");
            final List<List<Double>> forks = new ArrayList<>();
            for (final Object fork : metric.list("rawData"))
            {
                forks.add(new JsonObject(where + ": rawData", Map.of("fork", fork)).numbers("fork"));
            }
            // Modes that keep histograms have no such data.
            forks.removeIf(List::isEmpty);
            if (!forks.isEmpty())
            {
                final Direction better = THROUGHPUT.equals(result.text("mode", "")) ? Direction.HIGHER : Direction.LOWER;
                figures.add(new ComparedFigure(name(result), metric.text("scoreUnit", ""), better, Double.NaN, forks));
            }
        }
        return figures;
    }

    private static String name(final JsonObject result)
    {
        final String[] parts = result.text("benchmark").split("\\.");
        final String method = parts[parts.length - 1];
        final String type = parts.length > 1 ? parts[parts.length - 2] + "." : "";
        final String parameters = result.object("params").texts().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(", "));
        return type + method + (parameters.isEmpty() ? "" : " (" + parameters + ")");
    }
}
