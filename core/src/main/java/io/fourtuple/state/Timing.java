package io.fourtuple.state;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.telemetry.LatencyRecorders;

/** A machine's latency recorders, and a precise clock; the cycle's cached time is too coarse for them. */
public record Timing(LatencyRecorders latencies, NanoClock clock)
{
}
