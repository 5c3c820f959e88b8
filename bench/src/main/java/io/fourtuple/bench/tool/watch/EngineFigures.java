package io.fourtuple.bench.tool.watch;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.EngineStatus;

/**
 * A row of {@link EnginesTable}: one engine, or the sum of all. Rates are NaN where there is no interval yet.
 *
 * @param name                of the engine.
 * @param pid                 of its process; empty for a sum.
 * @param state               how it is, in a word.
 * @param status              the same for colours; of a sum the worst.
 * @param heartbeatSeconds    since its loop's last cycle began; of a sum the oldest of those that live.
 * @param cyclesPerSecond     of its loop.
 * @param busyCyclesPerSecond of those, which found work; of a sum no number, as a loop that idles has more cycles, and
 *                            would weigh more than one that works.
 * @param inPerSecond         segments received.
 * @param outPerSecond        segments sent.
 * @param established         connections in ESTABLISHED now.
 * @param opensPerSecond      handshakes completed.
 * @param dropsPerSecond      frames dropped.
 * @param errors              exceptions of handlers so far.
 * @param errorsPerSecond     of those, now.
 */
record EngineFigures(
    String name,
    String pid,
    String state,
    EngineStatus status,
    double heartbeatSeconds,
    double cyclesPerSecond,
    double busyCyclesPerSecond,
    double inPerSecond,
    double outPerSecond,
    long established,
    double opensPerSecond,
    double dropsPerSecond,
    long errors,
    double errorsPerSecond)
{
    static EngineFigures of(final EngineIdentity identity, final CounterRates rates, final double heartbeatSeconds)
    {
        final EngineSnapshot now = rates.now();
        return new EngineFigures(
            identity.name(),
            String.valueOf(identity.pid()),
            now.life().label(),
            now.life().status(),
            Math.max(0, heartbeatSeconds),
            rates.perSecond(Counter.LOOP_CYCLES),
            rates.perSecond(Counter.LOOP_BUSY_CYCLES),
            rates.perSecond(Counter.IN_SEGS),
            rates.perSecond(Counter.OUT_SEGS),
            now.value(Counter.CURR_ESTABLISHED),
            rates.perSecond(Counter.ESTABLISHED),
            rates.seconds() > 0 ? DropCounters.perSecond(rates) : Double.NaN,
            now.value(Counter.HANDLER_ERRORS),
            rates.perSecond(Counter.HANDLER_ERRORS));
    }

    /** All together; its gauges leave out engines that have ended. */
    static EngineFigures sum(final List<EngineFigures> engines)
    {
        final List<EngineFigures> living = engines.stream().filter(EngineFigures::isAlive).toList();
        return new EngineFigures(
            "sum",
            "",
            living.size() + " live",
            engines.stream().map(EngineFigures::status).max(EngineFigures::worse).orElse(EngineStatus.RUNNING),
            living.stream().mapToDouble(EngineFigures::heartbeatSeconds).max().orElse(Double.NaN),
            sum(engines, EngineFigures::cyclesPerSecond),
            Double.NaN,
            sum(engines, EngineFigures::inPerSecond),
            sum(engines, EngineFigures::outPerSecond),
            living.stream().mapToLong(EngineFigures::established).sum(),
            sum(engines, EngineFigures::opensPerSecond),
            sum(engines, EngineFigures::dropsPerSecond),
            engines.stream().mapToLong(EngineFigures::errors).sum(),
            sum(engines, EngineFigures::errorsPerSecond));
    }

    /** The sum over the engines that have a rate already; NaN if none has. */
    private static double sum(final List<EngineFigures> engines, final ToDoubleFunction<EngineFigures> figure)
    {
        final double[] known =
            engines.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)).toArray();
        return known.length == 0 ? Double.NaN : DoubleStream.of(known).sum();
    }

    private static int worse(final EngineStatus first, final EngineStatus second)
    {
        return Integer.compare(rank(first), rank(second));
    }

    private static int rank(final EngineStatus status)
    {
        return switch (status)
        {
            case RUNNING -> 0;
            case STARTING -> 1;
            case CLOSED -> 2;
            case STALLED -> 3;
            case DEAD -> 4;
        };
    }

    boolean isAlive()
    {
        return status != EngineStatus.CLOSED && status != EngineStatus.DEAD;
    }

    /** Share of the loop's cycles that found work; not a number of a sum, or if there were none. */
    double busy()
    {
        return cyclesPerSecond > 0 ? busyCyclesPerSecond / cyclesPerSecond : Double.NaN;
    }
}
