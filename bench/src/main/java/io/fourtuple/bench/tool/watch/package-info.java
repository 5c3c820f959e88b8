/**
 * {@code stat}, {@code ss} and {@code errors}: engines seen from outside, while they run and after they died. Only their
 * telemetry files are read, so an engine does not know that it is watched, and pays nothing.
 * <pre>
 *   EngineDirectory ──> WatchedEngine ──┬─> EngineSnapshot, CounterRates ──> StatTable, EnginesTable, ... OpenMetrics
 *    which engine        one file       ├─> SocketRow, SocketFilter ──> SocketTable, SocketRowJson, SocketSummary
 *                                       └─> ErrorReport
 * </pre>
 * Imports {@code core}, {@code base} and {@code terminal}.
 */
package io.fourtuple.bench.tool.watch;
