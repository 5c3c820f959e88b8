/**
 * Bytes on the wire: the border check that each frame passes once, the header layouts, checksums and sequence numbers.
 * After {@link io.fourtuple.wire.IpCheck} and {@link io.fourtuple.wire.TcpCheck} have passed a frame, no accessor of
 * {@link io.fourtuple.wire.Segment} can fail.
 * <pre>
 *   frame ──> IpCheck ──> TcpCheck ──> Segment          Headers ──> frame
 *              │  ^ └─ outcome ─┴─ outcome (a Counter)
 *   a fragment v  │ a whole packet
 *            IpReassembly ── outcome
 * </pre>
 * Frames lie off the heap and are read and written by address ({@code NetworkBytes}).
 * May import {@code app}, {@code telemetry}, {@code config}.
 */
package io.fourtuple.wire;
