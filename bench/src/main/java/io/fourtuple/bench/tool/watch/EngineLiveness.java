package io.fourtuple.bench.tool.watch;

import java.util.Locale;

import io.fourtuple.telemetry.EngineStatus;

/** An engine's status, and the time that it began, was last heard of, or ended. */
record EngineLiveness(EngineStatus status, long sinceEpochMs)
{
    /** Whether it may go on: neither ended nor killed. */
    boolean isAlive()
    {
        return status != EngineStatus.CLOSED && status != EngineStatus.DEAD;
    }

    /** As in {@code running}. */
    String label()
    {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** As in {@code dead since 2026-11-21 19:12:33 UTC}; a state that goes on as it should has no time. */
    String text(final TimeText times)
    {
        return switch (status)
        {
            case STARTING, RUNNING -> label();
            case CLOSED -> "closed at " + times.dateTime(sinceEpochMs);
            case STALLED, DEAD -> label() + " since " + times.dateTime(sinceEpochMs);
        };
    }
}
