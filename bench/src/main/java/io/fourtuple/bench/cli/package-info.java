/**
 * The command line: {@code serve}, {@code connect} and {@code demo}.
 * <pre>
 *   Main ──> ServeCommand, ConnectCommand ──> EngineHost: device, link, engine, thread, in this order and back
 *       └──> DemoCommand ──> two engines, joined in memory
 * </pre>
 * May import everything.
 */
package io.fourtuple.bench.cli;
