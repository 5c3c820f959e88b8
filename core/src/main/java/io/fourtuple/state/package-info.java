/**
 * The state machine of RFC 9293 3.10, one class for each of its sections: SEGMENT ARRIVES, the user calls, the time-outs.
 * {@link io.fourtuple.state.TcpMachine} is the only class the loop sees.
 * <pre>
 *   Segment ──> SegmentArrives ──┬─> SynSentState ──────────────────────────────────────────────┐
 *                  no record     ├─> ListenState ──> HalfOpenConnections, or a cookie           │
 *                  half-open     ├─> SynRcvdState ──┴─> HandshakeCompletion ────────────────────┤
 *                  TIME_WAIT     ├─> TimeWaitState ──> TimeWaitConnections                      ├──> Connections
 *   Tcp call ──> UserCalls ──────┤   (ListenCalls, ActiveOpen)                                  │        └──> HandlerCalls
 *   deadline ──> TimeOuts ───────┴─> OutputList, Output, LossRecovery ──> SegmentWriter ──> Link┘
 * </pre>
 * May import everything but {@code loop}.
 */
package io.fourtuple.state;
