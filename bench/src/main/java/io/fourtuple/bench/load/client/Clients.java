package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.ClientTable.*;
import static io.fourtuple.bench.load.client.LoadCount.*;
import static io.fourtuple.wire.TcpDescriptor.TIMESTAMPS_LENGTH;

import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * The clients' side of TCP, as much of it as a load needs: a connection is opened, says what the plan wants, is idle,
 * and closed. One thread; nothing allocates.
 * <pre>
 *              SYN-ACK: ACK            all said               one too many idle      FIN and ACK of ours
 *   SYN_SENT ──┬── request ──> EXCHANGE ──> IDLE ─────────────> CLOSING ────────────────> end
 *              └── none ──────────────────> (idle, confirmed)  <── FIN of the server ──┘
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
    private static final int DEFAULT_MSS = 536;
    private static final int SMALLEST_MSS = 48;

    private final LoadPlan plan;
    private final ClientTuples tuples;
    private final ClientTable table;
    private final ClientOutput sender;
    private final ClientAccounting books;
    private final TicketQueue idle;
    private final TicketQueue answers;
    private long nowNs;
    private int resetSlot;

    Clients(
        final LoadPlan plan,
        final ClientTuples tuples,
        final ClientTable table,
        final ClientOutput sender,
        final ClientAccounting books)
    {
        this.plan = plan;
        this.tuples = tuples;
        this.table = table;
        this.sender = sender;
        this.books = books;
        idle = new TicketQueue(Math.min(table.capacity(), Integer.highestOneBit(2 * plan.concurrent() + 64)));
        answers = new TicketQueue(Math.min(table.capacity(), 1 << 20));
    }

    /** The time of what follows, and where its latencies go besides the phase's. */
    void time(final long ns, final LoadInterval noted)
    {
        nowNs = ns;
        books.interval(noted);
        sender.time(ns);
    }

    /** Sends the SYN of a new connection into a free slot. */
    void open(final long ticket, final long tuple, final int slot, final long intendedNs, final int phase)
    {
        // As RFC 9293 3.4.1 has it: no lower than what the tuple's last connection used.
        final int iss = (int)(tuple * 2_654_435_761L + (nowNs >>> ISS_TICK_SHIFT));
        table.open(slot, ticket, tuple, intendedNs, nowNs, iss);
        table.phase(slot, phase);
        books.opened(slot);
        sender.syn(slot);
    }

    /** A valid segment from the server for a client's address. */
    void onSegment(final Segment segment)
    {
        final long tuple = tuples.number(segment.destinationLo(), segment.destinationPort());
        final int slot = table.slot(tuple);
        if (tuple == ClientTuples.NONE || segment.sourcePort() != plan.destination().port() || !table.has(slot, tuple) ||
            table.state(slot) == ENDED && !segment.isRst())
        {
            sender.answerStranger(segment);
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
            sender.acknowledge(slot);
        }
        else
        {
            onSynchronised(slot, segment);
        }
    }

    private void onSynSent(final int slot, final Segment segment)
    {
        final boolean isForUs = segment.isAck() && segment.ack() == table.sndNxt(slot);
        if (!isForUs)
        {
            if (segment.isAck() && !segment.isRst())
            {
                // It answers an older connection.
                sender.refuse(slot, segment.ack());
            }
            return;
        }
        if (segment.isRst())
        {
            books.refused(slot);
            return;
        }
        if (segment.isSyn())
        {
            onSynAck(slot, segment);
        }
    }

    private void onSynAck(final int slot, final Segment segment)
    {
        books.answered(slot, nowNs);
        table.sndUna(slot, table.sndNxt(slot));
        table.rcvNxt(slot, segment.seq() + 1);
        final int offered = segment.mss() == Segment.ABSENT ? DEFAULT_MSS : segment.mss();
        if (segment.hasTimestamps())
        {
            table.set(slot, TIMESTAMPS);
            table.tsRecent(slot, segment.tsVal());
        }
        table.mss(slot, Math.max(SMALLEST_MSS, Math.min(offered, sender.mssBytes())) -
            (segment.hasTimestamps() ? TIMESTAMPS_LENGTH : 0));
        sender.acknowledge(slot);
        if (plan.payload().isNone())
        {
            table.state(slot, IDLE);
            return;
        }
        table.state(slot, EXCHANGE);
        table.missingBytes(slot, plan.payload().responseBytes());
        table.sndNxt(slot, table.sndNxt(slot) + plan.payload().requestBytes());
        sender.unacknowledged(slot);
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
                sender.acknowledge(slot);
            }
            books.ended(slot);
        }
        else if (table.state(slot) != CLOSING && table.is(slot, PEER_CLOSED))
        {
            close(slot);
        }
        else if (table.state(slot) == EXCHANGE && isAcknowledged && table.missingBytes(slot) <= 0)
        {
            if (isToAnswer)
            {
                sender.acknowledge(slot);
            }
            table.state(slot, IDLE);
            if (table.is(slot, CONFIRMED))
            {
                hold(slot);
            }
        }
        else if (isToAnswer)
        {
            sender.acknowledge(slot);
        }
    }

    private void onReset(final int slot, final Segment segment)
    {
        if (segment.seq() != table.rcvNxt(slot))
        {
            return;
        }
        if (table.state(slot) == CLOSING && table.is(slot, PEER_CLOSED) && table.is(slot, CONFIRMED))
        {
            // Both have closed, only the last ACK is missing, and the server has forgotten already: no one's loss.
            books.ended(slot);
        }
        else if (table.is(slot, CONFIRMED))
        {
            books.broken(slot);
        }
        else
        {
            books.reset(slot);
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
        if (tuple == ClientTuples.NONE || !table.has(slot, tuple) || table.is(slot, CONFIRMED) ||
            table.state(slot) == SYN_SENT)
        {
            // Given up by now.
            return;
        }
        books.confirmed(slot, ns);
        if (table.state(slot) == ENDED)
        {
            books.ended(slot);
        }
        else if (table.state(slot) == IDLE)
        {
            hold(slot);
        }
    }

    private void hold(final int slot)
    {
        books.idle();
        if (plan.close() == CloseKind.SERVER)
        {
            return;
        }
        idle.add(table.ticket(slot), slot, 0);
        while (books.idleNow() > plan.concurrent() && idle.size() > 0)
        {
            final int oldest = idle.slot();
            if (table.isTicket(oldest, idle.ticket()) && table.state(oldest) == IDLE)
            {
                close(oldest);
            }
            idle.remove();
        }
    }

    private void close(final int slot)
    {
        books.left(slot);
        if (plan.close() == CloseKind.RESET && !table.is(slot, PEER_CLOSED))
        {
            sender.reset(slot);
            books.ended(slot);
            return;
        }
        table.state(slot, CLOSING);
        table.sndNxt(slot, table.sndNxt(slot) + 1);
        sender.unacknowledged(slot);
        awaitAnswer(slot);
    }

    /** The SYN once more. */
    void resendSyn(final int slot)
    {
        books.counts(slot).add(SYN_RETRANSMITS);
        sender.syn(slot);
    }

    /** The patience with a connection that is not established is over. */
    void giveUp(final int slot)
    {
        if (table.state(slot) != SYN_SENT && table.state(slot) != ENDED)
        {
            sender.reset(slot);
        }
        books.timedOut(slot);
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
            sender.reset(slot);
            if (table.is(slot, CONFIRMED))
            {
                books.broken(slot);
            }
            return;
        }
        table.retries(slot, table.retries(slot) + 1);
        if (table.sndUna(slot) != table.sndNxt(slot))
        {
            books.counts(slot).add(RETRANSMITS);
            sender.unacknowledged(slot);
        }
        awaitAnswer(slot);
    }

    private void awaitAnswer(final int slot)
    {
        answers.add(table.ticket(slot), slot, nowNs + ANSWER_NS);
    }

    /** Ends by RST what is still open, as far as the link has room; counts nothing, since the results stand. */
    void resetAll(final int limit)
    {
        for (int resets = 0; books.live() > 0 && resets < limit; resetSlot = resetSlot + 1 & table.capacity() - 1)
        {
            if (!table.isFree(resetSlot))
            {
                if (table.state(resetSlot) > SYN_SENT && !sender.discard(resetSlot))
                {
                    return;
                }
                books.release(resetSlot);
                resets++;
            }
        }
    }

    /** How many there are, and what became of the others. */
    ClientAccounting books()
    {
        return books;
    }
}
