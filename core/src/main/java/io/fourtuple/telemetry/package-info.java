/**
 * An engine's telemetry, written by the loop's thread, read by any thread or process.
 * <pre>
 *   loop ──> Counters, heartbeat, records ──> Telemetry (a mapped file, or memory) ──> TelemetryFile ──> tools
 *            plain stores, nothing else       TelemetryDescriptor draws its layout     of another process
 *   loop ──> LatencyRecorders ──> LatencyLogger, of another thread ──> a histogram log
 * </pre>
 * One enum has every counter's id, name and meaning, another every section of the file, a third every latency. Counters and
 * errors have the layout of Agrona's {@code CountersManager} and {@code DistinctErrorLog}, so that Agrona's readers read them
 * too. Package {@code table} has the records' layout. Imports nothing of the engine.
 */
package io.fourtuple.telemetry;
