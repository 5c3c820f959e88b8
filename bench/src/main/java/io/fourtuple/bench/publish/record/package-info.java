/**
 * Recorded runs: what a benchmark leaves in {@code perf-results/}, so that others can read, draw and judge it.
 * <pre>
 *   harness ──> RunRecord ──> RunRecorder ──> perf-results/DATE_COMMIT_BENCHMARK_PARAMETERS/
 *                                               run.json          RunRecord: metrics, verdict, settings, command
 *               IdleJitter, just before  ────>  jitter.hlog       tags LATENESS and GAPS
 *               Environment              ────>  environment.json  machine, JDK, load, sum of the jitter
 *               histograms               ────>  *.hlog            an interval each second or repetition
 *               what was printed         ────>  output.txt
 *                                                   │
 *             RunFolder (reads it) <────────────────┘ ──> Publisher: README.md, index.html
 *                                                     ──> Comparison: better, worse, same, cannot tell
 *                                                         of processes (Relabelling), or of samples (MedianInterval)
 * </pre>
 * Imports {@code bench.cycle} and {@code bench.latency}; knows no harness.
 */
package io.fourtuple.bench.publish.record;
