/**
 * How many connections a second to one server address and port each TIME_WAIT policy lets a client sustain, and where
 * it stops: two whole engines in memory, on one thread.
 * <pre>
 *   client Engine ── RingLink ──> server Engine        both by one SkippingClock
 *     connect, close, connect ... until no port is free ──> nothing moves? ──> the clock skips to when one may be
 * </pre>
 * Which clock: neither the real one nor a purely virtual one tells the truth about all policies. By the real clock,
 * five million connections at 28,232 a minute take three hours of waiting; by a clock that only goes when nothing else
 * does, a policy that never waits would be infinitely fast. So the clock of both engines is the real one while there is
 * anything to do, and skips what would only be waited. A second of it is a second that a client with nothing else to do
 * would have lived through: where ports are the limit the rate is ports by wait, where the processor is the limit it is
 * the processor's, here that of client and server together on one thread. Each result tells both: the rate by this
 * clock, and the rate by the time worked.
 * <p>
 * How far to skip is learnt, not known: the first time no port is free the clock goes in small steps until a connect
 * succeeds; later it goes to just before the port that was closed longest ago has waited as long as was seen to be
 * needed, and on in steps from there. A policy of a user's own could be measured in the same way.
 * <p>
 * Imports {@code core}, {@code bench.cycle} and {@code bench.plot}.
 */
package io.fourtuple.bench.measure.ports;
