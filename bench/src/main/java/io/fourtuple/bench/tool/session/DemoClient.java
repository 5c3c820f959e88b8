package io.fourtuple.bench.tool.session;

import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.SingleWriterRecorder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.tool.app.BytePattern;
import io.fourtuple.loop.Engine;

/**
 * The demo's client: keeps a number of connections going, each of which opens, sends a request, gets the answer,
 * closes, and begins anew. It wraps its engine, so that it can open connections in each cycle on the loop's thread.
 * <pre>
 *   idle slots ── connect ──> onEstablished: handshake recorded, request ──> onData: answer ──> closed ──> idle slots
 * </pre>
 */
public final class DemoClient implements Agent, ConnectionHandler
{
    static final int PORT = 7_000;

    /** Server addresses in use, so that 4-tuples in TIME_WAIT are not soon needed again. */
    static final int SERVER_ADDRESSES = 250;

    private static final int OPENS_PER_CYCLE = 32;
    private static final long LONGEST_NS = 600_000_000_000L;
    private static final long SERVER_IPV4 = 0xC613_0001L;
    private static final long SERVER_IPV6_HI = 0x2001_0DB8_0001_0000L;

    private final Engine engine;
    private final boolean ipv6;
    private final int bytes;
    private final boolean closesFirst;
    private final FourTuple tuple = new FourTuple();
    private final SingleWriterRecorder handshakes = new SingleWriterRecorder(LONGEST_NS, 3);
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong established = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong wrongAnswers = new AtomicLong();
    private final long[] connectNs;
    private final int[] sentBytes;
    private final int[] receivedBytes;
    private final int[] idleSlots;
    private int idleCount;
    private int nextAddress;
    private volatile boolean stopped;

    DemoClient(
        final Engine engine, final boolean ipv6, final int concurrency, final int bytes, final boolean closesFirst)
    {
        this.engine = engine;
        this.ipv6 = ipv6;
        this.bytes = bytes;
        this.closesFirst = closesFirst;
        connectNs = new long[concurrency];
        sentBytes = new int[concurrency];
        receivedBytes = new int[concurrency];
        idleSlots = new int[concurrency];
        for (int i = 0; i < concurrency; i++)
        {
            idleSlots[idleCount++] = i;
        }
    }

    /** Opens no more connections; from any thread. */
    public void stop()
    {
        stopped = true;
    }

    public long opened()
    {
        return opened.get();
    }

    public long established()
    {
        return established.get();
    }

    public long finished()
    {
        return finished.get();
    }

    public long failed()
    {
        return failed.get();
    }

    /** @return calls of connect that were refused. */
    public long refused()
    {
        return refused.get();
    }

    /** @return connections that finished without the whole, right answer. */
    long wrongAnswers()
    {
        return wrongAnswers.get();
    }

    public SingleWriterRecorder handshakes()
    {
        return handshakes;
    }

    @Override
    public int doWork() throws Exception
    {
        final int work = engine.doWork();
        return work + (stopped || idleCount == 0 ? 0 : open());
    }

    @Override
    public void onClose()
    {
        engine.onClose();
    }

    @Override
    public String roleName()
    {
        return engine.roleName();
    }

    private int open()
    {
        final int count = Math.min(idleCount, OPENS_PER_CYCLE);
        for (int i = 0; i < count; i++)
        {
            final int slot = idleSlots[--idleCount];
            nextAddress = nextAddress + 1 == SERVER_ADDRESSES ? 0 : nextAddress + 1;
            tuple.family(ipv6).remote(ipv6 ? SERVER_IPV6_HI : 0, (ipv6 ? 1 : SERVER_IPV4) + nextAddress, PORT);
            sentBytes[slot] = 0;
            receivedBytes[slot] = 0;
            connectNs[slot] = System.nanoTime();
            if (engine.tcp().connect(tuple, this, slot) < 0)
            {
                // No port or no record is free now; the next cycle tries again.
                DemoServer.increment(refused);
                idleSlots[idleCount++] = slot;
                return i;
            }
            DemoServer.increment(opened);
        }
        return count;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        final int slot = (int)tcp.userData(connection);
        handshakes.recordValue(Math.min(System.nanoTime() - connectNs[slot], LONGEST_NS));
        DemoServer.increment(established);
        request(tcp, connection, slot);
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        request(tcp, connection, (int)tcp.userData(connection));
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final int slot = (int)tcp.userData(connection);
        final int received = receivedBytes[slot];
        // First and last byte: enough to find what is lost, doubled or out of order, at no cost to the figures.
        if (buffer.getByte(offset) != BytePattern.at(received) ||
            buffer.getByte(offset + length - 1) != BytePattern.at(received + length - 1))
        {
            receivedBytes[slot] = Integer.MIN_VALUE;
        }
        receivedBytes[slot] += length;
        if (receivedBytes[slot] == bytes && closesFirst)
        {
            tcp.close(connection);
        }
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        final int slot = (int)tcp.userData(connection);
        if (reason == CloseReason.FINISHED && receivedBytes[slot] != bytes)
        {
            DemoServer.increment(wrongAnswers);
        }
        idleSlots[idleCount++] = slot;
        DemoServer.increment(reason == CloseReason.FINISHED ? finished : failed);
    }

    private void request(final Tcp tcp, final long connection, final int slot)
    {
        int offered;
        int taken;
        do
        {
            offered = Math.min(bytes - sentBytes[slot], BytePattern.PERIOD);
            taken = tcp.send(connection, BytePattern.buffer(), sentBytes[slot] % BytePattern.PERIOD, offered);
            sentBytes[slot] += Math.max(taken, 0);
        }
        while (taken == offered && sentBytes[slot] < bytes);
    }
}
