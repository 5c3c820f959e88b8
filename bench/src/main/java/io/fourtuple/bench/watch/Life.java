package io.fourtuple.bench.watch;

/**
 * An engine's state and since when it has been in it.
 *
 * @param state        of the engine.
 * @param sinceEpochMs when it began, was last heard of, or ended.
 */
record Life(EngineState state, long sinceEpochMs)
{
    /** As in {@code dead since 2026-11-21 19:12:33 UTC}; a state that goes on as it should has no time. */
    String text(final TimeText times)
    {
        return switch (state)
        {
            case STARTING, RUNNING -> state.label();
            case CLOSED -> "closed at " + times.dateTime(sinceEpochMs);
            case STALLED, DEAD -> state.label() + " since " + times.dateTime(sinceEpochMs);
        };
    }
}
