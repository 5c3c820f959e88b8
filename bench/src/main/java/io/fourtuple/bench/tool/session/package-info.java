/**
 * What a command runs: an engine on a device, two engines in memory, a load, and how each of them ends.
 * Imports {@code tool.option} and the wings below.
 */
package io.fourtuple.bench.tool.session;
