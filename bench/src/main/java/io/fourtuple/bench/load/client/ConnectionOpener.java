package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

/** Begins the connections that are due: in an open loop by their time, in a closed one as others end. */
final class ConnectionOpener
{
    private static final int MAX_OPENS = 64;
    private static final int MAX_SKIPS = 64;
    private static final double KEPT_SHARE = 0.99;

    private final LoadPlan plan;
    private final RunClock clock;
    private final ClientTuples tuples;
    private final ClientTable table;
    private final Clients clients;
    private final PhaseLog log;
    private final ArrivalSchedule pace;
    private long nextTicket;
    private long nextTuple;
    private long started;
    private long nextDueNs;
    private long elapsedNs;
    private int phase;

    /** @param firstTicket how many connections were begun in runs before. */
    ConnectionOpener(
        final LoadPlan plan,
        final RunClock clock,
        final ClientTuples tuples,
        final ClientTable table,
        final Clients clients,
        final PhaseLog log,
        final long firstTicket)
    {
        this.plan = plan;
        this.clock = clock;
        this.tuples = tuples;
        this.table = table;
        this.clients = clients;
        this.log = log;
        pace = ArrivalSchedule.of(plan);
        nextTicket = firstTicket;
        nextTuple = firstTicket % tuples.count();
    }

    /** The run's clock has started. */
    void start()
    {
        nextDueNs = clock.startNs() + pace.dueNs(0);
    }

    /**
     * Begins what is due; a few at a time.
     *
     * @return connections begun.
     */
    int turn(final long nowNs)
    {
        if (clock.isOver(nowNs))
        {
            return 0;
        }
        elapsedNs = nowNs - clock.startNs();
        int opened = 0;
        while (opened < MAX_OPENS && mayOpen(nowNs) && findSlot())
        {
            final long intendedNs = plan.isOpenLoop() ? nextDueNs : nowNs;
            phase = log.phaseOf(intendedNs - clock.startNs(), phase);
            log.counts(phase).add(OFFERED);
            clients.open(nextTicket, nextTuple, table.slot(nextTuple), intendedNs, phase);
            nextTicket();
            started++;
            nextDueNs = clock.startNs() + pace.dueNs(started);
            opened++;
        }
        return opened;
    }

    private boolean mayOpen(final long nowNs)
    {
        return plan.isOpenLoop() ? started < pace.count() && nextDueNs - nowNs <= 0 :
            clients.books().underWay() < plan.inFlight();
    }

    /** Passes over tuples whose slot is still in use. */
    private boolean findSlot()
    {
        for (int skips = 0; skips < MAX_SKIPS; skips++)
        {
            if (table.isFree(table.slot(nextTuple)))
            {
                return true;
            }
            nextTicket();
        }
        return false;
    }

    private void nextTicket()
    {
        nextTicket++;
        nextTuple = nextTuple + 1 == tuples.count() ? 0 : nextTuple + 1;
    }

    /** Connections whose time has come, and that are not begun. */
    long late(final long nowNs)
    {
        return !plan.isOpenLoop() ? 0 :
            Math.max(0, pace.dueBy(Math.min(nowNs - clock.startNs(), plan.durationNs())) - started);
    }

    /** Counts the connections that were never begun as offered; none if the run was stopped. */
    void finish()
    {
        for (long n = started; plan.isOpenLoop() && !clock.isStopped() && n < pace.count(); n++)
        {
            log.counts(log.phaseOf(pace.dueNs(n), 0)).add(OFFERED);
        }
        started = Math.max(started, pace.count());
    }

    /** Connections begun, those of runs before included. */
    long tickets()
    {
        return nextTicket;
    }

    /** Time in which connections were begun. */
    long elapsedNs()
    {
        return elapsedNs;
    }

    /** Fewer than 99 % of the intended connections were begun in the run's time. */
    boolean isMissed(final LoadCounts totals)
    {
        return plan.isOpenLoop() && totals.get(OPENED) < KEPT_SHARE * totals.get(OFFERED);
    }
}
