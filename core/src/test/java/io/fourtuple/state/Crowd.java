package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;

/** Many IPv4 peers of one engine, known by their number in the order in which they came. */
final class Crowd implements ConnectionHandler
{
    private static final int BATCH = 64;

    final EngineFixture fixture;
    /** Numbers of those whose application was told that it may send, and of those that ended, in order. */
    final List<Integer> writable = new ArrayList<>();
    final List<Integer> closed = new ArrayList<>();
    /** The id of each connection. */
    final List<Long> ids = new ArrayList<>();
    final List<CloseReason> reasons = new ArrayList<>();
    /** Bytes that an application sends when it may, 0 for none. */
    int sendsOnWritable;
    /** Bytes that an application sends when data arrives, 0 for none. */
    int sendsOnData;
    private final List<Integer> isses = new ArrayList<>();
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[1 << 20]);

    Crowd(final EngineFixture fixture)
    {
        this.fixture = fixture;
        fixture.tcp.listen(Endpoint.any(80), this);
    }

    /** So many more peers complete a handshake, within one moment. */
    Crowd join(final int count)
    {
        return join(count, 1_460);
    }

    Crowd join(final int count, final int mss)
    {
        final int from = ids.size();
        discard();
        for (int i = from; i < from + count; i += BATCH)
        {
            final int end = Math.min(i + BATCH, from + count);
            for (int number = i; number < end; number++)
            {
                fixture.link.put(
                    Frames.segment("S").from(peer(number)).to(fixture.local).seq(fixture.peerIss).mss(mss).bytes());
            }
            fixture.engine.doWork();
            for (int number = i; number < end; number++)
            {
                isses.add(fixture.sent().seq());
                fixture.link.put(segment(number, ".", 0).bytes());
            }
            fixture.engine.doWork();
        }
        assertEquals(from + count, ids.size());
        return this;
    }

    /** A segment of a peer that acknowledges so many bytes. */
    Frames segment(final int number, final String flags, final int acknowledged)
    {
        return Frames.segment(flags).from(peer(number)).to(fixture.local).seq(fixture.peerIss + 1)
            .ack(isses.get(number) + 1 + acknowledged);
    }

    Crowd acknowledge(final int number, final int acknowledged)
    {
        fixture.inject(segment(number, ".", acknowledged));
        return this;
    }

    /** The application of a connection sends. */
    int send(final int number, final int length)
    {
        return fixture.tcp.send(ids.get(number), bytes, 0, length);
    }

    /** It sends, and the engine has its cycles. */
    int sendNow(final int number, final int length)
    {
        final int taken = send(number, length);
        fixture.work();
        return taken;
    }

    /** Takes all that was sent; whether a segment of such flags to this peer was among it. */
    boolean hasSent(final int number, final String flags)
    {
        boolean found = false;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            found |= numberOf(frame) == number && SentSegment.of(frame).flags().equals(flags);
        }
        return found;
    }

    /** Takes all that was sent, and has a peer acknowledge what was for it; how many bytes it has received in all by then. */
    int receive(final int number, final int before)
    {
        int received = before;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            if (numberOf(frame) == number)
            {
                final SentSegment segment = SentSegment.of(frame);
                received = Math.max(received, segment.seq() - isses.get(number) - 1 + segment.payload().length);
            }
        }
        if (received > before)
        {
            acknowledge(number, received);
        }
        return received;
    }

    static int numberOf(final byte[] frame)
    {
        final ByteBuffer header = ByteBuffer.wrap(frame);
        return (header.getInt(16) - (int)peer(0).lo() << 15) + (header.getShort(22) & 0xFFFF) - peer(0).port();
    }

    static Endpoint peer(final int number)
    {
        return new Endpoint(4, 0, 0xC6130000L + (number >> 15), 20_000 + (number & 0x7FFF));
    }

    /** Takes all that was sent. */
    int discard()
    {
        int count = 0;
        while (fixture.link.take() != null)
        {
            count++;
        }
        return count;
    }

    long counter(final Counter counter)
    {
        return fixture.counter(counter);
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        tcp.userData(connection, ids.size());
        ids.add(connection);
    }

    @Override
    public void onData(final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (sendsOnData > 0)
        {
            tcp.send(connection, bytes, 0, sendsOnData);
        }
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        writable.add((int)tcp.userData(connection));
        if (sendsOnWritable > 0)
        {
            tcp.send(connection, bytes, 0, sendsOnWritable);
        }
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        closed.add((int)tcp.userData(connection));
        reasons.add(reason);
    }
}
