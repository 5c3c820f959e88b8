/**
 * The engine alone, measured in memory: whole connections driven through it by wire bytes with valid checksums, batch
 * by batch, on one thread.
 * <pre>
 *   CycleDriver ── SYN | ACK | FIN,ACK | ACK ──> DriverLink ──> EngineStack: Engine.doWork
 *               &lt;── SYN,ACK |   -  | FIN,ACK | - ──┘       └──> NullStack: fixed answers, the floor
 * </pre>
 * Class files for Java 17, so that JDKs can be compared: imports {@code core} and the JDK, nothing else of the
 * project.
 */
package io.fourtuple.bench.cycle;
