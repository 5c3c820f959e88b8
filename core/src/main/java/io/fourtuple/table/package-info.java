/**
 * The connection table: an index of 64-byte lines that finds a record by 4-tuple, slabs of records that never move, and the
 * pools of data that is not acknowledged yet and of data that arrived out of order. Off-heap, read and written by address
 * ({@code OffHeapArray} says why), of fixed size, written by one loop only.
 * <pre>
 *   4-tuple ──hash──> Index line (tags, references) ──> Slab record ──> Transfer ──> chunks of sent data (SendMemory)
 *                                                       (Tcb)              └──> OutOfOrder ──> chunks of received data
 *                                                       (a transfer: only while data is outstanding, or out of order)
 *                                                   └──> CompactSlab records of half the size: in TIME_WAIT (TimeWaitEntry)
 *                                                        and half-open (HalfOpenEntry)
 * </pre>
 * An open idle IPv4 connection takes 80 bytes: 64 of record, 8 of the application's, 8 of the index at its load of 0.8.
 * {@code ConnectionTable.touch} precedes a batch of lookups, and loads their lines from memory together.
 * May import {@code app}, {@code config}, {@code wire}, {@code timewait}, {@code flood}.
 */
package io.fourtuple.table;
