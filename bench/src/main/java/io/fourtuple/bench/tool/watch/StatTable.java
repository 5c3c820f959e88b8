package io.fourtuple.bench.tool.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.tool.terminal.Style;
import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.Counter;

/**
 * An engine's numbers as a table: a head with the most important ones, its latencies if it records them, below that the
 * counters, in as many columns as the width allows. If there are more than fit, those that change come first.
 * <pre>
 *   demo-server  pid 4711  running, up 00:01:12, loop busy 97.1 %
 *   open         1,012: 12 ESTAB, 1,000 TIME-WAIT
 *   handshakes   12,345/s; segments in 98,765/s, out 87,654/s
 *   drops        0/s
 *
 *   COUNTER                               VALUE         RATE   COUNTER ...
 *   TcpInSegs                         1,234,567     98,765/s
 * </pre>
 */
final class StatTable
{
    private static final int CELL_COLUMNS = 58;
    private static final int GAP_COLUMNS = 3;
    private static final int LABEL_COLUMNS = 13;
    private static final String NAME_VALUE_RATE = "%-29s%16s%13s";

    private final EngineIdentity identity;
    private final TimeText times;
    private final boolean withZeros;

    /** @param withZeros whether counters that are 0 are there, too. */
    StatTable(final EngineIdentity identity, final TimeText times, final boolean withZeros)
    {
        this.identity = identity;
        this.times = times;
        this.withZeros = withZeros;
    }

    /** Lines of at most {@code columns}; as many counters as {@code rows} have room for. */
    List<StyledText> lines(final CounterRates rates, final int columns, final int rows)
    {
        final List<StyledText> lines = head(rates, columns);
        final List<StyledText> latencies = LatencyRows.of(rates.now());
        if (!latencies.isEmpty())
        {
            lines.add(StyledText.of(""));
            lines.addAll(latencies);
        }
        lines.add(StyledText.of(""));
        addCounters(lines, rates, columns, rows);
        return lines;
    }

    private List<StyledText> head(final CounterRates rates, final int columns)
    {
        final EngineSnapshot now = rates.now();
        final List<StyledText> lines = new ArrayList<>();
        lines.add(firstLine(rates));
        final List<String> states = StatText.states(now);
        wrap(lines, "open", StatText.count(now.value(Counter.CURR_OPEN)) + (states.isEmpty() ? "" : ":"), states,
            Style.PLAIN, columns);
        wrap(lines, "handshakes", StatText.gain(rates, Counter.ESTABLISHED) + "; segments", List.of(
            "in " + StatText.gain(rates, Counter.IN_SEGS),
            "out " + StatText.gain(rates, Counter.OUT_SEGS)), Style.PLAIN, columns);
        final List<String> reasons = StatText.dropReasons(rates);
        wrap(lines, "drops", StatText.drops(rates) + (reasons.isEmpty() ? "" : ":"), reasons,
            reasons.isEmpty() ? Style.PLAIN : Style.WARNING, columns);
        final long errors = now.value(Counter.HANDLER_ERRORS);
        if (errors > 0)
        {
            final double perSecond = rates.seconds() > 0 ? rates.perSecond(Counter.HANDLER_ERRORS) : 0;
            wrap(lines, "errors", StatText.count(errors) + ",", List.of(
                perSecond > 0 ? StatText.rate(perSecond) : "none now", "see fourtuple errors"),
                perSecond > 0 ? Style.BAD : Style.WARNING, columns);
        }
        return lines;
    }

