package io.fourtuple.telemetry;

/** The status of an engine, by its telemetry file. */
public enum EngineStatus
{
    /** The engine is being made; nothing else can be read yet. */
    STARTING,
    /** Its loop runs. */
    RUNNING,
    /** Its process lives, but its loop has not begun a cycle for longer than {@link TelemetryFile#STALL_NS}. */
    STALLED,
    /** It ended in order. */
    CLOSED,
    /** Its process is gone, and had not closed the file. */
    DEAD
}
