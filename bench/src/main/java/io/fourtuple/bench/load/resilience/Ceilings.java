package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Spread;

/**
 * Real handshakes that each medium's target completes without a flood, by a closed loop; and what rates follow from
 * that. Those over TUN share the lower ceiling, so that engine and kernel get the same load.
 */
final class Ceilings
{
    private final Map<Transport, Spread> found = new EnumMap<>(Transport.class);
    private final long given;

    /** @param given real handshakes a second, the same for all; 0: as they are found. */
    Ceilings(final long given)
    {
        this.given = given;
    }

    /** Seeks one medium's: a load to warm up, then several rounds. */
    void find(final Transport medium, final TargetUnderTest target, final Timing timing, final Consumer<String> progress)
    {
        if (timing.warmUp() > 0)
        {
            target.ceiling(timing.warmUp(), progress);
        }
        final List<Double> rounds = new ArrayList<>();
        for (int i = 0; i < timing.ceilingRounds(); i++)
        {
            rounds.add(target.ceiling(timing.ceilingRound(), progress));
            progress.accept(String.format(Locale.ROOT, "ceiling of %s, round %d of %d: %,.0f/s", medium.description(),
                i + 1, timing.ceilingRounds(), rounds.getLast()));
        }
        found.put(medium, Spread.of(rounds.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** Whether it is known already. */
    boolean has(final Transport medium)
    {
        return given > 0 || found.containsKey(medium);
    }

    /** The ceiling that the rates of a medium's targets are multiples of. */
    double of(final Transport medium)
    {
        if (given > 0)
        {
            return given;
        }
        return found.entrySet().stream()
            .filter(entry -> entry.getKey().isOverTun() == medium.isOverTun())
            .mapToDouble(entry -> entry.getValue().median()).min().orElseThrow();
    }

    /** The ceiling of a medium, for a person to read. */
    String text(final Transport medium)
    {
        if (given > 0)
        {
            return String.format(Locale.ROOT, "ceiling of %s: %,d real handshakes/s, as given", medium.description(),
                given);
        }
        final String shared = of(medium) < found.get(medium).median() ?
            String.format(Locale.ROOT, "; loaded by the lower one over TUN, %,.0f/s", of(medium)) : "";
        return String.format(Locale.ROOT, "ceiling of %s: %s real handshakes/s, closed loop, median [min..max]%s",
            medium.description(), found.get(medium).text(0), shared);
    }

    Json json()
    {
        final Json json = new Json().put("given", given);
        found.forEach((medium, spread) -> json.put(medium.shortName(), spread.json()));
        return json;
    }
}
