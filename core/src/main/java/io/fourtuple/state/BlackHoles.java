package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Paths that drop packets which are too big, and say nothing: full segments are sent again and again in vain, while small ones
 * would pass (RFC 2923 2.1). With {@code tcp_mtu_probing}, the third time-out in a row of a full segment lowers the MSS, as
 * in Linux and in the spirit of RFC 8899 4.3: to {@code tcp_base_mss}, then by half with each further one.
 * <pre>
 *   MSS 1460 ── 3 time-outs ──> 1024 ── time-out ──> 512 ──> 256 ──> 128 ──> 64 ──> 48 (tcp_mtu_probe_floor)
 * </pre>
 * It is not raised again: nothing probes for a larger one.
 */
final class BlackHoles
{
    /** Linux's {@code tcp_retries1}: the time-outs from which on the path is in doubt (RFC 9293 3.8.3, R1). */
    private static final int DOUBT = 3;

    private final Counters counters;
    private final SendMemory sendMemory;
    private final Transfer transfer = new Transfer();
    private final boolean isOn;
    private final int baseMss;
    private final int floorMss;

    BlackHoles(final Settings settings, final Counters counters, final SendMemory sendMemory)
    {
        this.counters = counters;
        this.sendMemory = sendMemory;
        isOn = settings.isOn(Setting.TCP_MTU_PROBING);
        baseMss = settings.intValue(Setting.TCP_BASE_MSS);
        floorMss = Math.max(TcpDescriptor.MIN_SND_MSS, settings.intValue(Setting.TCP_MTU_PROBE_FLOOR));
    }

    /** The retransmission timer has expired once more: what is sent again may have to be smaller. */
    void timedOut(final Tcb tcb)
    {
        if (isOn && tcb.retries() >= DOUBT && tcb.mss() > floorMss && isFullSegmentInFlight(tcb))
        {
            final int lower = tcb.mss() > baseMss ? baseMss : tcb.mss() / 2;
            tcb.mss(Math.max(floorMss, Math.min(lower, tcb.mss() - 1)));
            counters.increment(Counter.PMTU_BLACK_HOLES);
        }
    }

    private boolean isFullSegmentInFlight(final Tcb tcb)
    {
        if (tcb.transfer() == 0)
        {
            return false;
        }
        sendMemory.wrap(transfer, tcb.transfer());
        return Math.min(transfer.queued(), tcb.flightSize()) >= tcb.mss();
    }
}
