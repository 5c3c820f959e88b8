package io.fourtuple.bench.tool.scenario;

/**
 * One event of a scenario.
 *
 * @param timeNs virtual time.
 * @param kind   what it is.
 * @param host   where; null for a remark.
 * @param flight the segment; null for what is none.
 * @param text   what to write.
 * @param state  of the connection at that host, after a {@link Kind#STATE}.
 * @param fold   what it is a part of and may be told in a line together with; 0 for nothing.
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
