/**
 * A command's output: a terminal, whose cursor moves and whose size changes, or a pipe that gets plain lines.
 * <pre>
 *   command ──> LiveTable ──> Terminal ──> StandardTerminal: asks the kernel whether it is one, and how large
 *           └─> ProgressLine ──┘      └──> a fake one in tests
 * </pre>
 * Imports {@code tun} for its system calls, nothing else of the project.
 */
package io.fourtuple.bench.tool.terminal;
