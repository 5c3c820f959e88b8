package io.fourtuple.bench.load.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.wire.Segment;

/**
 * One run's clients and flood, in turns on one thread.
 * <pre>
 *   a turn:  frames from the server ──> Clients, or counted as answers to the flood
 *            what the server's application was given ──> Clients
 *            connections whose time has come      time-outs      the flood's frames that are due
 *            at an interval's end: hand it over
 * </pre>
 * Time is given, so that a run can be made by a clock that stands still. Nothing allocates.
 */
final class Generator
{
    private static final int RECEIVE_BATCH = 256;
    /** More than a ring of a megabyte holds. */
    private static final int MAX_BATCHES = 64;
    private static final int MAX_OPENS = 64;
    private static final int MAX_SKIPS = 64;
    private static final long SEED = 20_070_824;
    private static final double KEPT_SHARE = 0.99;
    private static final long TAIL_NS = 1_000_000_000L;
    /** A turn that is later than that was kept from its CPU. */
    private static final long MAX_TURN_NS = 100_000_000L;

    private final LoadPlan plan;
    private final Link link;
    private final EstablishedFeed feed;
    private final ClientTuples tuples;
    private final ClientTable table;
    private final Clients clients;
    private final ClientAccounting books;
    private final ClientTimers timers;
    private final FloodSender flood;
    private final ArrivalSchedule pace;
    private final List<FloodPlan.Step> phases;
    private final PhaseLog log;
    private final FrameBatch batch = new FrameBatch(RECEIVE_BATCH);
    private final ServerFrames frames;
    private final AtomicReference<LoadInterval> handedOver = new AtomicReference<>();
    private LoadInterval interval = new LoadInterval();
    private LoadInterval spare = new LoadInterval();
    private long startNs;
    private long nextTicket;
    private long nextTuple;
    private long started;
    private long nextDueNs;
    private int openPhase;
    private int floodPhase = -1;
    private long boundaryNs;
    private long elapsedNs;
    private long lastTurnNs;
    private long waitedNs;
    private volatile int phaseNow;
    private volatile boolean isStopped;

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
        this.feed = feed;
        this.table = table;
        tuples = new ClientTuples(plan.sources(), plan.sourcePorts());
        frames = new ServerFrames(tuples, plan.sources().ipv6());
        phases = plan.flood().phases(plan.durationNs());
        log = new PhaseLog(phases);
        books = new ClientAccounting(table, log, plan.concurrent());
        clients = new Clients(plan, tuples, table, new ClientOutput(plan, link, tuples, table, log), books);
        timers = new ClientTimers(clients, table, tuples, plan.patienceNs(), firstTicket);
        flood = new FloodSender(link, plan.destination(), plan.flood(), SEED + firstTicket);
        pace = ArrivalSchedule.of(plan);
        nextTicket = firstTicket;
        nextTuple = firstTicket % tuples.count();
    }

    /** The run begins at this time. */
    void start(final long nowNs)
    {
        startNs = nowNs;
        lastTurnNs = nowNs;
        nextDueNs = nowNs + pace.dueNs(0);
        interval.startNs = nowNs;
        boundaryNs = boundaryAfter(nowNs);
    }

    /** The next interval's end; the last one takes what is left of the run, and lasts until all have ended. */
    private long boundaryAfter(final long ns)
    {
        final long next = ns + plan.intervalNs();
        return next - startNs < plan.durationNs() ? next :
            Math.max(next, startNs + plan.durationNs() + Math.max(plan.intervalNs(), TAIL_NS));
    }

    /**
     * One turn; called without end until {@link #isDone}.
     *
     * @return how much was done.
     */
    int turn(final long nowNs)
    {
        clients.time(nowNs, interval);
        waitForTheLast(nowNs);
        int work = receive();
        work += confirm();
        work += openDue(nowNs);
        timers.turn(nowNs, nextTicket);
        work += sendFlood(nowNs);
        link.flush();
        if (nowNs - boundaryNs >= 0)
        {
            endInterval(nowNs);
        }
        return work;
    }

    /** Time in which this thread was descheduled does not count as waiting: no frame was read then. */
    private void waitForTheLast(final long nowNs)
    {
        waitedNs += isOver(nowNs) ? Math.min(nowNs - lastTurnNs, MAX_TURN_NS) : 0;
        lastTurnNs = nowNs;
    }

    /** All that is there, as far as it stays bounded: under a flood most of it is answers to that, and room for the rest. */
    private int receive()
    {
        int received = 0;
        int count = RECEIVE_BATCH;
        for (int i = 0; i < MAX_BATCHES && count == RECEIVE_BATCH; i++)
        {
            count = link.receive(batch);
            received += count;
            take(count);
        }
        return received;
    }

    private void take(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final Segment segment =
                frames.check(batch.buffer(), batch.offset(i), batch.lengthBytes(i), log.counts(phaseNow));
            if (segment != null)
            {
                clients.onSegment(segment);
            }
        }
    }

    private int confirm()
    {
        int count = 0;
        while (feed.next())
        {
            clients.onEstablished(feed.lo(), feed.port(), feed.ns());
            count++;
        }
        return count;
    }

    private int openDue(final long nowNs)
    {
        if (isOver(nowNs))
        {
            return 0;
        }
        elapsedNs = nowNs - startNs;
        int opened = 0;
        while (opened < MAX_OPENS && mayOpen(nowNs) && findSlot())
        {
            final long intendedNs = plan.isOpenLoop() ? nextDueNs : nowNs;
            openPhase = log.phaseOf(intendedNs - startNs, openPhase);
            log.counts(openPhase).offered++;
            clients.open(nextTicket, nextTuple, table.slot(nextTuple), intendedNs, openPhase);
            nextTicket();
            started++;
            nextDueNs = startNs + pace.dueNs(started);
            opened++;
        }
        return opened;
    }

    private boolean mayOpen(final long nowNs)
    {
        return plan.isOpenLoop() ? started < pace.count() && nextDueNs - nowNs <= 0 :
            books.underWay() < plan.inFlight();
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

    private int sendFlood(final long nowNs)
    {
        final int phase = log.phaseOf(nowNs - startNs, phaseNow);
        while (floodPhase < phase)
        {
            // A SYN that was due in the phase before is counted there, even if it is seen late.
            final int before = Math.max(0, floodPhase);
            final long fromNs = floodPhase < 0 ? startNs : startNs + log.endNs(before);
            floodPhase++;
            flood.rate(phases.get(floodPhase).perSecond(), fromNs, log.counts(before));
            phaseNow = floodPhase;
        }
        if (isOver(nowNs))
        {
            flood.rate(0, isStopped ? nowNs : startNs + plan.durationNs(), log.counts(phase));
        }
        return flood.turn(nowNs, log.counts(phase));
    }

    private boolean isOver(final long nowNs)
    {
        return isStopped || nowNs - startNs >= plan.durationNs();
    }

    private void endInterval(final long nowNs)
    {
        // If the last one was not read yet, this one goes on.
        if (handedOver.get() == null)
        {
            note(interval, nowNs);
            final LoadInterval full = interval;
            interval = spare;
            spare = full;
            interval.startNs = nowNs;
            handedOver.set(full);
        }
        boundaryNs = boundaryAfter(boundaryNs);
    }

    private void note(final LoadInterval ended, final long nowNs)
    {
        ended.endNs = nowNs;
        ended.openNow = books.openNow();
        log.sumInto(ended.sums);
        if (plan.isOpenLoop())
        {
            ended.sums.offered += Math.max(0, pace.dueBy(Math.min(nowNs - startNs, plan.durationNs())) - started);
        }
    }

    /** Whether the time is over and nothing is under way that might still be established. */
    boolean isDone(final long nowNs)
    {
        return isOver(nowNs) && (books.unconfirmed() == 0 && books.underWay() == 0 ||
            waitedNs > plan.patienceNs() + TAIL_NS);
    }

    /**
     * Notes the connections that were never begun, and the last interval, which is left to be read.
     */
    LoadInterval finish(final long nowNs)
    {
        for (long n = started; plan.isOpenLoop() && !isStopped && n < pace.count(); n++)
        {
            log.counts(log.phaseOf(pace.dueNs(n), 0)).offered++;
        }
        started = Math.max(started, pace.count());
        note(interval, nowNs);
        return interval;
    }

    /**
     * Ends what is still open by RST; a few at a time.
     *
     * @return whether nothing is left.
     */
    boolean resetAll(final long nowNs)
    {
        clients.time(nowNs, interval);
        // The results stand: frames that come now change nothing.
        link.receive(batch);
        while (feed.next())
        {
            Thread.onSpinWait();
        }
        clients.resetAll(MAX_OPENS);
        link.flush();
        return books.live() == 0;
    }

    /** Ends the run before its time; from any thread. */
    void stop()
    {
        isStopped = true;
    }

    /** Where an interval that has ended is to be taken from, and null to be put when it was read; from any thread. */
    AtomicReference<LoadInterval> handedOver()
    {
        return handedOver;
    }

    /** The phase that the run is in; from any thread. */
    int phaseNow()
    {
        return phaseNow;
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
        return nextTicket;
    }

    /** Time in which connections were begun. */
    long elapsedNs()
    {
        return elapsedNs;
    }

    boolean wasStopped()
    {
        return isStopped;
    }

    /** Fewer than 99 % of the intended connections were begun in the run's time. */
    boolean isMissed(final LoadCounts totals)
    {
        return plan.isOpenLoop() && totals.opened < KEPT_SHARE * totals.offered;
    }
}
