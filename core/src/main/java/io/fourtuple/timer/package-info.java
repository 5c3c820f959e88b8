/**
 * Deadlines of connections, in queues instead of a wheel: each queue is for one length of time, and therefore in the order of
 * its deadlines.
 * <pre>
 *   arm ──> queue of the longest time that is not too long ──> due: fire, or queue again for the rest
 * </pre>
 * {@code DeadlineQueues} are for full records, {@code CompactQueues} for TIME_WAIT and half-open ones. {@code WaitQueue} has no
 * time: connections that wait for memory stand in it. {@code AckQueues} are for ACKs that wait. May import {@code table}.
 */
package io.fourtuple.timer;
