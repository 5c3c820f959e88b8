/**
 * The engine alone, measured in memory: whole connections driven through it by wire bytes with valid checksums, batch by
 * batch, on one thread.
 * <pre>
 *   CycleDriver ── SYN | ACK | FIN,ACK | ACK ──> DriverLink ──> Engine.doWork
 *               &lt;── SYN,ACK |   -  | FIN,ACK | - ──┘                        the same with a null engine is the floor
 * </pre>
 */
package io.fourtuple.bench.cycle;
