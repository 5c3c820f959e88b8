/**
 * Child processes: this program once more, or another one, bounded in time and ended by their id.
 * Imports {@code base}.
 */
package io.fourtuple.bench.base.process;
