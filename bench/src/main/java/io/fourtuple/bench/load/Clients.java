package io.fourtuple.bench.load;

import static io.fourtuple.bench.load.ClientTable.*;
import static io.fourtuple.wire.TcpDescriptor.*;

import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * The clients' side of TCP, as much of it as a load needs: a connection is opened, says what the plan wants, is held, and
 * closed. One thread; nothing allocates.
 * <pre>
 *              SYN-ACK: ACK            all said               one too many held      FIN and ACK of ours
 *   SYN_SENT ──┬── request ──> EXCHANGE ──> IDLE ─────────────> CLOSING ────────────────> end
 *              └── none ──────────────────> (held, confirmed)  <── FIN of the server ──┘
 *   any, not confirmed:   RST ──> refused, reset      patience is over ──> timed out
 *   confirmed:            RST ──> broken
 * </pre>
 * Confirmed is what the server's application was given. A connection that ended before that is known waits for it as
 * {@code ENDED}; a client that says nothing does not close before it.
 */
final class Clients
{
    /** A request or a FIN is sent again after so long. */
    static final long ANSWER_NS = 300_000_000L;

    private static final int MAX_RETRIES = 20;
    private static final long ISS_TICK_SHIFT = 12;
    private static final long NO_TUPLE = -1;
    private static final int DEFAULT_MSS = 536;
    private static final int SMALLEST_MSS = 48;

    private final LoadPlan plan;
    private final Tuples tuples;
    private final ClientTable table;
    private final SegmentWriter writer;
    private final PhaseLog log;
    private final TicketQueue held;
    private final TicketQueue answers;
    private Interval interval;
    private long nowNs;
    private long writersTuple = NO_TUPLE;
    private int live;
    private int heldCount;
    private int unconfirmed;
    private long openNow;
    private int resetSlot;

    Clients(
        final LoadPlan plan,
        final Tuples tuples,
        final ClientTable table,
        final SegmentWriter writer,
        final PhaseLog log)
    {
        this.plan = plan;
        this.tuples = tuples;
        this.table = table;
        this.writer = writer;
        this.log = log;
        held = new TicketQueue(Math.min(table.capacity(), Integer.highestOneBit(2 * plan.concurrent() + 64)));
        answers = new TicketQueue(Math.min(table.capacity(), 1 << 20));
    }

    /** The time of what follows, and where its latencies go besides the phase's. */
    void time(final long ns, final Interval noted)
    {
        nowNs = ns;
        interval = noted;
        writer.time(ns);
    }

    /** Sends the SYN of a new connection into a free slot. */
    void open(final long ticket, final long tuple, final int slot, final long intendedNs, final int phase)
    {
        // As RFC 9293 3.4.1 has it: no lower than what the tuple's last connection used.
        final int iss = (int)(tuple * 2_654_435_761L + (nowNs >>> ISS_TICK_SHIFT));
        table.open(slot, ticket, tuple, intendedNs, nowNs, iss);
        table.phase(slot, phase);
        live++;
        unconfirmed++;
        counts(slot).opened++;
        from(slot);
        sent(slot, writer.syn(iss));
    }

    /** A valid segment from the server for a client's address. */
    void onSegment(final Segment segment)
    {
        final long tuple = tuples.number(segment.destinationLo(), segment.destinationPort());
        final int slot = table.slot(tuple);
        if (tuple == Tuples.NONE || segment.sourcePort() != plan.destination().port() || !table.has(slot, tuple) ||
            table.state(slot) == ENDED && !segment.isRst())
        {
            onStranger(segment);
        }
        else if (table.state(slot) == SYN_SENT)
        {
            onSynSent(slot, segment);
        }
        else if (segment.isRst())
        {
            onReset(slot, segment);
        }
        else if (segment.isSyn())
        {
            // Our ACK was lost.
            acknowledge(slot);
        }
        else
        {
            onSynchronised(slot, segment);
        }
    }

