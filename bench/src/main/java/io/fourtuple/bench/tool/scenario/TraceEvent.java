package io.fourtuple.bench.tool.scenario;

/**
 * One event of a scenario.
 *
 * @param timeNs virtual time.
 * @param host   null for a remark.
 * @param flight the segment; null for other events.
 * @param state  of the connection at that host, after a {@link Kind#STATE}.
 * @param fold   number of the events that may share its line; 0 for none.
 */
record TraceEvent(long timeNs, Kind kind, ScenarioHost host, TracedSegment flight, String text, String state, int fold)
{
    enum Kind
    {
        /** A segment leaves. */
        DEPARTURE,
        /** A segment has arrived and was taken. */
        ARRIVAL,
        /** An application calls. */
        CALL,
        /** A connection has changed its state by time alone. */
        STATE,
        /** A word to the viewer. */
        REMARK
    }
}
