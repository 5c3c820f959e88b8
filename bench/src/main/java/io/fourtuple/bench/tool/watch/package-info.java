/**
 * Looks into engines from outside, while they run and after they died: what {@code stat}, {@code ss} and {@code errors}
 * show. Reads their telemetry files only, so an engine does not know that it is watched, and pays nothing.
 * <pre>
 *   EngineDirectory ──> WatchedEngine ──┬─> EngineSnapshot, CounterRates ──> StatTable, EnginesTable, ... OpenMetrics
 *    which engine        one file       ├─> SocketRow, SocketFilter ──> SocketTable, SocketRowJson, SocketSummary
 *                                       └─> ErrorReport
 * </pre>
 * Imports core, {@code terminal} and {@code cycle} for its JSON.
 */
package io.fourtuple.bench.tool.watch;