    /** For no connection: a FIN is acknowledged as TIME_WAIT would, all else gets a RST (RFC 9293 3.10.7.1). */
    private void onStranger(final Segment segment)
    {
        final LoadCounts counts = log.counts(0);
        if (segment.isRst() || !segment.isAck())
        {
            return;
        }
        writersTuple = NO_TUPLE;
        writer.from(segment.destinationHi(), segment.destinationLo(), segment.destinationPort());
        final boolean isTaken = segment.isFin() ?
            writer.segment(segment.ack(), segment.seq() + segment.length(), ACK, segment.hasTimestamps(),
                segment.tsVal(), 0) :
            writer.segment(segment.ack(), 0, RST, false, 0, 0);
        counts.framesSent += isTaken ? 1 : 0;
        counts.framesLost += isTaken ? 0 : 1;
    }

    private void onSynSent(final int slot, final Segment segment)
    {
        final boolean isForUs = segment.isAck() && segment.ack() == table.sndNxt(slot);
        if (!isForUs)
        {
            if (segment.isAck() && !segment.isRst())
            {
                // Of an older connection (RFC 9293 3.10.7.3).
                from(slot);
                sent(slot, writer.segment(segment.ack(), 0, RST, false, 0, 0));
            }
            return;
        }
        if (segment.isRst())
        {
            counts(slot).refused++;
            fail(slot);
            return;
        }
        if (segment.isSyn())
        {
            onSynAck(slot, segment);
        }
    }

    private void onSynAck(final int slot, final Segment segment)
    {
        final int phase = table.phase(slot);
        final long latencyNs = nowNs - table.intendedNs(slot);
        log.counts(phase).synAcks++;
        Interval.record(log.synAcks(phase), latencyNs);
        Interval.record(interval.synAcks, latencyNs);
        table.sndUna(slot, table.sndNxt(slot));
        table.rcvNxt(slot, segment.seq() + 1);
        final int offered = segment.mss() == Segment.ABSENT ? DEFAULT_MSS : segment.mss();
        if (segment.hasTimestamps())
        {
            table.set(slot, TIMESTAMPS);
            table.tsRecent(slot, segment.tsVal());
        }
        table.mss(slot, Math.max(SMALLEST_MSS, Math.min(offered, writer.mssBytes())) -
            (segment.hasTimestamps() ? TIMESTAMPS_LENGTH : 0));
        acknowledge(slot);
        if (plan.payload().isNone())
        {
            table.state(slot, IDLE);
            return;
        }
        table.state(slot, EXCHANGE);
        table.missingBytes(slot, plan.payload().responseBytes());
        table.sndNxt(slot, table.sndNxt(slot) + plan.payload().requestBytes());
        sendUnacknowledged(slot);
        awaitAnswer(slot);
    }

    private void onSynchronised(final int slot, final Segment segment)
    {
        if (segment.isAck() && Seq.gt(segment.ack(), table.sndUna(slot)) &&
            Seq.leq(segment.ack(), table.sndNxt(slot)))
        {
            table.sndUna(slot, segment.ack());
        }
        final boolean isToAnswer = segment.length() > 0;
        if (isToAnswer && segment.seq() == table.rcvNxt(slot))
        {
            table.rcvNxt(slot, segment.seq() + segment.length());
            table.missingBytes(slot, table.missingBytes(slot) - segment.payloadLength());
            table.tsRecent(slot, segment.tsVal());
            table.retries(slot, 0);
            if (segment.isFin())
            {
                table.set(slot, PEER_CLOSED);
            }
        }
        moveOn(slot, isToAnswer);
    }

