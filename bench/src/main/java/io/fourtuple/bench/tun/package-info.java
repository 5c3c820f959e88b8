/**
 * Server-side handshakes a second over a TUN device: what the device allows, and how much of it the engine makes use of.
 * <pre>
 *   one CPU                                          another CPU
 *   LoadGenerator ── SYN, ACK, SYN, ACK ... ──> tun device ──> read    CLoop | JavaLoop | EngineLoop, in turns
 *        kernel drops it &lt;── SYN,ACK ── tun device &lt;── write ──┘
 * </pre>
 * Nobody reads the SYN,ACKs back, because a generator that did could not load the device from one CPU. So that its ACKs
 * are right all the same, the engine's clock stands still and its secrets come from a seed: a {@link
 * io.fourtuple.bench.tun.HandshakeFrames rehearsal} in memory yields the ISNs that the measured run will choose, however
 * the engine makes them, and checks every reply. The engine still reads the clock each cycle, so that cost is in.
 * <p>
 * The device refuses a frame when its queue is full, and the generator offers it again: nothing is lost, and a generator
 * that never had to wait was too slow for what it measured, which is then said.
 * <p>
 * May import everything but {@code bench.cli}.
 */
package io.fourtuple.bench.tun;
