/**
 * Drives a whole TCP stack by wire bytes with valid checksums, batch by batch, on one thread; {@code NullStack} is the floor.
 * <pre>
 *   CycleDriver ── SYN | ACK | FIN,ACK | ACK ──> DriverLink ──> EngineStack: Engine.doWork
 *               &lt;── SYN,ACK |   -  | FIN,ACK | - ──┘       └──> NullStack: fixed answers, the floor
 * </pre>
 * Class files for Java 17. Imports {@code core} and {@code base}.
 */
package io.fourtuple.bench.measure.driver;
