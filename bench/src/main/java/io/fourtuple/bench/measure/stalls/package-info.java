/**
 * How long one cycle of the loop can take: each call of {@code Engine.doWork} is timed, in situations that could make
 * one long, and each cycle of more than a millisecond is compared with the gaps of the machine alone.
 * <pre>
 *   churn      open and close beside idle connections            clock, each cycle's work ──> CycleTimes
 *   expiry     all of TIME_WAIT end at the same time, or evenly over one second                   │
 *   growth     from empty to full                                                                 ▼
 *   jitter     a loop that only looks at the clock, twice as long ──────────────────────────> Verdict
 * </pre>
 * Imports {@code core}, {@code bench.cycle}, and table and probe of {@code bench.latency}.
 */
package io.fourtuple.bench.measure.stalls;
