package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.Json;

/**
 * Whether a run was what was expected of it: the offered rate was kept, and every criterion was met, those included that are
 * in force if nothing else is said.
 */
public final class LoadVerdict
{
    /**
     * One line of it.
     *
     * @param text     what was expected.
     * @param value    what came, as people read it.
     * @param isPassed whether that is it.
     */
    public record Line(String text, String value, boolean isPassed)
    {
        @Override
        public String toString()
        {
            return String.format(Locale.ROOT, "%s  %-28s %s", isPassed ? "PASS" : "FAIL", text, value);
        }
    }

    private static final String HOW_TO_CHANGE = ", by default; --expect sets another limit";

    private final List<Line> lines = new ArrayList<>();

    /**
     * Judges a run.
     *
     * @param criteria of the user.
     */
    public LoadVerdict(final LoadResult result, final List<Criterion> criteria)
    {
        final LoadCounts totals = result.totals();
        if (result.plan().isOpenLoop())
        {
            lines.add(new Line("rate kept (>=99%)", String.format(Locale.ROOT, "%,d of %,d offered were opened in time",
                totals.get(OPENED), totals.get(OFFERED)), !result.isMissed()));
        }
        if (totals.get(ESTABLISHED) == 0)
        {
            lines.add(new Line("established>0", "no real client was connected", false));
        }
        if (result.target().handlerErrors() > 0)
        {
            lines.add(new Line("no errors", String.format(Locale.ROOT,
                "%,d exceptions of a handler, policy or defence", result.target().handlerErrors()), false));
        }
        for (final Criterion criterion : Criterion.inForce(criteria))
        {
            final double value = criterion.value(result);
            lines.add(new Line(criterion.text(), criterion.format(value) +
                (criteria.contains(criterion) ? "" : counted(criterion, totals)), criterion.isMet(value)));
        }
    }

    /** The number behind a small share, and where the limit comes from. */
    private static String counted(final Criterion criterion, final LoadCounts totals)
    {
        final long count = switch (criterion.measure())
        {
            case "established" -> totals.get(ESTABLISHED);
            case "failed" -> totals.failed();
            default -> totals.get(BROKEN);
        };
        return String.format(Locale.ROOT, ", %,d of %,d%s", count, totals.get(OFFERED), HOW_TO_CHANGE);
    }

    /** Adds what else has to be so. */
    public LoadVerdict and(final Line line)
    {
        lines.add(line);
        return this;
    }

    public List<Line> lines()
    {
        return lines;
    }

    public boolean isPassed()
    {
        return lines.stream().allMatch(Line::isPassed);
    }

    /** For a result file. */
    public Json json()
    {
        return new Json().put("passed", isPassed()).put("criteria", lines.stream()
            .map(line -> new Json().put("expected", line.text()).put("value", line.value())
                .put("passed", line.isPassed())).toList());
    }
}
