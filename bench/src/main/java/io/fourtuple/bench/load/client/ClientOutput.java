package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.ClientTable.*;
import static io.fourtuple.bench.load.client.LoadCount.*;
import static io.fourtuple.wire.TcpDescriptor.*;

import io.fourtuple.link.Link;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/** Sends a connection's segments, and counts what the link took and what it had no room for. */
final class ClientOutput
{
    private static final long NO_TUPLE = -1;

    private final ClientTuples tuples;
    private final ClientTable table;
    private final PhaseLog log;
    private final SegmentWriter writer;
    private long writersTuple = NO_TUPLE;

    ClientOutput(
        final LoadPlan plan, final Link link, final ClientTuples tuples, final ClientTable table, final PhaseLog log)
    {
        this.tuples = tuples;
        this.table = table;
        this.log = log;
        writer = new SegmentWriter(link, plan.destination());
    }

    void time(final long nowNs)
    {
        writer.time(nowNs);
    }

    /** Largest segment that the clients take. */
    int mssBytes()
    {
        return writer.mssBytes();
    }

    void syn(final int slot)
    {
        from(slot);
        sent(slot, writer.syn(table.sndNxt(slot) - 1));
    }

    void acknowledge(final int slot)
    {
        sent(slot, write(slot, table.sndNxt(slot), ACK, 0));
    }

    /** Ends the connection for the server. */
    void reset(final int slot)
    {
        sent(slot, discard(slot));
    }

    /**
     * Ends the connection for the server, uncounted.
     *
     * @return whether the link took it.
     */
    boolean discard(final int slot)
    {
        return write(slot, table.sndNxt(slot), RST | ACK, 0);
    }

    /** To a segment that acknowledges what was never sent (RFC 9293 3.10.7.3). */
    void refuse(final int slot, final int ack)
    {
        from(slot);
        sent(slot, writer.segment(ack, 0, RST, false, 0, 0));
    }

    /** Request and FIN, as far as they are not acknowledged. */
    void unacknowledged(final int slot)
    {
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

    /**
     * Answers what belongs to no connection: a FIN is acknowledged as TIME_WAIT would, all else that has an ACK gets
     * a RST (RFC 9293 3.10.7.1).
     */
    void answerStranger(final Segment segment)
    {
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
        count(log.counts(0), isTaken);
    }

    private boolean write(final int slot, final int seq, final int flags, final int length)
    {
        from(slot);
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
        count(log.counts(table.phase(slot)), isTaken);
        if (!isTaken)
        {
            table.set(slot, LOST_FRAME);
        }
    }

    private static void count(final LoadCounts counts, final boolean isTaken)
    {
        if (isTaken)
        {
            counts.add(FRAMES_SENT);
        }
        else
        {
            counts.add(FRAMES_LOST);
        }
    }
}
