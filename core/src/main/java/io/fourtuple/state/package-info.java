/**
 * The state machine of RFC 9293 3.10. {@link io.fourtuple.state.TcpMachine} is the only class the loop sees. The classes
 * stand in rooms; each uses those of its own room and of the rooms below:
 * <pre>
 *   front         TcpMachine  SegmentArrives  StateRules  IcmpArrives  UserCalls  OptionCalls  ConnectionInfo
 *   active        ActiveOpen  LocalPorts  ExhaustedDestinations  SynSentState
 *   passive       ListenCalls  Listeners  ListenState  HalfOpenConnections  SynRcvdState  HandshakeCompletion
 *                 TimeWaitState  OptionNegotiation
 *   synchronized  AckField  SegmentText  Reassembly  TimeOuts  BlackHoles  MemoryWaits
 *   ending        Connections  HandlerCalls  PendingEnds  TimeWaitConnections
 *   output        OutputList  Output  LossRecovery  SackRules  LossProbe  Retransmission  RateReduction  Refusals
 *                 InvalidAckLimit  ConnectionTimer  TimerPurpose  Linger  SegmentWriter  SackBlocks  DelayedAcks
 *                 SmallSegments  CongestionWindow  Scoreboard  Rack  CaState  Ecn
 *   shared        Context  Clock  Tables  Strategies  Timing  Handlers  AcceptQueue  Secrets  Paws  ReceiveWindow  RttEstimator  RtoCode
 *                 Transfers  TransferPath  CongestionAlgorithms  ResetLimit  AnswerLimit  ConnectionLatencies  UserErrors
 * </pre>
 * The package may import everything but {@code loop}.
 */
package io.fourtuple.state;
