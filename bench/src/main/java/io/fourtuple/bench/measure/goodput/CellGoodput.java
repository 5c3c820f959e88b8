package io.fourtuple.bench.measure.goodput;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Spread;

/** What was measured over one network: the goodput of each pairing, a sample a repetition. */
final class CellGoodput
{
    private final NetworkCell cell;
    private final Map<Pairing, List<Double>> mbits = new EnumMap<>(Pairing.class);
    private final List<String> failures = new ArrayList<>();

    CellGoodput(final NetworkCell cell)
    {
        this.cell = cell;
        for (final Pairing pairing : Pairing.values())
        {
            mbits.put(pairing, new ArrayList<>());
        }
    }

    NetworkCell cell()
    {
        return cell;
    }

    /**
     * @param failure of the flow, or null.
     */
    void add(final Pairing pairing, final double mbitsPerSecond, final String failure)
    {
        mbits.get(pairing).add(mbitsPerSecond);
        if (failure != null)
        {
            failures.add(pairing.title() + " (" + cell + "): " + failure);
        }
    }

    double[] samples(final Pairing pairing)
    {
        return mbits.get(pairing).stream().mapToDouble(Double::doubleValue).toArray();
    }

    Spread spread(final Pairing pairing)
    {
        return Spread.of(samples(pairing));
    }

    /**
     * The goodput as a share of Linux's: the medians' ratio, and the least and the largest ratio of a repetition. All flows of a
     * repetition meet the same seed.
     */
    Spread ratio(final Pairing pairing)
    {
        final double[] own = samples(pairing);
        final double[] linux = samples(Pairing.LINUX_TO_LINUX);
        double min = Double.POSITIVE_INFINITY;
        double max = 0;
        for (int i = 0; i < own.length; i++)
        {
            final double ratio = share(own[i], linux[i]);
            min = Math.min(min, ratio);
            max = Math.max(max, ratio);
        }
        return new Spread(share(spread(pairing).median(), spread(Pairing.LINUX_TO_LINUX).median()), min, max);
    }

    /** Where neither gets anything through, neither is better. */
    private static double share(final double own, final double linux)
    {
        return own == linux ? 1 : own / Math.max(linux, 1e-6);
    }

    List<String> failures()
    {
        return failures;
    }

    Json json()
    {
        final Json json = new Json().put("loss_percent", cell.lossPercent()).put("rtt_ms", cell.rttMs())
            .put("reorder_percent", cell.reorderPercent());
        for (final Pairing pairing : Pairing.values())
        {
            json.put(pairing.title() + ", Mbit/s", mbits.get(pairing));
        }
        return json.put("engine to Linux, share", ratio(Pairing.ENGINE_TO_LINUX).json())
            .put("Linux to engine, share", ratio(Pairing.LINUX_TO_ENGINE).json()).put("failures", failures);
    }
}
