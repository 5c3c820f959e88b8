/**
 * Congestion control, and the interface for one's own. An algorithm says how the window of a connection grows and how far it
 * is cut; the state machine finds the losses, keeps the values for an undo, and sends. An algorithm keeps nothing itself: all
 * that it knows of a connection lies in the connection's transfer, seen through {@link io.fourtuple.congestion.Path}.
 * <pre>
 *   onStart ──> onAck ... onAck ──┬── onLoss ─────> the window falls to ssthresh as data leaves (PRR) ──> onAck ...
 *                 ^               ├── onTimeout ──> one segment, slow start ────────────────────────────> onAck ...
 *                 │               └── onIdle ─────> the window of the start at most (RFC 5681 4.1) ─────> onAck ...
 *                 └── onUndo: the values before, nothing was lost
 *
 *   cubic     RFC 9438, with HyStart++ (RFC 9406) in its first slow start; as Linux, the default
 *   newreno   RFC 5681
 *   none      no limit but the peer's window; for the laboratory
 * </pre>
 * BBR is left out: it needs pacing and a model of the path's rate. Imports {@code config}.
 */
package io.fourtuple.congestion;
