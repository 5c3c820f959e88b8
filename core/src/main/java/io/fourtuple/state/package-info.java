/**
 * The state machine of RFC 9293 3.10, one class for each of its sections: SEGMENT ARRIVES, the user calls, the time-outs.
 * {@link io.fourtuple.state.TcpMachine} is the only class the loop sees.
 * <pre>
 *   Segment ──> SegmentArrives ──┬─> SynSentArrives ─────────────────────────────────────────┐
 *                  no record     ├─> ListenArrives ──> HalfOpens, or a cookie                │
 *                  half-open     ├─> HalfOpenArrives ──┴─> PassiveOpens ─────────────────────┤
 *                  TIME_WAIT     ├─> TimeWaitArrives ──> TimeWaits                           ├──> Connections
 *   Tcp call ──> UserCalls ──────┤   (ListenCalls, ActiveOpen)                               │        └──> Applications
 *   deadline ──> TimeOuts ───────┴─> Transmit ──> SegmentSender ──> Link                     ┘
 * </pre>
 * May import everything but {@code loop}.
 */
package io.fourtuple.state;
