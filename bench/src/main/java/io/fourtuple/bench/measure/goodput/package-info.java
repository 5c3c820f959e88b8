/**
 * Goodput of one TCP flow over bad networks, in real time: engine to Linux, Linux to engine, and Linux to Linux as the yardstick,
 * with the very same emulated network between them.
 * <pre>
 *   LinuxEnd    kernel of namespace 1 ── tun ──┐                        ┌── tun ── kernel of namespace 2    LinuxEnd
 *                                              ├── PathRelay: rate, ────┤
 *   EngineEnd   engine ── ring ────────────────┘   queue, delay, loss   └── ring ── engine                 EngineEnd
 *               sender, 198.18.0.1                                          receiver, 198.18.0.2
 * </pre>
 * One thread runs the relay and the engine, without a rest; Linux's applications have threads of their own. Imports {@code core},
 * {@code io-tun} and {@code bench.publish}.
 */
package io.fourtuple.bench.measure.goodput;
