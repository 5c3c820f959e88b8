package io.fourtuple.bench.measure.latency;

import static io.fourtuple.bench.measure.driver.ClientFrames.*;

import io.fourtuple.bench.base.Latencies;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.bench.measure.driver.ClientFrames;
import io.fourtuple.bench.measure.driver.ServerReply;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/**
 * Clients that come at their times: connection {@code n} of a load should send its SYN at {@code start + n * period},
 * whether or not the ones before were answered.
 * <pre>
 *   a turn:  FINs of connections opened in the turn before
 *            answers:  SYN,ACK ──> ACK         FIN,ACK ──> ACK, the end
 *            SYNs whose time has come
 * </pre>
 * A slot a connection, by the last bits of its number; at most {@link #MAX_IN_FLIGHT} are under way, the next ones wait
 * with the clock of their intended time running. Single-threaded; only {@link #intendedNs} is read by the server's
 * thread, after it got the SYN.
 */
final class OpenLoopClients
{
    /** Connections under way at most: few enough that what they touch stays in the cache while a delay is made up. */
    static final int MAX_IN_FLIGHT = 1_024;

    private static final int MASK = MAX_IN_FLIGHT - 1;
    private static final int RECEIVE_BATCH = 256;
    private static final byte SYN_SENT = 1;
    private static final byte ESTABLISHED = 2;
    private static final byte FIN_SENT = 3;
    private static final byte DONE = 4;

    private final Link link;
    private final ClientFrames frames = new ClientFrames();
    private final ServerReply reply = new ServerReply();
    private final FrameBatch replies = new FrameBatch(RECEIVE_BATCH);
    private final long[] intendedNs = new long[MAX_IN_FLIGHT];
    private final int[] rcvNxt = new int[MAX_IN_FLIGHT];
    private final int[] tsRecent = new int[MAX_IN_FLIGHT];
    private final byte[] state = new byte[MAX_IN_FLIGHT];
    private final long[] toClose = new long[MAX_IN_FLIGHT];
    private int toCloseCount;
    private boolean isClosing = true;
    private Latencies synAcks;
    private double periodNs;
    private int inFlightLimit;
    private int startsInATurn;
    private long startNs;
    private long firstIndex;
    private long endIndex;
    private long next;
    private long oldest;
    private long lastStartNs;
    private long repeats;

    /** @param link the clients' end; it must have room for all that {@link #MAX_IN_FLIGHT} connections send. */
    OpenLoopClients(final Link link)
    {
        this.link = link;
    }

    /**
     * A load to begin now.
     *
     * @param count       connections.
     * @param period      nanoseconds between two; 0 for a closed loop, a new one for each that ends.
     * @param inFlight    connections under way at most.
     * @param isToClose   whether they are closed again.
     * @param latencies   of the SYN,ACKs.
     */
    void begin(
        final long nowNs,
        final long count,
        final double period,
        final int inFlight,
        final boolean isToClose,
        final Latencies latencies)
    {
        startNs = nowNs;
        periodNs = period;
        inFlightLimit = Math.min(inFlight, MAX_IN_FLIGHT);
        startsInATurn = Math.min(inFlightLimit, RECEIVE_BATCH);
        isClosing = isToClose;
        synAcks = latencies;
        firstIndex = next;
        endIndex = next + count;
        if (periodNs > 0 && endIndex > TUPLES)
        {
            throw new IllegalStateException("more connections than 4-tuples: " + endIndex);
        }
    }

    /** One turn; called without end until {@link #isDone()}. */
    void turn(final long nowNs)
    {
        frames.time(nowNs);
        sendFins();
        final int count = link.receive(replies);
        for (int i = 0; i < count; i++)
        {
            onReply(replies.offset(i), replies.lengthBytes(i), nowNs);
        }
        while (oldest < next && state[slot(oldest)] == DONE)
        {
            oldest++;
        }
        startDue(nowNs);
        link.flush();
    }

    private void startDue(final long nowNs)
    {
        for (int i = 0; i < startsInATurn && next < endIndex && next - oldest < inFlightLimit; i++)
        {
            final long dueNs = periodNs == 0 ? nowNs : startNs + (long)((next - firstIndex) * periodNs);
            if (dueNs - nowNs > 0)
            {
                return;
            }
            final int slot = slot(next);
            intendedNs[slot] = dueNs;
            rcvNxt[slot] = 0;
            tsRecent[slot] = 0;
            state[slot] = SYN_SENT;
            send(next, isn(next), SYN);
            lastStartNs = nowNs;
            next++;
        }
    }

    private void sendFins()
    {
        for (int i = 0; i < toCloseCount; i++)
        {
            final long index = toClose[i];
            state[slot(index)] = FIN_SENT;
            send(index, isn(index) + 1, FIN | ACK);
        }
        toCloseCount = 0;
    }

    private void onReply(final int offset, final int length, final long nowNs)
    {
        if (!reply.wrap(replies.buffer(), offset, length))
        {
            throw new WrongAnswerException("not a TCP frame of the server: length=" + length);
        }
        final long index = reply.index();
        final int flags = reply.flags();
        if (index < 0 || index >= next || (flags & (ACK | RST)) != ACK)
        {
            throw new WrongAnswerException("not expected: an answer to client " + index + " of " + next + ": flags=" +
                flags);
        }
        final int slot = slot(index);
        final int option = reply.timestamps((flags & SYN) != 0);
        final byte now = index < oldest ? DONE : state[slot];
        if ((flags & SYN) != 0 && now == SYN_SENT && reply.ack() == isn(index) + 1)
        {
            synAcks.record(intendedNs[slot], nowNs);
            rcvNxt[slot] = reply.seq() + 1;
            tsRecent[slot] = option != 0 ? reply.tsVal(option) : 0;
            send(index, isn(index) + 1, ACK);
            state[slot] = isClosing ? ESTABLISHED : DONE;
            toClose[toCloseCount] = index;
            toCloseCount += isClosing ? 1 : 0;
        }
        else if ((flags & FIN) != 0 && now == FIN_SENT && reply.seq() == rcvNxt[slot])
        {
            rcvNxt[slot]++;
            tsRecent[slot] = option != 0 ? reply.tsVal(option) : 0;
            send(index, isn(index) + 2, ACK);
            state[slot] = DONE;
        }
        else
        {
            // Sent twice: after a stall of the machine the engine's time-out came before the ACK that lay in the ring.
            repeats++;
        }
    }

    private void send(final long index, final int seq, final int flags)
    {
        final int slot = slot(index);
        final int length = (flags & SYN) != 0 ? SYN_LENGTH : ACK_LENGTH;
        final int offset = link.claim(length);
        if (offset == Link.NO_ROOM)
        {
            throw new IllegalStateException("no room in the ring: in flight " + (next - oldest));
        }
        frames.write(link.txBuffer(), offset, index, seq, rcvNxt[slot], flags, true, tsRecent[slot]);
        link.commit(offset, length);
    }

    private static int slot(final long index)
    {
        return (int)index & MASK;
    }

    /** When the connection of this client should have sent its SYN. */
    long intendedNs(final long index)
    {
        return intendedNs[slot(index)];
    }

    /** Connections of this load that are done. */
    long done()
    {
        return oldest - firstIndex;
    }

    boolean isDone()
    {
        return oldest == endIndex;
    }

    /** Ends the load: no new connections, {@link #isDone()} once those under way are. */
    void stop()
    {
        endIndex = next;
    }

    /** Answers since the start that said nothing new. */
    long repeats()
    {
        return repeats;
    }

    /** When the last SYN was sent; the time of its turn. */
    long lastStartNs()
    {
        return lastStartNs;
    }
}
