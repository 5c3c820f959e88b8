package io.fourtuple.bench.tool.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

import io.fourtuple.telemetry.Counter;

/** Numbers of an engine in words, for the table's head and for the lines into a pipe. */
final class StatText
{
    private static final double SMALL = 9.95;

    private StatText()
    {
    }

    /** As in {@code 1,234,567}. */
    static String count(final long value)
    {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** As in {@code 1,234/s}; small ones with a decimal, because 0.2 is not nothing. */
    static String rate(final double perSecond)
    {
        final boolean isSmall = perSecond != 0 && Math.abs(perSecond) < SMALL;
        return String.format(Locale.ROOT, isSmall ? "%,.1f/s" : "%,.0f/s", perSecond);
    }

    /** As in {@code 97.1 %}: the share of the loop's cycles that found work; a dash if there were none. */
    static String busyShare(final CounterRates rates)
    {
        final double share = busy(rates);
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** Share of the loop's cycles that found work; not a number if there were none. */
    static double busy(final CounterRates rates)
    {
        final long cycles = rates.change(Counter.LOOP_CYCLES);
        return cycles <= 0 ? Double.NaN : rates.change(Counter.LOOP_BUSY_CYCLES) / (double)cycles;
    }

    /** The states that connections are in, as {@code 12 ESTAB}. */
    static List<String> states(final EngineSnapshot reading)
    {
        final List<String> texts = new ArrayList<>();
        StateGauges.all().forEach((state, gauge) ->
        {
            if (reading.value(gauge) != 0)
            {
                texts.add(count(reading.value(gauge)) + " " + state.label());
            }
        });
        return texts;
    }

    /** A counter's gain: per second, or as long as there is no interval, in all. */
    static String gain(final CounterRates rates, final Counter counter)
    {
        return hasInterval(rates) ? rate(rates.perSecond(counter)) : count(rates.now().value(counter));
    }

    /** All drops: per second, or as long as there is no interval, in all. */
    static String drops(final CounterRates rates)
    {
        return hasInterval(rates) ? rate(DropCounters.perSecond(rates)) :
            count(DropCounters.all().stream().mapToLong(rates.now()::value).sum());
    }

    /** The reasons for drops, the most frequent first, as {@code TcpTableFull 12/s}, or 12 in all. */
    static List<String> dropReasons(final CounterRates rates)
    {
        final ToLongFunction<Counter> size = hasInterval(rates) ? rates::change : rates.now()::value;
        return DropCounters.all().stream()
            .filter(counter -> size.applyAsLong(counter) > 0)
            .sorted(Comparator.comparingLong(size).reversed())
            .map(counter -> counter.label() + " " + gain(rates, counter))
            .toList();
    }

    private static boolean hasInterval(final CounterRates rates)
    {
        return rates.seconds() > 0;
    }
}
