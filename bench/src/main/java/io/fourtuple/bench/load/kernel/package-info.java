/**
 * The Linux kernel as a TCP endpoint to be measured: a network namespace with its settings, a listener with the
 * smallest application, and what the kernel tells of itself.
 * <pre>
 *   KernelNamespace    namespace of a thread, sysctls, nstat's counters, memory
 *   KernelListener   listen, accept4, read, write, close by epoll, on that thread; nothing allocates
 * </pre>
 * Imports {@code core} and {@code io-tun}.
 */
package io.fourtuple.bench.load.kernel;
