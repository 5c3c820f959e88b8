/**
 * The engine alone, measured in memory: whole connections driven through it by wire bytes with valid checksums, batch
 * by batch, on one thread.
 * <pre>
 *   CycleDriver ── SYN | ACK | FIN,ACK | ACK ──> DriverLink ──> EngineStack: Engine.doWork
 *               &lt;── SYN,ACK |   -  | FIN,ACK | - ──┘       └──> NullStack: fixed answers, the floor
 * </pre>
 * {@link io.fourtuple.bench.cycle.ScaleHarness} has several loops do so at the same time. With more of them than a test
 * machine has CPUs, say 64, what they share decides, and none of it is the program's:
 * <ul>
 * <li>memory bandwidth: a cycle that finds its table out of the caches moves about ten lines of 64 bytes in and,
 *     changed, out again, 1.3 kB. At 2 million cycles/s that is 2.6 GB/s for a loop and 166 GB/s for 64: near the
 *     limit of a socket with eight channels of DDR4-3200 (205 GB/s), a third of one with twelve of DDR5-4800 (461
 *     GB/s). What is held but idle costs no bandwidth;
 * <li>the last-level cache: n loops have an n-th of it each, so that the size at which the table leaves it comes n
 *     times earlier. That is the difference between a few held connections and a million, measured for one loop, and
 *     no new one;
 * <li>on a TUN device with a queue for each loop: queues and files are apart, but a write whose flow is not in the
 *     device's table of 4,096 takes the device's one spin lock (tun_flow_update). With more flows than that each
 *     SYN,ACK does. At 100 ns for each time that a contended lock changes hands, a device ends at 10 million writes/s,
 *     some 20 loops at 500 thousand handshakes/s. Beyond, several devices are needed, or a steering program
 *     (TUNSETSTEERINGEBPF), with which nothing is learned and the lock not taken;
 * <li>the sockets' interconnect: a loop's memory is touched first by its own thread and lies near it.
 * </ul>
 * Class files for Java 17, so that JDKs can be compared: imports {@code core} and the JDK, nothing else of the project.
 */
package io.fourtuple.bench.cycle;
