/**
 * The Linux kernel as the other side, through a TUN device in a network namespace that the test makes. Either the
 * command line runs as a process of its own there, and curl, nc, wrk, nginx and Java's own sockets talk to it; or, for
 * TIME_WAIT, engine and kernel's sockets run on the test's thread, which sees each segment and loses some.
 * <pre>
 *   test's thread:  KernelSocket ── kernel ── TUN ── WireTap ── EngineInNs
 * </pre>
 */
package io.fourtuple.bench.load.kernel;
