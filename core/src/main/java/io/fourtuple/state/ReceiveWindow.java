package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.wire.Seq;

/** The receive window: its size, its scale, and when it is worth an update. RCV.BUFF is {@code tcp_rmem}. */
final class ReceiveWindow
{
    private static final int MAX_UNSCALED = 65_535;

    private final int maxBytes;
    private final int scale;

    ReceiveWindow(final Settings settings)
    {
        maxBytes = settings.intValue(Setting.TCP_RMEM);
        int shift = 0;
        if (settings.isOn(Setting.TCP_WINDOW_SCALING))
        {
            while (maxBytes >> shift > MAX_UNSCALED)
            {
                shift++;
            }
        }
        scale = shift;
    }

    /** Rcv.Wind.Shift that our SYNs offer. */
    int offeredScale()
    {
        return scale;
    }

    /** The window of a SYN, which is never scaled (RFC 7323 2.2). */
    int ofSyn()
    {
        return Math.min(maxBytes, MAX_UNSCALED);
    }

    /**
     * The window field of the ACK of a half-open connection whose SYN-ACK offered so many bytes, in units of the scale
     * agreed on: rounded up, so that the right edge does not go back.
     */
    int ofHalfOpen(final int windowBytes, final boolean isScaling)
    {
        return unitsUp(windowBytes, isScaling ? scale : 0);
    }

    /** The window that a SYN-ACK offered, in bytes, as {@link #ofHalfOpen} rounds it. */
    int ofSynAck(final boolean isScaling)
    {
        return isScaling ? unitsUp(ofSyn(), scale) << scale : ofSyn();
    }

    /** The window field of an ACK in TIME_WAIT: what a new connection would offer. */
    int ofTimeWait(final TimeWaitEntry timeWait)
    {
        return Math.min(maxBytes >> (timeWait.isScaling() ? scale : 0), MAX_UNSCALED);
    }

    /**
     * Whether any of a segment lies in a window (the four cases of RFC 9293 3.10.7.4). One that takes no room is acceptable
     * at the right edge, too: a peer that has filled the window sends its ACKs from there, as tcp_check_req knows.
     */
    static boolean accepts(final int seq, final int length, final int rcvNxt, final int window)
    {
        return length == 0 ? Seq.inWindow(seq, rcvNxt, window + 1) :
            Seq.inWindow(seq, rcvNxt, window) || Seq.inWindow(seq + length - 1, rcvNxt, window);
    }

    private int shift(final Tcb tcb)
    {
        return tcb.isScaling() ? scale : 0;
    }

    /**
     * Sets the window that is wanted from now on, in bytes. A window that is worth a segment becomes one unit of the scale at
     * least; a smaller one must not grow to that.
     */
    void want(final Tcb tcb, final int bytes)
    {
        final int units = Math.min(Math.max(0, bytes), maxBytes) >> shift(tcb);
        final boolean isOpen = bytes > 0 && bytes >= worthwhile(tcb);
        tcb.wantedWindow(isOpen ? Math.max(1, Math.min(MAX_UNSCALED, units)) : Math.min(MAX_UNSCALED, units));
    }

    /** The window that is wanted, in bytes as the scale in force counts them. */
    int wantedBytes(final Tcb tcb)
    {
        return tcb.wantedWindow() << shift(tcb);
    }

    /**
     * The window field of a segment about to be sent; moves the right edge to it. The edge moves only by a worthwhile
     * amount, against the silly window syndrome (RFC 9293 3.8.6.2.2), and never back (SHLD-14).
     * <p>
     * The rest of a window need not be whole units of the scale. It is rounded up, as Linux does, within the window that the
     * application wants. Beyond that it is rounded down: a peer that sends a byte at a time could else fill a closing window
     * for ever. Data within the window offered is taken all the same, as RFC 7323 2.4 asks for.
     */
    int advertise(final Tcb tcb)
    {
        final int shift = shift(tcb);
        final int offered = tcb.rcvWnd();
        // A close that lingers takes no more data, and keeps its time where the window wanted would be.
        final int wanted = tcb.isLingering() ? offered : tcb.wantedWindow() << shift;
        final int window = wanted - offered >= worthwhile(tcb) ? wanted : offered;
        final int units = wanted < offered ? window >>> shift : unitsUp(window, shift);
        final int field = Math.min(MAX_UNSCALED, units);
        tcb.raiseRcvAdv(tcb.rcvNxt() + (field << shift));
        return field;
    }

    /** Whether the peer should be told of a larger window without waiting for a reason to send. */
    boolean isUpdateDue(final Tcb tcb)
    {
        final int growth = wantedBytes(tcb) - tcb.rcvWnd();
        return growth > 0 && growth >= worthwhile(tcb);
    }

    /** Whether the window wanted exceeds the one offered by so many bytes, mostly of data received and not acknowledged. */
    boolean isGrownBy(final Tcb tcb, final int bytes)
    {
        return wantedBytes(tcb) - tcb.rcvWnd() >= bytes;
    }

    /** The least move of the right edge: min(Fr * RCV.BUFF, Eff.snd.MSS), with Fr = 1/2 (RFC 9293 3.8.6.2.2). */
    private int worthwhile(final Tcb tcb)
    {
        return Math.min(maxBytes / 2, tcb.mss());
    }

    private static int unitsUp(final int bytes, final int shift)
    {
        return bytes + (1 << shift) - 1 >>> shift;
    }
}
