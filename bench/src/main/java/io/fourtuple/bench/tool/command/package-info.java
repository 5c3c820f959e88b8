/**
 * The command line: {@code serve}, {@code connect}, {@code demo}, {@code stat}, {@code bench} and others.
 * <pre>
 *   Main ──> ServeCommand, ConnectCommand ──> EngineHost: device, link, engine, thread, in this order and back
 *       ├──> DemoCommand ──> two engines, joined in memory
 *       ├──> StatCommand, SsCommand, ErrorsCommand ──> EngineChoiceOptions: which engine ──> watch
 *       └──> BenchCommand ──> cycle, latency, stalls ──> a harness on a PinnedThread
 * </pre>
 * May import everything.
 */
package io.fourtuple.bench.tool.command;
