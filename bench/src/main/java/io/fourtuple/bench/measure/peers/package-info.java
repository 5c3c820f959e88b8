/**
 * Other TCP stacks beside fourtuple, each in a process of its own, by the same bytes on the wire, in turns.
 * <pre>
 *   PeersBenchmark ── Workshop ── apt-get, scripts/peers/NAME/build          once
 *         │
 *         └── each round, each number of idle connections, each stack:
 *               CHarness       ── bench/target/peers/NAME ── RESULT, MEMORY lines ──┐
 *               FourtupleChild ── scripts/fourtuple bench cycle ── JSON ────────────┴─> Results ─> PeersTable, JSON
 * </pre>
 * May import {@code bench.cycle}; the command line imports this.
 */
package io.fourtuple.bench.measure.peers;
