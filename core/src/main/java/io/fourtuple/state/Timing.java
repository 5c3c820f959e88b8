package io.fourtuple.state;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.telemetry.LatencyRecorders;

/** What a machine records how long it takes, and the loop's clock, for what the time of a cycle is too coarse for. */
public record Timing(LatencyRecorders latencies, NanoClock clock)
{
}
