package io.fourtuple.timewait;

import io.fourtuple.wire.Segment;

/**
 * No TIME_WAIT: a connection goes from its last FIN straight to CLOSED. <b>Unsafe</b>: an old segment can get into the next
 * connection on the 4-tuple, and a peer that did not get the last ACK meets a closed port (RFC 9293 3.6.1).
 */
public final class NonePolicy implements TimeWaitPolicy
{
    @Override
    public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
    {
        return 0;
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        return TimeWaitAction.SILENCE;
    }

    @Override
    public String unsafeBecause()
    {
        return "old segments can get into new connections, and a peer whose last ACK was lost is reset";
    }
}
