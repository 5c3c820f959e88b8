/**
 * Links, by which frames come in and go out: {@link io.fourtuple.link.Link} is the contract,
 * {@link io.fourtuple.link.RingLink} the implementation over Agrona rings; fault injection and packet capture decorate any
 * link. Devices live in modules of their own.
 * <pre>
 *   loop ── receive / claim, commit ──> Link ──> rings, a device, or another Link that it decorates
 *
 *   an emulated network, {@link io.fourtuple.link.EmulatedPath} each way: rate, queue, delay, loss, reordering
 *     loop ──> EmulatedLink ──> loop          in memory, in virtual time
 *     Link ──> PathRelay ──> Link             in real time, between any two links
 * </pre>
 * May import {@code telemetry}.
 */
package io.fourtuple.link;
