package io.fourtuple.state;

/** The three ways in of a segment that meets no full record: nothing known, half-open, TIME_WAIT. */
record Passive(ListenState listenState, SynRcvdState synRcvdState, TimeWaitState timeWaitState)
{
}
