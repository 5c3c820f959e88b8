/**
 * Real connections at a paced rate against a TCP endpoint, with or without a SYN flood beside them: what {@code load},
 * {@code flood} and {@code resilience} run.
 * <pre>
 *   one thread: Generator                                       another: LoadTarget
 *   Clients (table, timers) ══ SYN, ACK, data, FIN ══╗
 *   FloodSender             ── SYN, ACK, RST ────────╨─ ring or TUN ──> engine, or kernel ──> application
 *                           <── SYN-ACK, data, FIN ───────────────────            EstablishedFeed ──┘
 *   the caller's thread: LoadRun ──> rows, LoadResult ──> LoadVerdict
 * </pre>
 * Every connection has its time from the plan, and is measured from that time, sent late or not (no coordinated
 * omission).
 * <p>
 * The clients are frames written from a small table of their own, not a second engine: a SYN-ACK is stamped as it comes
 * off the link, before anything is done about it; a connection costs one cache line and no TIME_WAIT of the client's;
 * and the clients share no code path with the endpoint under test, so that none of its mistakes can cancel out. They do
 * what real clients do where it matters here: Linux's options, SYNs again after 1, 3 and 7 s, RST for what they do not
 * know. That a handshake is complete is told by the server's application ({@code EstablishedFeed}): a client cannot
 * know what became of its ACK.
 * <p>
 * Imports {@code core}, {@code io-tun}, the wings below, and {@code load.kernel}.
 */
package io.fourtuple.bench.load.client;
