package io.fourtuple.bench.tool.watch;

import java.util.Locale;

import io.fourtuple.telemetry.Counter;

/** Counters exactly as {@code nstat -a} of iproute2 prints them: name, value, rate. */
final class NstatText
{
    private static final String HEAD = "#kernel";

    private NstatText()
    {
    }

    /** @param withZeros whether counters that are 0 are there, as with {@code nstat -z}. */
    static String of(final CounterRates rates, final boolean withZeros)
    {
        final StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (final Counter counter : Counter.ALL)
        {
            final long value = rates.now().value(counter);
            if (withZeros || value != 0)
            {
                final double perSecond = rates.seconds() > 0 ? rates.perSecond(counter) : 0;
                text.append(String.format(Locale.ROOT, "%-32s%-16d%6.1f\n", counter.label(), value, perSecond));
            }
        }
        return text.toString();
    }
}
