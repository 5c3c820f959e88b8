/**
 * The tools that every other wing uses: the machine, medians, tables, JSON, histogram logs, numbers on a command line.
 * <pre>
 *   base &lt; publish &lt; measure &lt; load &lt; tool          a wing imports only those before it
 * </pre>
 * Imports {@code core}, {@code io-tun} for CPU pinning, and nothing else of the module. Class files for Java 17, with
 * {@code measure.driver} and {@code measure.cycle}, so that JDKs can be compared; {@code base.process} needs 25.
 */
package io.fourtuple.bench.base;
