/**
 * The state machine of RFC 9293 3.10, one class for each of its sections: SEGMENT ARRIVES, the user calls, the time-outs.
 * {@link io.fourtuple.state.TcpMachine} is the only class the loop sees.
 * <pre>
 *   Segment ──> SegmentArrives ──┬─> ListenArrives, SynSentArrives, TimeWaitArrives ──┐
 *   Tcp call ──> UserCalls ──────┤                                                    ├──> Connections, TimeWaits
 *   deadline ──> TimeOuts ───────┴──> Transmit ──> SegmentSender ──> Link             ┘        └──> Applications
 * </pre>
 * May import everything but {@code loop}.
 */
package io.fourtuple.state;
