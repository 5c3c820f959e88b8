/**
 * Runs of commands, to their ends: an engine on a device, two engines in memory, a load.
 * Imports {@code tool.option} and the wings below.
 */
package io.fourtuple.bench.tool.session;
