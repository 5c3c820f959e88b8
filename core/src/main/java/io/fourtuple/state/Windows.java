package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.HeldEntry;
import io.fourtuple.table.Tcb;

/** The receive window: what is offered, how it is scaled, when it is worth an update. */
final class Windows
{
    private static final int MAX_UNSCALED = 65_535;

    private final int maxBytes;
    private final int scale;

    Windows(final Settings settings)
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

    /** The window field of an ACK in TIME_WAIT: what a new connection would offer. */
    int ofHeld(final HeldEntry held)
    {
        return Math.min(maxBytes >> (held.isScaling() ? scale : 0), MAX_UNSCALED);
    }

    private int shift(final Tcb tcb)
    {
        return tcb.isScaling() ? scale : 0;
    }

    /** Sets the window that is wanted from now on, in bytes; one that is open is a unit of the scale at least. */
    void want(final Tcb tcb, final int bytes)
    {
        final int units = Math.min(Math.max(0, bytes), maxBytes) >> shift(tcb);
        tcb.wantedWindow(bytes > 0 ? Math.max(1, Math.min(MAX_UNSCALED, units)) : 0);
    }

    /** The window that is wanted, in bytes as the scale in force counts them. */
    int wantedBytes(final Tcb tcb)
    {
        return tcb.wantedWindow() << shift(tcb);
    }

    /**
     * The window field of a segment about to be sent, and the right edge moved to what it offers. The edge moves only
     * by a worthwhile amount, against the silly window syndrome (RFC 9293 3.8.6.2.2), and never back.
     */
    int advertise(final Tcb tcb)
    {
        final int shift = shift(tcb);
        final int offered = tcb.rcvWnd();
        // A close that lingers takes no more data, and keeps its time where the window wanted would be.
        final int wanted = tcb.isLingering() ? offered : wantedBytes(tcb);
        // Less than a unit of the scale would read as none, and no growth of it would ever be worthwhile.
        final boolean isMoved = isWorthwhile(tcb, wanted - offered, wanted) || offered >>> shift == 0;
        final int window = isMoved ? Math.max(wanted, offered) : offered;
        final int field = Math.min(MAX_UNSCALED, window >>> shift);
        tcb.raiseRcvAdv(tcb.rcvNxt() + (field << shift));
        return field;
    }

    /** Whether the peer should be told of a larger window without waiting for a reason to send. */
    boolean isUpdateDue(final Tcb tcb)
    {
        final int wanted = wantedBytes(tcb);
        return isWorthwhile(tcb, wanted - tcb.rcvWnd(), wanted);
    }

    private boolean isWorthwhile(final Tcb tcb, final int growth, final int wanted)
    {
        return growth > 0 && growth >= Math.min(Math.max(1, wanted / 2), tcb.mss());
    }
}