    private StyledText firstLine(final CounterRates rates)
    {
        final EngineLiveness life = rates.now().life();
        final Style style = switch (life.status())
        {
            case RUNNING -> Style.GOOD;
            case STARTING, STALLED -> Style.WARNING;
            case CLOSED -> Style.STRONG;
            case DEAD -> Style.BAD;
        };
        final long endMs = life.isAlive() ? rates.now().nowEpochMs() : life.sinceEpochMs();
        final StyledText line = new StyledText().add(Style.STRONG, identity.name())
            .add("  pid " + identity.pid() + "  ").add(style, life.text(times))
            .add((life.isAlive() ? ", up " : ", was up ") + TimeText.span(endMs - identity.startEpochMs()));
        return life.isAlive() ? line.add(", loop busy " + StatText.busyShare(rates)) : line;
    }

    /** A label, a number, and texts behind it with commas, on as many lines as they need. */
    private static void wrap(
        final List<StyledText> lines,
        final String label,
        final String number,
        final List<String> texts,
        final Style style,
        final int columns)
    {
        StyledText line = new StyledText().add(Style.FAINT, label).padTo(LABEL_COLUMNS).add(style, number);
        for (int i = 0; i < texts.size(); i++)
        {
            final String text = " " + texts.get(i) + (i < texts.size() - 1 ? "," : "");
            if (line.length() + text.length() > columns)
            {
                lines.add(line);
                line = new StyledText().padTo(LABEL_COLUMNS - 1);
            }
            line.add(text);
        }
        lines.add(line);
    }

    private void addCounters(final List<StyledText> lines, final CounterRates rates, final int columns, final int rows)
    {
        final List<Counter> counters = Counter.ALL.stream()
            .filter(counter -> withZeros || rates.now().value(counter) != 0).toList();
        final int across = Math.max(1, (columns + GAP_COLUMNS) / (CELL_COLUMNS + GAP_COLUMNS));
        final int room = Math.max(1, rows - lines.size() - 1);
        final boolean isTooMany = counters.size() > (long)room * across;
        final List<Counter> shown = isTooMany ? mostInteresting(counters, rates, Math.max(1, room - 1) * across) :
            counters;
        final int down = (shown.size() + across - 1) / across;
        lines.add(columnHeads(shown.size() > down ? across : 1));
        for (int row = 0; row < down; row++)
        {
            final StyledText line = new StyledText();
            for (int column = 0; column < across && column * down + row < shown.size(); column++)
            {
                line.padTo(column * (CELL_COLUMNS + GAP_COLUMNS)).add(cell(shown.get(column * down + row), rates));
            }
            lines.add(line);
        }
        if (isTooMany)
        {
            final int left = counters.size() - shown.size();
            lines.add(new StyledText().add(Style.FAINT, "and " + left + " more: enlarge the window, or --nstat"));
        }
    }

    /** As many as there is room for, in the counters' order: all that change, then the others. */
    private static List<Counter> mostInteresting(final List<Counter> counters, final CounterRates rates, final int room)
    {
        final List<Counter> chosen = new ArrayList<>();
        counters.stream().filter(counter -> rates.change(counter) != 0).limit(room).forEach(chosen::add);
        counters.stream().filter(counter -> rates.change(counter) == 0).limit(room - chosen.size())
            .forEach(chosen::add);
        chosen.sort(null);
        return chosen;
    }

    private static StyledText columnHeads(final int across)
    {
        final StyledText line = new StyledText();
        for (int column = 0; column < across; column++)
        {
            line.padTo(column * (CELL_COLUMNS + GAP_COLUMNS))
                .add(Style.FAINT, String.format(Locale.ROOT, NAME_VALUE_RATE, "COUNTER", "VALUE", "RATE"));
        }
        return line;
    }

    private static StyledText cell(final Counter counter, final CounterRates rates)
    {
        final boolean changes = rates.change(counter) != 0;
        final Style style = !changes ? Style.PLAIN : DropCounters.isDrop(counter) ? Style.WARNING : Style.STRONG;
        return new StyledText().add(style, String.format(Locale.ROOT, NAME_VALUE_RATE, counter.label(),
            StatText.count(rates.now().value(counter)),
            changes ? StatText.rate(rates.perSecond(counter)) : ""));
    }
}
