/**
 * The policies of TIME_WAIT, and the interface for one's own. A policy decides on segments and connects for a connection in
 * TIME_WAIT; the state machine keeps the entries, sends, counts and limits.
 * <pre>
 *   FIN acknowledged, peer's FIN taken ──> timeWaitMs ──> entry ──> onSegment ──> new connection, ACK, silence, RST, over
 *                                            │ 0        │  └──> mayConnect ──> 4-tuple taken by connect
 *                                            ▼          └─ timed out ──> CLOSED
 *                                          CLOSED
 * </pre>
 * Imports {@code app}, {@code config} and {@code wire}.
 */
package io.fourtuple.timewait;
