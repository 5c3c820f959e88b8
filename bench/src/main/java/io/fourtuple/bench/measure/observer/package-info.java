/**
 * The loss of an engine by being watched: the benchmark behind {@code bench watched}.
 * <pre>
 *   demo, a process of its own ──> established a second, line by line
 *     │ file          │ copy of the file
 *   WATCHED: stat, ss │ CONTROL: the same processes take the same CPU, and read other memory    ALONE: nobody reads
 * </pre>
 * Imports {@code cycle} for medians, {@code results} for the record, core for the folder of telemetry files.
 */
package io.fourtuple.bench.measure.observer;
