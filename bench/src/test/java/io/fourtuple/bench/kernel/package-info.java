/**
 * The Linux kernel as the other side: the command line runs as a process of its own in a network namespace that the test
 * makes, and curl, nc, wrk, nginx and Java's own sockets talk to it through a TUN device.
 */
package io.fourtuple.bench.kernel;
