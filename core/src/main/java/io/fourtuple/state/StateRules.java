package io.fourtuple.state;

/** The states that a class of their own has the rules of; {@link SegmentArrives} has those of all others. */
record StateRules(ListenState listen, SynSentState synSent, SynRcvdState synRcvd, TimeWaitState timeWait)
{
}
