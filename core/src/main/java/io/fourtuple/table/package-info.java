/**
 * The connection table: an index of 64-byte lines that finds a record by 4-tuple, slabs of records that never move, and
 * the pool that sent data waits in until it is acknowledged. Off-heap, of fixed size, written by one loop only.
 * <pre>
 *   4-tuple ──hash──> Index line (tags, references) ──> Slab record ──> Transfer ──> chunks of sent data
 *                                                       (Tcb)           (only while data is outstanding)
 * </pre>
 * May import {@code app}, {@code config}, {@code wire}.
 */
package io.fourtuple.table;
