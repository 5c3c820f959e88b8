package io.fourtuple.state;

import io.fourtuple.table.Tcb;

/**
 * When a close that lingers (SO_LINGER) gives up. A connection that lingers takes no more data, so the time is kept where
 * its record has the window wanted.
 * <pre>
 *   bit of the clock, ms    31          23 22               7 6           0
 *                            | cut off    | 16 bits are kept  | rounded up |      units of 128 ms, modulo 2 h 20 min
 * </pre>
 */
final class Linger
{
    /** Less than half the modulus, so that the time left has a sign. */
    static final int MAX_SECONDS = 3_600;
    private static final int UNIT_SHIFT = 7;
    private static final int UNUSED = Integer.SIZE - 16;

    private Linger()
    {
    }

    /** The close gives up after so many milliseconds, rounded up to the next 128. */
    static void begin(final Tcb tcb, final int ms, final int nowMs)
    {
        tcb.set(Tcb.LINGERING);
        tcb.lingerStamp((nowMs + ms >> UNIT_SHIFT) + 1);
    }

    /** Milliseconds until the close gives up; 0 or less: it does now. */
    static int leftMs(final Tcb tcb, final int nowMs)
    {
        return (tcb.lingerStamp() << UNUSED) - (nowMs << UNUSED - UNIT_SHIFT) >> UNUSED - UNIT_SHIFT;
    }
}
