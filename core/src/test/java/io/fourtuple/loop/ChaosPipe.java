package io.fourtuple.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.Fault;
import io.fourtuple.link.FaultLink;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/**
 * One end of a wire between two engines, in virtual time. While there is chaos, frames pass a {@link FaultLink} in both
 * directions; besides, the wire can be cut, and this end can be without room.
 * <pre>
 *   engine ── commit ──> [FaultLink] ──> latency ──> the other end's queue
 *   engine <── receive ── [FaultLink] <── this end's queue
 * </pre>
 */
final class ChaosPipe implements Link
{
    private static final int MTU = 1_500;
    private static final int SLOT = 2_048;
    private static final int BATCH = 32;
    private static final long LATENCY_NS = 10_000_000;

    private record Frame(long atNs, byte[] bytes)
    {
    }

    /** The wire itself, without a fault. */
    private final class Wire implements Link
    {
        @Override
        public int receive(final FrameBatch batch)
        {
            batch.reset(rx);
            while (!arriving.isEmpty() && !batch.isFull() && batch.size() < BATCH &&
                arriving.peek().atNs - clock.getAsLong() <= 0)
            {
                final byte[] bytes = arriving.poll().bytes;
                final int offset = batch.size() * SLOT;
                rx.putBytes(offset, bytes);
                batch.add(offset, bytes.length);
            }
            return batch.size();
        }

        @Override
        public int claim(final int lengthBytes)
        {
            return 0;
        }

        @Override
        public MutableDirectBuffer txBuffer()
        {
            return wireTx;
        }

        @Override
        public void commit(final int offset, final int lengthBytes)
        {
            if (!isCut)
            {
                final byte[] bytes = new byte[lengthBytes];
                wireTx.getBytes(offset, bytes);
                other.arriving.add(new Frame(clock.getAsLong() + LATENCY_NS, bytes));
            }
        }

        @Override
        public int mtuBytes()
        {
            return MTU;
        }

        @Override
        public boolean isUp()
        {
            return true;
        }

        @Override
        public void close()
        {
        }
    }

    boolean isChaos = true;
    boolean isCut;
    boolean isFull;
    private final LongSupplier clock;
    private final Deque<Frame> arriving = new ArrayDeque<>();
    private final UnsafeBuffer rx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT * BATCH));
    private final UnsafeBuffer tx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT));
    private final UnsafeBuffer wireTx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT));
    private final Link wire = new Wire();
    private final FaultLink faulty;
    private ChaosPipe other;

    ChaosPipe(final FaultPlan plan, final LongSupplier clock)
    {
        this.clock = clock;
        faulty = new FaultLink(wire, plan, clock::getAsLong);
    }

    /** Frames sent from this end that were lost. */
    long dropped()
    {
        return faulty.txCount(Fault.DROP);
    }

    void connect(final ChaosPipe end)
    {
        other = end;
        end.other = this;
    }

    private Link path()
    {
        return isChaos ? faulty : wire;
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        return path().receive(batch);
    }

    @Override
    public int claim(final int lengthBytes)
    {
        return isFull ? NO_ROOM : 0;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return tx;
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        final Link path = path();
        final int at = path.claim(lengthBytes);
        if (at != NO_ROOM)
        {
            path.txBuffer().putBytes(at, tx, offset, lengthBytes);
            path.commit(at, lengthBytes);
        }
    }

    @Override
    public void flush()
    {
        path().flush();
    }

    @Override
    public int mtuBytes()
    {
        return MTU;
    }

    @Override
    public boolean isUp()
    {
        return true;
    }

    @Override
    public void close()
    {
    }
}
