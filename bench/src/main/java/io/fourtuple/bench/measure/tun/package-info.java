/**
 * Server-side handshakes a second over a TUN device: what the device allows, and how much of it the engine makes use
 * of.
 * <pre>
 *   one CPU                                     another CPU
 *   QueueFiller ── SYN, ACK, SYN ... ──> queue of a tun device ──> read   CLoop | JavaLoop | LinkLoop | EngineLoop
 *     kernel drops it (martian)  &lt;── SYN,ACK ── the same device &lt;── write ──┘
 *
 *   a turn:  the queue is filled ── not measured ── and emptied by one of them ── measured; then the next one's
 * </pre>
 * The load waits in the queue before it is measured, because one CPU cannot offer as many frames as the bare loop in C
 * takes: a floor that waits for its load would make the engine look better than it is. For the same reason nobody
 * reads the SYN,ACKs back, and the kernel drops them at the cheapest place there is: what it takes longer is in the
 * floors and the engine alike and would hide their difference.
 * <p>
 * So that the ACKs are right all the same, the engine's clock stands still and its secrets come from a seed: a {@link
 * io.fourtuple.bench.measure.tun.HandshakeFrames rehearsal} in memory yields the ISNs that the measured run will choose,
 * however the engine makes them, and checks every reply. The engine still reads the clock each cycle, so that cost is
 * in. Time-outs never come due; in a run of seconds without loss none would.
 * <p>
 * May import everything but {@code bench.cli}.
 */
package io.fourtuple.bench.measure.tun;
