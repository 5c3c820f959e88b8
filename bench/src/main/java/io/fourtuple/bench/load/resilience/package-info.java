/**
 * How real clients fare under a SYN flood, by the procedure of RFC 9411 and RFC 3511 5.5: the engine's defences, and
 * the Linux kernel beside them.
 * <pre>
 *   ResilienceHarness
 *     ceiling ── of each medium: rings, TUN, Linux            by a closed loop, without a flood
 *     TargetRun ── for each defence: real clients at half of it, flood x0 x0.1 ... x10, recovery
 *       Subject.load(Step) ──> Measured: Slices of 100 ms ──> Real, Normal, Recovery
 *       Subject.vitals()   ──> counters, memory           ──> SynOutcomes, Books
 *     ResilienceTable, ResiliencePlots, JSON
 *   LoadTargetFactory, LoadTargetUnderTest: all that knows the load generator
 * </pre>
 * The latency of a handshake counts from the time that it was to begin at, not from when it did. Handshakes that lost a
 * frame on the way to the target are told apart from those that the target failed.
 * <p>
 * Imports {@code core}, {@code bench.cycle}, {@code bench.kernel}, {@code bench.latency}, {@code bench.load} and
 * {@code bench.plot}.
 */
package io.fourtuple.bench.load.resilience;
