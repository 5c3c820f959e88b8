package io.fourtuple.bench.load.client;

import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayQueue;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;

/**
 * The application on an engine under load: tells of each connection, answers a request of the plan's length by as much
 * as the plan says, and closes first where the plan wants that.
 * <pre>
 *   user data:  | request bytes missing 32 | response bytes to send 32 |
 * </pre>
 */
final class TargetServer implements ConnectionHandler
{
    private static final UnsafeBuffer ANSWER = new UnsafeBuffer(new byte[16_384]);
    private static final int REQUEST_SHIFT = 32;
    private static final long RESPONSE_MASK = 0xFFFF_FFFFL;

    private final Payload payload;
    private final boolean isClosingFirst;
    private final int concurrent;
    private final EstablishedFeed feed;
    private final NanoClock clock;
    private final FourTuple tuple = new FourTuple();
    private final LongArrayQueue idle = new LongArrayQueue();

    /** @param clock the generator's: read for each connection, since an engine's own stands still during a cycle. */
    TargetServer(final LoadPlan plan, final EstablishedFeed feed, final NanoClock clock)
    {
        this.clock = clock;
        payload = plan.payload();
        isClosingFirst = plan.close() == CloseKind.SERVER;
        concurrent = plan.concurrent();
        this.feed = feed;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        tcp.tuple(connection, tuple);
        feed.put(tuple.remoteLo(), tuple.remotePort(), clock.nanoTime());
        if (payload.isNone())
        {
            done(tcp, connection);
        }
        else
        {
            tcp.userData(connection, (long)payload.requestBytes() << REQUEST_SHIFT | payload.responseBytes());
        }
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final long state = tcp.userData(connection);
        final long missing = (state >>> REQUEST_SHIFT) - length;
        tcp.userData(connection, Math.max(0, missing) << REQUEST_SHIFT | state & RESPONSE_MASK);
        if (missing <= 0)
        {
            answer(tcp, connection);
        }
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        answer(tcp, connection);
    }

    private void answer(final Tcp tcp, final long connection)
    {
        long left = tcp.userData(connection) & RESPONSE_MASK;
        while (left > 0)
        {
            final int length = (int)Math.min(left, ANSWER.capacity());
            final int taken = tcp.send(connection, ANSWER, 0, length);
            left -= Math.max(0, taken);
            if (taken < length)
            {
                tcp.userData(connection, left);
                return;
            }
        }
        tcp.userData(connection, 0);
        done(tcp, connection);
    }

    private void done(final Tcp tcp, final long connection)
    {
        if (!isClosingFirst)
        {
            return;
        }
        idle.addLong(connection);
        if (idle.size() > concurrent)
        {
            // One that has ended meanwhile is recognised by its id.
            tcp.close(idle.pollLong());
        }
    }
}
