package io.fourtuple.bench.tool.scenario;

import java.util.List;
import java.util.function.Function;

import org.agrona.concurrent.EpochNanoClock;

import io.fourtuple.link.PcapWriter;

/**
 * How a scenario is played.
 *
 * @param policy      of TIME_WAIT, for all engines.
 * @param assignments settings changed last, {@code name=value}.
 * @param seed        of the engines' secrets: ISNs, timestamps, ports.
 * @param capture     makes the writer that takes what the right side sends and receives, stamped with virtual time; or
 *                    null.
 */
public record ScenarioOptions(
    PolicyChoice policy, List<String> assignments, long seed, Function<EpochNanoClock, PcapWriter> capture)
{
    public static final long DEFAULT_SEED = 1;

    /** @return with a policy, and nothing else changed. */
    public static ScenarioOptions of(final PolicyChoice policy)
    {
        return new ScenarioOptions(policy, List.of(), DEFAULT_SEED, null);
    }
}