    private void moveOn(final int slot, final boolean isToAnswer)
    {
        final boolean isAcknowledged = table.sndUna(slot) == table.sndNxt(slot);
        if (table.state(slot) == CLOSING && table.is(slot, PEER_CLOSED) && isAcknowledged)
        {
            if (isToAnswer)
            {
                acknowledge(slot);
            }
            end(slot);
        }
        else if (table.state(slot) != CLOSING && table.is(slot, PEER_CLOSED))
        {
            close(slot);
        }
        else if (table.state(slot) == EXCHANGE && isAcknowledged && table.missingBytes(slot) <= 0)
        {
            if (isToAnswer)
            {
                acknowledge(slot);
            }
            table.state(slot, IDLE);
            if (table.is(slot, CONFIRMED))
            {
                hold(slot);
            }
        }
        else if (isToAnswer)
        {
            acknowledge(slot);
        }
    }

    private void onReset(final int slot, final Segment segment)
    {
        if (segment.seq() != table.rcvNxt(slot))
        {
            return;
        }
        if (table.is(slot, CONFIRMED))
        {
            breakOff(slot);
        }
        else
        {
            counts(slot).reset++;
            fail(slot);
        }
    }

    /**
     * The server's application was given a connection.
     *
     * @param lo   last bits of the client's address.
     * @param port the client's.
     * @param ns   when.
     */
    void onEstablished(final long lo, final int port, final long ns)
    {
        final long tuple = tuples.number(lo, port);
        final int slot = table.slot(tuple);
        if (tuple == Tuples.NONE || !table.has(slot, tuple) || table.is(slot, CONFIRMED) ||
            table.state(slot) == SYN_SENT)
        {
            // Given up by now.
            return;
        }
        table.set(slot, CONFIRMED);
        unconfirmed--;
        openNow++;
        final int phase = table.phase(slot);
        final long latencyNs = ns - table.intendedNs(slot);
        log.counts(phase).established++;
        Interval.record(log.established(phase), latencyNs);
        Interval.record(interval.established, latencyNs);
        if (table.state(slot) == ENDED)
        {
            end(slot);
        }
        else if (table.state(slot) == IDLE)
        {
            hold(slot);
        }
    }

    private void hold(final int slot)
    {
        heldCount++;
        if (plan.close() == CloseKind.SERVER)
        {
            return;
        }
        held.add(table.ticket(slot), slot, 0);
        while (heldCount > plan.concurrent() && held.size() > 0)
        {
            final int oldest = held.slot();
            if (table.isTicket(oldest, held.ticket()) && table.state(oldest) == IDLE)
            {
                close(oldest);
            }
            held.remove();
        }
    }

    private void close(final int slot)
    {
        leaveHeld(slot);
        from(slot);
        if (plan.close() == CloseKind.RESET && !table.is(slot, PEER_CLOSED))
        {
            sent(slot, write(slot, table.sndNxt(slot), RST | ACK, 0));
            end(slot);
            return;
        }
        table.state(slot, CLOSING);
        table.sndNxt(slot, table.sndNxt(slot) + 1);
        sendUnacknowledged(slot);
        awaitAnswer(slot);
    }

    private void leaveHeld(final int slot)
    {
        if (table.state(slot) == IDLE && table.is(slot, CONFIRMED))
        {
            heldCount--;
        }
    }

    /** Both sides have closed, or we have by RST. */
    private void end(final int slot)
    {
        if (table.is(slot, CONFIRMED))
        {
            counts(slot).finished++;
            openNow--;
            release(slot);
        }
        else
        {
            table.state(slot, ENDED);
        }
    }

    private void breakOff(final int slot)
    {
        leaveHeld(slot);
        counts(slot).broken++;
        openNow--;
        release(slot);
    }

    private void fail(final int slot)
    {
        if (table.is(slot, LOST_FRAME))
        {
            counts(slot).failedAfterLoss++;
        }
        unconfirmed--;
        release(slot);
    }

    private void release(final int slot)
    {
        table.free(slot);
        live--;
    }

    /** The SYN once more. */
    void resendSyn(final int slot)
    {
        counts(slot).synRetransmits++;
        from(slot);
        sent(slot, writer.syn(table.sndUna(slot)));
    }

