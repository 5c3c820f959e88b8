/**
 * Builds against each other, or one build under two settings: the benchmark behind {@code bench ab}.
 * <pre>
 *   AbOptions ──> AbBenchmark ──> turn 0: A ──> a process of its own, --record ──> FOLDER/a/RUN ──┐
 *                                 turn 1: B ──> another one                    ──> FOLDER/b/RUN ──┤
 *                                 turn 2 ... whose it is, is drawn by lot                         │
 *                                 results.Comparison: of processes, not of samples <──────────────┘
 * </pre>
 * Why processes: what the JVM compiles, and where memory comes to lie, is decided once in each, and figures of two
 * processes of the same build differ by that. Repetitions within one say nothing of it (Kalibera and Jones, Rigorous
 * benchmarking in reasonable time, 2013).
 * Imports {@code peers} for children, {@code results} for runs and their turns.
 */
package io.fourtuple.bench.measure.ab;
