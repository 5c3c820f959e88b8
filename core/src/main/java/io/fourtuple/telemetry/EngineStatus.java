package io.fourtuple.telemetry;

/** What a telemetry file says of its engine. */
public enum EngineStatus
{
    /** Being made: nothing but this can be read yet. */
    STARTING,
    /** Its loop runs. */
    RUNNING,
    /** Its process lives, but its loop has not begun a cycle for longer than {@link TelemetryFile#STALL_NS}. */
    STALLED,
    /** It ended in order. */
    CLOSED,
    /** Its process is gone, without a word. */
    DEAD
}
