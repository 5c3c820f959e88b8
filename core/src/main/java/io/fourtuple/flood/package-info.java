/**
 * What a SYN does when it would cost memory: the defences against SYN floods, and the interfaces for one's own. A defence
 * decides, cookies encode; the state machine keeps the half-open connections, sends, counts and limits.
 * <pre>
 *   SYN ──> SourceLimit ──> SynDefence ──┬─ QUEUE ───> half-open record ──> ACK ──> ESTABLISHED
 *              │ drop                    ├─ EVICT ───> the same, in the place of the oldest
 *                                        ├─ COOKIE ──> SynCookies.make: SYN-ACK, nothing kept
 *                                        └─ DROP...        ACK ──> SynCookies.check ──> ESTABLISHED
 * </pre>
 * Imports {@code app}, {@code config} and {@code wire}.
 */
package io.fourtuple.flood;
