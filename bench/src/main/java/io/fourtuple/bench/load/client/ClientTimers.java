package io.fourtuple.bench.load.client;

/**
 * When clients send their SYN again, and when they lose patience. Needs no memory: connections begin in the order of
 * their tickets, so that a cursor that follows at a distance of 1 s meets all whose SYN is 1 s old.
 * <pre>
 *   tickets   ... patience ─ 7 s ─ 3 s ──── 1 s ──────────── next
 *                                      those that have ended, or need it no more, are passed over
 * </pre>
 */
final class ClientTimers
{
    /** When a SYN is sent again, from the first one: as Linux does. */
    private static final long[] SYN_AGES_NS = {1_000_000_000L, 3_000_000_000L, 7_000_000_000L};
    private static final int STEPS = 256;

    private final Clients clients;
    private final ClientTable table;
    private final ClientTuples tuples;
    private final Cursor[] cursors = new Cursor[SYN_AGES_NS.length];
    private final Cursor patience;

    private static final class Cursor
    {
        private final long ageNs;
        private long ticket;
        private long tuple;

        private Cursor(final long ageNs, final long ticket, final long tuple)
        {
            this.ageNs = ageNs;
            this.ticket = ticket;
            this.tuple = tuple;
        }

        private void advance(final long tuples)
        {
            ticket++;
            tuple = tuple + 1 == tuples ? 0 : tuple + 1;
        }
    }

    ClientTimers(
        final Clients clients,
        final ClientTable table,
        final ClientTuples tuples,
        final long patienceNs,
        final long firstTicket)
    {
        this.clients = clients;
        this.table = table;
        this.tuples = tuples;
        final long firstTuple = firstTicket % tuples.count();
        for (int i = 0; i < cursors.length; i++)
        {
            cursors[i] = new Cursor(SYN_AGES_NS[i], firstTicket, firstTuple);
        }
        patience = new Cursor(patienceNs, firstTicket, firstTuple);
    }

    /**
     * Does what is due; a few at a time.
     *
     * @param nextTicket no connection has it yet.
     */
    void turn(final long nowNs, final long nextTicket)
    {
        for (int steps = 0; steps < STEPS && mayPass(patience, nowNs, nextTicket, false); steps++)
        {
            final int slot = table.slot(patience.tuple);
            if (isWaiting(slot, patience.ticket))
            {
                clients.giveUp(slot);
            }
            patience.advance(tuples.count());
        }
        for (final Cursor cursor : cursors)
        {
            for (int steps = 0; steps < STEPS && mayPass(cursor, nowNs, nextTicket, true); steps++)
            {
                final int slot = table.slot(cursor.tuple);
                if (table.isTicket(slot, cursor.ticket) && table.state(slot) == ClientTable.SYN_SENT)
                {
                    clients.resendSyn(slot);
                }
                cursor.advance(tuples.count());
            }
        }
        clients.resendOverdue(STEPS);
    }

    /** Whether the cursor's connection is of the age, or needs no timer any more. */
    private boolean mayPass(final Cursor cursor, final long nowNs, final long nextTicket, final boolean onlySyn)
    {
        if (cursor.ticket >= nextTicket)
        {
            return false;
        }
        final int slot = table.slot(cursor.tuple);
        final boolean isWaiting = isWaiting(slot, cursor.ticket) &&
            (!onlySyn || table.state(slot) == ClientTable.SYN_SENT);
        return !isWaiting || nowNs - table.sentNs(slot) >= cursor.ageNs;
    }

    private boolean isWaiting(final int slot, final long ticket)
    {
        return table.isTicket(slot, ticket) && !table.is(slot, ClientTable.CONFIRMED);
    }
}