    /** The patience with a connection that is not established is over. */
    void giveUp(final int slot)
    {
        if (table.state(slot) != SYN_SENT && table.state(slot) != ENDED)
        {
            from(slot);
            sent(slot, write(slot, table.sndNxt(slot), RST | ACK, 0));
        }
        counts(slot).timedOut++;
        fail(slot);
    }

    /** Sends requests and FINs again whose answer is overdue; a few at a time. */
    void resendOverdue(final int limit)
    {
        for (int i = 0; i < limit && answers.size() > 0 && answers.ns() - nowNs <= 0; i++)
        {
            final int slot = answers.slot();
            final boolean isDue = table.isTicket(slot, answers.ticket()) &&
                (table.state(slot) == EXCHANGE || table.state(slot) == CLOSING);
            answers.remove();
            if (isDue)
            {
                resend(slot);
            }
        }
    }

    private void resend(final int slot)
    {
        if (table.retries(slot) == MAX_RETRIES)
        {
            from(slot);
            sent(slot, write(slot, table.sndNxt(slot), RST | ACK, 0));
            if (table.is(slot, CONFIRMED))
            {
                breakOff(slot);
            }
            return;
        }
        table.retries(slot, table.retries(slot) + 1);
        if (table.sndUna(slot) != table.sndNxt(slot))
        {
            counts(slot).retransmits++;
            sendUnacknowledged(slot);
        }
        awaitAnswer(slot);
    }

    private void awaitAnswer(final int slot)
    {
        answers.add(table.ticket(slot), slot, nowNs + ANSWER_NS);
    }

    /** Ends by RST what is still open, as far as the link has room. */
    void resetAll(final int limit)
    {
        for (int resets = 0; live > 0 && resets < limit; resetSlot = resetSlot + 1 & table.capacity() - 1)
        {
            if (!table.isFree(resetSlot))
            {
                from(resetSlot);
                if (table.state(resetSlot) > SYN_SENT &&
                    !write(resetSlot, table.sndNxt(resetSlot), RST | ACK, 0))
                {
                    return;
                }
                release(resetSlot);
                resets++;
            }
        }
    }

    private void sendUnacknowledged(final int slot)
    {
        from(slot);
        final boolean hasFin = table.state(slot) == CLOSING;
        final int end = table.sndNxt(slot) - (hasFin ? 1 : 0);
        int seq = table.sndUna(slot);
        while (Seq.lt(seq, end))
        {
            final int length = Math.min(table.mss(slot), end - seq);
            sent(slot, write(slot, seq, seq + length == end ? ACK | PSH : ACK, length));
            seq += length;
        }
        if (hasFin)
        {
            sent(slot, write(slot, end, FIN | ACK, 0));
        }
    }

    private void acknowledge(final int slot)
    {
        from(slot);
        sent(slot, write(slot, table.sndNxt(slot), ACK, 0));
    }

    private boolean write(final int slot, final int seq, final int flags, final int length)
    {
        return writer.segment(
            seq, table.rcvNxt(slot), flags, table.is(slot, TIMESTAMPS), table.tsRecent(slot), length);
    }

    private void from(final int slot)
    {
        final long tuple = table.tuple(slot);
        if (tuple != writersTuple)
        {
            writersTuple = tuple;
            writer.from(tuples.hi(), tuples.lo(tuple), tuples.port(tuple));
        }
    }

    private void sent(final int slot, final boolean isTaken)
    {
        if (isTaken)
        {
            counts(slot).framesSent++;
        }
        else
        {
            counts(slot).framesLost++;
            table.set(slot, LOST_FRAME);
        }
    }

    private LoadCounts counts(final int slot)
    {
        return log.counts(table.phase(slot));
    }

    /** Connections that have begun and neither ended nor are held. */
    int underWay()
    {
        return live - heldCount;
    }

    /** Connections that are not ended. */
    int live()
    {
        return live;
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
