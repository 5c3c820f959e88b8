package io.fourtuple.state;

import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;

/**
 * Segments that are not full, of connections whose application does not want each write sent at once. Nagle's algorithm (RFC
 * 9293 3.7.4) in the variant of Minshall, as Linux has it: one that is small waits only while another small one is not
 * acknowledged, not while any data is. A cork holds all of them back.
 * <pre>
 *     SND.UNA                                   SND.NXT
 *        |### full ###|## small ##|### full ###|... small: waits until SND.UNA is behind the small one
 *                                 |<- behind ->|
 * </pre>
 */
final class SmallSegments
{
    /** How long a cork holds data back when nothing is in flight, as tcp(7) has it. */
    static final int CORK_MS = 200;
    /** One small segment, and nothing sent behind it. */
    private static final int LAST_SENT = 1;
    private static final int MOST_BEHIND = 0xFF;

    private final Handlers handlers;

    SmallSegments(final Handlers handlers)
    {
        this.handlers = handlers;
    }

    /**
     * @param length of a segment that could go now.
     * @return whether it waits for an acknowledgment, or for more data.
     */
    boolean holds(final Tcb tcb, final Transfer transfer, final int length)
    {
        final int handler = tcb.handler();
        return length < tcb.mss() && handlers.holdsSmall(handler) &&
            (handlers.isCorked(handler) || isSmallInFlight(tcb, transfer));
    }

    /** Whether a segment of this length may have to wait, whatever is in flight. */
    boolean mayHold(final Tcb tcb, final int length)
    {
        return length > 0 && length < tcb.mss() && handlers.holdsSmall(tcb.handler());
    }

    /** The transfer has only a byte for it: it counts segments behind the small one, which are full. */
    private static boolean isSmallInFlight(final Tcb tcb, final Transfer transfer)
    {
        return transfer.small() != 0 && tcb.flightSize() > (transfer.small() - LAST_SENT) * tcb.mss();
    }

    /**
     * A segment of new data goes.
     *
     * @param isFirst whether nothing else is in flight.
     */
    void sent(final Tcb tcb, final Transfer transfer, final int length, final boolean isFirst)
    {
        if (length > 0 && handlers.holdsSmall(tcb.handler()))
        {
            final int before = isFirst ? 0 : transfer.small();
            transfer.small(length < tcb.mss() ? LAST_SENT : before == 0 ? 0 : Math.min(MOST_BEHIND, before + length / tcb.mss()));
        }
    }

    boolean isCorked(final Tcb tcb)
    {
        return handlers.isCorked(tcb.handler());
    }
}
