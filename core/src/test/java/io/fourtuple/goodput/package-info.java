/**
 * Goodput of engine to engine over an emulated network, in virtual time: the same from run to run, so that a snapshot can be
 * compared. {@code bench goodput} measures the same grid in real time, beside Linux.
 * <pre>
 *   Sender ── engine A ── EmulatedLink ──> EmulatedLink ── engine B ── Receiver       VirtualNetwork: one thread, one clock
 * </pre>
 */
package io.fourtuple.goodput;
