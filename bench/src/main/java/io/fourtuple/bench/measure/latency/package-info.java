/**
 * How long a SYN waits for its answer when connections come at a fixed rate, whatever the engine does: an open loop.
 * Each connection has its time to start; what starts late is counted from the time it should have started at.
 * <pre>
 *   OpenLoopClients ══ ring ══> Server: Engine, application          on one thread in turn, or on one thread each
 *                 <══ ring ══
 *   JitterProbe: the same times, nothing to do: what the machine itself is late
 * </pre>
 * Imports {@code core}, {@code io-tun} for CPU pinning, and {@code base} and {@code measure.driver}.
 */
package io.fourtuple.bench.measure.latency;
