package io.fourtuple.bench.load.client;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.fourtuple.link.Link;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.EngineConfig;

/**
 * An engine of this process on a thread of its own, joined to the generator by two rings in memory. As the queue of a
 * network card does, a full ring loses what comes, the flood's frames and the clients' alike.
 */
public final class RingTarget extends EngineTarget
{
    /** Room for about 14,000 frames each way: the engine may be kept from its CPU for a few milliseconds. */
    public static final int RING_BYTES = 1 << 20;

    private static final int MTU_BYTES = 1_500;

    private Link clientsEnd;

    public RingTarget(final Consumer<EngineConfig> setup, final int cpu)
    {
        this(setup, UnaryOperator.identity(), cpu);
    }

    /** The arguments are those of {@link EngineTarget}. */
    public RingTarget(final Consumer<EngineConfig> setup, final UnaryOperator<Link> decoration, final int cpu)
    {
        super(setup, decoration, cpu);
    }

    @Override
    public String describe()
    {
        return "engine in this process, over rings of " + (RING_BYTES >> 10) + " KiB";
    }

    @Override
    public void open(final LoadPlan plan)
    {
        final RingLink[] ends = RingLink.pair(RING_BYTES, MTU_BYTES);
        clientsEnd = ends[0];
        start(ends[1], newTelemetry(), plan, config -> { });
    }

    @Override
    public Link link()
    {
        return clientsEnd;
    }
}
