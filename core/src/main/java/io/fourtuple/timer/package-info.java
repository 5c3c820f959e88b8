/**
 * Deadlines of connections, kept in queues instead of a wheel: each queue holds one length of time and is therefore in
 * the order of its deadlines.
 * <pre>
 *   arm ──> queue of the longest time that is not too long ──> due: fire, or queue again for the rest
 * </pre>
 * {@code DeadlineQueues} are for open connections, {@code CompactQueues} for those in TIME_WAIT and half-open
 * ones. {@code WaitQueue} has no time: those that wait for memory stand in it. May import {@code table}.
 */
package io.fourtuple.timer;
