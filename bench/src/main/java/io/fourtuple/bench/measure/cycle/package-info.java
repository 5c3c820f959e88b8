/**
 * The engine alone, measured in memory: whole connections driven through it by wire bytes with valid checksums, batch
 * by batch, on one thread.
 * {@link io.fourtuple.bench.measure.driver.CycleDriver} is what drives it.
 * Class files for Java 17, so that JDKs can be compared: imports {@code core}, {@code base} and {@code measure.driver}.
 */
package io.fourtuple.bench.measure.cycle;
