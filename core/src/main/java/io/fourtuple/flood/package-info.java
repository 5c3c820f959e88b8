/**
 * The defences against SYN floods, and the interfaces for one's own. A defence decides on each SYN that would cost memory,
 * cookies encode it; the state machine keeps the half-open connections, sends, counts and limits.
 * <pre>
 *   SYN ──> SourceLimit ──> SynDefence ──┬─ QUEUE ───> half-open record ──> ACK ──> ESTABLISHED
 *              │ drop                    ├─ EVICT ───> the same, evicting the oldest
 *                                        ├─ COOKIE ──> SynCookies.make: SYN-ACK, nothing kept
 *                                        └─ DROP...        ACK ──> SynCookies.check ──> ESTABLISHED
 * </pre>
 * Imports {@code app}, {@code config} and {@code wire}.
 */
package io.fourtuple.flood;
