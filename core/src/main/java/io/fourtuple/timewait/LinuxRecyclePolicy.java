package io.fourtuple.timewait;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Settings;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * {@code tcp_tw_recycle} as Linux had it up to 4.11, for comparison. <b>Unsafe</b>: it takes all clients behind one address
 * for one host with one clock. With timestamps, TIME_WAIT lasts only 3.5 times the retransmission time-out. Instead the host's
 * last timestamp is remembered for 60 s, and a SYN from there whose timestamp is older by more than 1 is dropped. Behind a NAT
 * the next client has another clock, and its SYNs look old. Linux 4.10 gave each connection a timestamp offset of its own, which
 * broke the policy for every client, and 4.12 removed it.
 * <p>
 * All else is {@link LinuxPolicy}.
 */
public final class LinuxRecyclePolicy extends LinuxPolicy
{
    /** TCP_PAWS_MSL: the time for which a host's timestamp is remembered. */
    private static final long REMEMBERED_NS = 60_000_000_000L;
    /** TCP_PAWS_WINDOW: a timestamp older by no more than this passes. */
    private static final int TOLERATED = 1;

    private final PeerTimestamps stamps = new PeerTimestamps();

    /** @param settings as for {@link LinuxPolicy}. */
    public LinuxRecyclePolicy(final Settings settings)
    {
        super(settings);
    }

    @Override
    public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
    {
        final long wholeMs = super.timeWaitMs(timeWait, rtoMs);
        return wholeMs > 0 && rtoMs > 0 && timeWait.hasTimestamps() ? rtoMs * 7L / 2 : wholeMs;
    }

    @Override
    public void onEntered(final TimeWaitConnection timeWait, final long nowNs)
    {
        if (timeWait.hasTimestamps())
        {
            stamps.remember(timeWait.remoteHi(), timeWait.remoteLo(), timeWait.tsRecent(), nowNs, REMEMBERED_NS);
        }
    }

    @Override
    public boolean mayOpen(final FourTuple tuple, final Segment syn, final long nowNs)
    {
        return !syn.hasTimestamps() ||
            !stamps.find(tuple.remoteHi(), tuple.remoteLo(), nowNs, REMEMBERED_NS) ||
            Seq.leq(stamps.found() - TOLERATED, syn.tsVal());
    }

    @Override
    public String unsafeBecause()
    {
        return "clients behind one address (NAT) are refused when their clocks differ";
    }
}
