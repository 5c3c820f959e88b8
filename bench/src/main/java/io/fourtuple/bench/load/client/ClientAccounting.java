package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.ClientTable.*;
import static io.fourtuple.bench.load.client.LoadCount.*;

/**
 * How many connections there are of each kind, and what became of those that are no more. Whatever ends a connection
 * does so here, so that the sums come out.
 * <pre>
 *   live = unconfirmed + established and not ended          idle: established, and nothing is under way on it
 *        = under way + as many of the idle as the plan wants;  more than those are idle only until the server's FIN
 *                                                              has come, if it is the server who closes
 * </pre>
 */
final class ClientAccounting
{
    private final ClientTable table;
    private final PhaseLog log;
    private final int concurrent;
    private LoadInterval interval;
    private int live;
    private int idle;
    private int unconfirmed;
    private long openNow;

    /** @param concurrent idle connections that the plan wants. */
    ClientAccounting(final ClientTable table, final PhaseLog log, final int concurrent)
    {
        this.table = table;
        this.log = log;
        this.concurrent = concurrent;
    }

    /** Where latencies go from now on, besides the phase's. */
    void interval(final LoadInterval noted)
    {
        interval = noted;
    }

    /** Counts of the phase that the connection belongs to. */
    LoadCounts counts(final int slot)
    {
        return log.counts(table.phase(slot));
    }

    void opened(final int slot)
    {
        counts(slot).add(OPENED);
        live++;
        unconfirmed++;
    }

    /** The SYN-ACK has come. */
    void answered(final int slot, final long ns)
    {
        final int phase = table.phase(slot);
        final long latencyNs = ns - table.intendedNs(slot);
        log.counts(phase).add(SYN_ACKS);
        LoadInterval.record(log.synAcks(phase), latencyNs);
        LoadInterval.record(interval.synAcks, latencyNs);
    }

    /** The server's application was given the connection. */
    void confirmed(final int slot, final long ns)
    {
        final int phase = table.phase(slot);
        final long latencyNs = ns - table.intendedNs(slot);
        table.set(slot, CONFIRMED);
        unconfirmed--;
        openNow++;
        log.counts(phase).add(ESTABLISHED);
        LoadInterval.record(log.established(phase), latencyNs);
        LoadInterval.record(interval.established, latencyNs);
    }

    /** From now on it is idle, until it is left. */
    void idle()
    {
        idle++;
    }

    /** It is closed, if it was idle. */
    void left(final int slot)
    {
        if (table.state(slot) == IDLE && table.is(slot, CONFIRMED))
        {
            idle--;
        }
    }

    /** Both sides have closed, or we have by RST; before it is confirmed, that is waited for. */
    void ended(final int slot)
    {
        if (table.is(slot, CONFIRMED))
        {
            counts(slot).add(FINISHED);
            openNow--;
            release(slot);
        }
        else
        {
            table.state(slot, ENDED);
        }
    }

    /** An established one was reset, or given up. */
    void broken(final int slot)
    {
        left(slot);
        counts(slot).add(BROKEN);
        openNow--;
        release(slot);
    }

    void timedOut(final int slot)
    {
        counts(slot).add(TIMED_OUT);
        failed(slot);
    }

    void refused(final int slot)
    {
        counts(slot).add(REFUSED);
        failed(slot);
    }

    void reset(final int slot)
    {
        counts(slot).add(RESET);
        failed(slot);
    }

    private void failed(final int slot)
    {
        if (table.is(slot, LOST_FRAME))
        {
            counts(slot).add(FAILED_AFTER_LOSS);
        }
        unconfirmed--;
        release(slot);
    }

    /** It is no more, and nobody asks what became of it. */
    void release(final int slot)
    {
        table.free(slot);
        live--;
    }

    /** Connections that have begun and neither ended nor are of the idle ones that the plan wants. */
    int underWay()
    {
        return live - Math.min(idle, concurrent);
    }

    /** Connections that have not ended. */
    int live()
    {
        return live;
    }

    /** Idle connections. */
    int idleNow()
    {
        return idle;
    }

    /** Connections of which it is not known yet what becomes of their handshake. */
    int unconfirmed()
    {
        return unconfirmed;
    }

    /** Connections established and not ended. */
    long openNow()
    {
        return openNow;
    }
}
