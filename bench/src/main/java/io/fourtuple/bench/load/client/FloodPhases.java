package io.fourtuple.bench.load.client;

import java.util.List;

/** Takes the flood from one rate to the next as the run's phases begin, and counts its frames for their phase. */
final class FloodPhases
{
    private final FloodSender flood;
    private final RunClock clock;
    private final PhaseLog log;
    private final List<FloodPlan.Step> phases;
    /** The phase whose rate the flood has; -1 before the first turn. */
    private int rated = -1;
    private volatile int phaseNow;

    FloodPhases(final FloodSender flood, final RunClock clock, final PhaseLog log, final List<FloodPlan.Step> phases)
    {
        this.flood = flood;
        this.clock = clock;
        this.log = log;
        this.phases = phases;
    }

    /** @return frames sent and lost. */
    int turn(final long nowNs)
    {
        final int phase = log.phaseOf(nowNs - clock.startNs(), phaseNow);
        while (rated < phase)
        {
            // A SYN that was due in the phase before is counted there, even if it is seen late.
            final int before = Math.max(0, rated);
            final long fromNs = rated < 0 ? clock.startNs() : clock.startNs() + log.endNs(before);
            rated++;
            flood.rate(phases.get(rated).perSecond(), fromNs, log.counts(before));
            phaseNow = rated;
        }
        if (clock.isOver(nowNs))
        {
            flood.rate(0, clock.endNs(nowNs), log.counts(phase));
        }
        return flood.turn(nowNs, log.counts(phase));
    }

    /** The phase that the run is in; from any thread. */
    int phaseNow()
    {
        return phaseNow;
    }
}
