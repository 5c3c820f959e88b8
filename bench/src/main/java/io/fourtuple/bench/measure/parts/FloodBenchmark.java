package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Param;

/** A benchmark of frames that a flood sends to a whole engine, and of the floor that takes the same frames. */
public abstract class FloodBenchmark extends PartBenchmark
{
    @Param({"IPv4", "IPv6"})
    protected String family;

    FloodedEngine engine;
    FloorStack floor;
    /** Number of the next source. */
    protected long next;

    final boolean isIpv6()
    {
        return family.equals("IPv6");
    }

    /** Frames with timestamps, from as many addresses as a source's number tells apart. */
    final FloodFrames frames()
    {
        return new FloodFrames(isIpv6(), true, 1 << 16);
    }
}
