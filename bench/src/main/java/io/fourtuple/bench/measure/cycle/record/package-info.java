/**
 * The records of {@code bench cycle} and {@code bench scale}. They stand apart from their harness, which also runs on
 * Java 17, as {@code publish} does not.
 * Imports {@code base}, {@code publish.record} and {@code measure.cycle}.
 */
package io.fourtuple.bench.measure.cycle.record;
