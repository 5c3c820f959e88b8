package io.fourtuple.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import java.util.function.IntPredicate;

import io.fourtuple.wire.TcpDescriptor;

/**
 * The fixture's peer as a receiver behind a path with a round trip: it acknowledges each segment that comes, after as long
 * as the path takes, puts segments into order, and echoes timestamps as RFC 7323 4.3 has it. Numbers are relative.
 */
public final class DelayedPeer
{
    private record Ack(long dueMs, int ack, int tsEcr)
    {
    }

    private final EngineFixture fixture;
    private final boolean timestamps;
    private final int mss;
    private final Deque<Ack> acks = new ArrayDeque<>();
    /** Begin and end of what has come behind a gap. */
    private final TreeMap<Integer, Integer> early = new TreeMap<>();
    private int roundTripMs;
    private int window = 65_535;
    private IntPredicate isLost = number -> false;
    private long nowMs;
    private int rcvNxt = 1;
    private int tsRecent;
    private int tsVal = 1_000;
    private int una = 1;
    private int sent;
    private int lost;

    public DelayedPeer(final EngineFixture fixture, final boolean timestamps, final int mss)
    {
        this.fixture = fixture;
        this.timestamps = timestamps;
        this.mss = mss;
    }

    /** Opens the connection; its handshake takes one round trip. */
    public DelayedPeer open(final int handshakeMs)
    {
        fixture.listen();
        // A segment's options are taken off its data (RFC 9293 3.7.1).
        final Frames syn = fixture.segment("S", 0, 0).mss(timestamps ? mss + TcpDescriptor.TIMESTAMPS_LENGTH : mss);
        fixture.inject(timestamps ? syn.timestamps(tsVal, 0) : syn);
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        tsRecent = synAck.tsVal();
        pass(handshakeMs);
        acknowledge(1, tsRecent);
        return this;
    }

    public DelayedPeer roundTripMs(final int ms)
    {
        roundTripMs = ms;
        return this;
    }

    public DelayedPeer window(final int bytes)
    {
        window = bytes;
        return this;
    }

    /** Which segments get lost, by the order in which the engine sends them, from 0. */
    public DelayedPeer losing(final IntPredicate numbers)
    {
        isLost = numbers;
        return this;
    }

    /** How many segments the engine has sent. */
    public int sent()
    {
        return sent;
    }

    public int lost()
    {
        return lost;
    }

    /** Bytes whose acknowledgment the engine has got. */
    public int acknowledged()
    {
        return una - 1;
    }

    /** Time passes; segments and their ACKs go their way. */
    public void pass(final int ms)
    {
        for (int i = 0; i < ms; i++)
        {
            fixture.pass(1);
            nowMs++;
            receive();
            while (!acks.isEmpty() && acks.peek().dueMs <= nowMs)
            {
                final Ack ack = acks.poll();
                una = Math.max(una, ack.ack);
                acknowledge(ack.ack, ack.tsEcr);
            }
        }
    }

    /** Sends bytes as fast as the engine takes them, until all are acknowledged, or the time is over. */
    public void transfer(final int bytes, final int limitMs)
    {
        final int end = acknowledged() + bytes;
        int given = acknowledged();
        for (int ms = 0; ms < limitMs && acknowledged() < end; ms++)
        {
            final int length = Math.min(end - given, fixture.tcp.sendSpace(fixture.handler.connection));
            given += length > 0 ? fixture.send(given, length) : 0;
            pass(1);
        }
    }

    private void acknowledge(final int ack, final int tsEcr)
    {
        final Frames segment = fixture.segment(".", 1, ack).window(window);
        fixture.inject(timestamps ? segment.timestamps(++tsVal, tsEcr) : segment);
    }

    private void receive()
    {
        while (fixture.link.hasSent())
        {
            final SentSegment segment = fixture.sent();
            if (isLost.test(sent++))
            {
                lost++;
                continue;
            }
            final int begin = segment.seq() - fixture.iss;
            final int end = begin + segment.payload().length;
            if (begin <= rcvNxt)
            {
                tsRecent = segment.tsVal();
            }
            check(segment, begin);
            early.merge(begin, end, Math::max);
            while (!early.isEmpty() && early.firstKey() <= rcvNxt)
            {
                rcvNxt = Math.max(rcvNxt, early.pollFirstEntry().getValue());
            }
            acks.add(new Ack(nowMs + roundTripMs, rcvNxt, tsRecent));
        }
    }

    private static void check(final SentSegment segment, final int begin)
    {
        for (int i = 0; i < segment.payload().length; i++)
        {
            if (segment.payload()[i] != (byte)((begin - 1 + i) * 31 >> 3))
            {
                throw new AssertionError("wrong byte at " + (begin + i) + " of " + segment);
            }
        }
    }
}
