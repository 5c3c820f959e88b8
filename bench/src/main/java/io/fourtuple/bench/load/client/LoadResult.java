package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.List;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Latencies;

/**
 * Result of a run.
 *
 * @param plan       what it was to do.
 * @param elapsedNs  time in which connections were begun.
 * @param intervals  the rows, without their histograms.
 * @param phases     one for each step of the flood; one if there is none.
 * @param totals     of all phases.
 * @param target     what the target counted in the run, until the last connection had ended or was given up.
 * @param isMissed   whether fewer than 99 % of the intended connections were begun in the run's time.
 * @param wasStopped whether it was ended before its time.
 * @param generatorCpu share of the time that the generator's thread had its CPU, 0 to 1: it never pauses of itself, so
 *                     the rest is what the machine kept from it.
 * @param targetCpu    the same of the target's thread; NaN if it cannot be known.
 */
public record LoadResult(
    LoadPlan plan,
    long elapsedNs,
    List<LoadRow> intervals,
    List<PhaseResult> phases,
    LoadCounts totals,
    TargetCounters target,
    boolean isMissed,
    boolean wasStopped,
    double generatorCpu,
    double targetCpu)
{
    /** Times from SYN to SYN-ACK of the whole run in nanoseconds. */
    public Histogram synAcks()
    {
        final Histogram sum = Latencies.newHistogram();
        phases.forEach(phase -> sum.add(phase.synAcks()));
        return sum;
    }

    /** Times from SYN to ESTABLISHED of the whole run in nanoseconds. */
    public Histogram established()
    {
        final Histogram sum = Latencies.newHistogram();
        phases.forEach(phase -> sum.add(phase.established()));
        return sum;
    }

    /** Connections established a second. */
    public double establishedPerSecond()
    {
        return totals.get(ESTABLISHED) * 1e9 / elapsedNs;
    }
}
