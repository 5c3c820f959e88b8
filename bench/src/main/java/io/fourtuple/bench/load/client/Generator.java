package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.fourtuple.link.Link;

/**
 * One run's clients and flood, in turns on one thread.
 * <pre>
 *   a turn, at the RunClock's time:
 *   receive    ServerInput       frames from the server ──> Clients, or counted as answers to the flood
 *                                what the server's application was given ──> Clients
 *   schedule   ConnectionOpener  connections whose time has come ──> Clients
 *              ClientTimers      time-outs ──> Clients
 *              FloodPhases       the flood's frames that are due
 *   account    IntervalHandover  at an interval's end: hand it over
 * </pre>
 * Time is given, so that a run can be made by a clock that stands still. Nothing allocates.
 */
final class Generator
{
    private static final int MAX_RESETS = 64;
    private static final long SEED = 20_070_824;

    private final LoadPlan plan;
    private final Link link;
    private final List<FloodPlan.Step> phases;
    private final PhaseLog log;
    private final ClientAccounting books;
    private final Clients clients;
    private final RunClock clock;
    private final ServerInput input;
    private final ConnectionOpener opener;
    private final ClientTimers timers;
    private final FloodPhases flood;
    private final IntervalHandover intervals;

    /**
     * @param table       empty.
     * @param firstTicket how many connections were begun in runs before.
     */
    Generator(
        final LoadPlan plan,
        final Link link,
        final EstablishedFeed feed,
        final ClientTable table,
        final long firstTicket)
    {
        this.plan = plan;
        this.link = link;
        final ClientTuples tuples = new ClientTuples(plan.sources(), plan.sourcePorts());
        phases = plan.flood().phases(plan.durationNs());
        log = new PhaseLog(phases);
        books = new ClientAccounting(table, log, plan.concurrent());
        clients = new Clients(plan, tuples, table, new ClientOutput(plan, link, tuples, table, log), books);
        clock = new RunClock(plan.durationNs());
        input = new ServerInput(link, feed, new ServerFrames(tuples, plan.sources().ipv6()), clients);
        opener = new ConnectionOpener(plan, clock, tuples, table, clients, log, firstTicket);
        timers = new ClientTimers(clients, table, tuples, plan.patienceNs(), firstTicket);
        flood = new FloodPhases(
            new FloodSender(link, plan.destination(), plan.flood(), SEED + firstTicket), clock, log, phases);
        intervals = new IntervalHandover(plan, clock);
    }

    /** The run begins at this time. */
    void start(final long nowNs)
    {
        clock.start(nowNs);
        opener.start();
        intervals.start();
    }

    /**
     * One turn; called without end until {@link #isDone}.
     *
     * @return how much was done.
     */
    int turn(final long nowNs)
    {
        clients.time(nowNs, intervals.current());
        clock.turn(nowNs);
        int work = input.turn(log.counts(flood.phaseNow()));
        work += opener.turn(nowNs);
        timers.turn(nowNs, opener.tickets());
        work += flood.turn(nowNs);
        link.flush();
        if (intervals.isOver(nowNs))
        {
            endInterval(nowNs);
        }
        return work;
    }

    private void endInterval(final long nowNs)
    {
        if (intervals.isRead())
        {
            note(nowNs);
            intervals.handOver(nowNs);
        }
        intervals.next();
    }

    private LoadInterval note(final long nowNs)
    {
        final LoadInterval ended = intervals.current();
        ended.endNs = nowNs;
        ended.openNow = books.openNow();
        log.sumInto(ended.sums);
        ended.sums.add(OFFERED, opener.late(nowNs));
        return ended;
    }

    /** Whether the time is over and nothing is under way that might still be established. */
    boolean isDone(final long nowNs)
    {
        return clock.isOver(nowNs) && (books.unconfirmed() == 0 && books.underWay() == 0 ||
            clock.waitedNs() > plan.patienceNs() + IntervalHandover.TAIL_NS);
    }

    /** Notes the connections that were never begun, and the last interval, which is left to be read. */
    LoadInterval finish(final long nowNs)
    {
        opener.finish();
        return note(nowNs);
    }

    /**
     * Ends what is still open by RST; a few at a time.
     *
     * @return whether nothing is left.
     */
    boolean resetAll(final long nowNs)
    {
        clients.time(nowNs, intervals.current());
        input.discard();
        clients.resetAll(MAX_RESETS);
        link.flush();
        return books.live() == 0;
    }

    /** Ends the run before its time; from any thread. */
    void stop()
    {
        clock.stop();
    }

    /** Where an interval that has ended is to be taken from, and null to be put when it was read; from any thread. */
    AtomicReference<LoadInterval> handedOver()
    {
        return intervals.handedOver();
    }

    /** The phase that the run is in; from any thread. */
    int phaseNow()
    {
        return flood.phaseNow();
    }

    PhaseLog log()
    {
        return log;
    }

    List<FloodPlan.Step> phases()
    {
        return phases;
    }

    /** Connections begun, those of runs before included. */
    long tickets()
    {
        return opener.tickets();
    }

    /** Time in which connections were begun. */
    long elapsedNs()
    {
        return opener.elapsedNs();
    }

    boolean wasStopped()
    {
        return clock.isStopped();
    }

    /** Whether fewer than 99 % of the intended connections were begun in the run's time. */
    boolean isMissed(final LoadCounts totals)
    {
        return opener.isMissed(totals);
    }
}
