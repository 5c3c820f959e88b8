package io.fourtuple.bench.measure.driver;

import static io.fourtuple.bench.measure.driver.ClientFrames.*;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.bench.base.WrongAnswerException;

/**
 * Plays the clients of whole connections, batch by batch, the same way and by the same bytes as the driver of the other
 * stacks' harnesses. Every answer is parsed: whom it is for, flags, sequence and acknowledgement number, timestamps.
 * <pre>
 *   |<------- handshake ------->|<------------- close ------------->|
 *   SYNs ──> SYN,ACKs    ACKs ──>    FIN,ACKs ──> FIN,ACKs    ACKs ──>        a batch of each, then the next batch
 * </pre>
 * The driver forgets a connection with its batch: idle ones cost it nothing. 4-tuples are new ones until all
 * {@link ClientFrames#TUPLES} were used, which takes half an hour at 2.5 million connections a second; then it begins
 * again behind the idle ones. The server closes second and so keeps no TIME_WAIT that would be in the way.
 */
public final class CycleDriver
{
    private static final int TIMESTAMPS = 1;
    private static final int GOT_SYN_ACK = 2;
    private static final int GOT_FIN = 4;

    private final Stack stack;
    private final DriverLink link;
    private final UnsafeBuffer rx;
    private final ClientFrames frames = new ClientFrames();
    private final ServerReply reply = new ServerReply();
    private final int batch;
    private final boolean isVerifying;
    private final int[] sndNxt;
    private final int[] rcvNxt;
    private final int[] tsRecent;
    private final byte[] seen;
    private long first;
    private int size;
    private int awaited;
    private long next;
    private long idle;
    private long replies;
    private long cycles;
    private long handshakeNs;
    private long closeNs;

    /**
     * @param batch       connections opened and closed together, 1 or more.
     * @param isVerifying whether the checksums and timestamps of every answer are verified, at some cost.
     */
    public CycleDriver(final Stack stack, final int batch, final boolean isVerifying)
    {
        this.stack = stack;
        this.batch = batch;
        this.isVerifying = isVerifying;
        link = stack.link();
        rx = link.rxBuffer();
        sndNxt = new int[batch];
        rcvNxt = new int[batch];
        tsRecent = new int[batch];
        seen = new byte[batch];
    }

    /** Carries on with the connections that another driver has opened and left open. */
    public CycleDriver after(final CycleDriver other)
    {
        next = other.next;
        idle = other.idle;
        return this;
    }

    /**
     * Opens connections that stay open.
     *
     * @param count how many; all of them before the first {@link #cycle()} or {@link #run}.
     */
    public void openIdle(final long count)
    {
        for (long left = count; left > 0; left -= size)
        {
            begin((int)Math.min(left, batch));
            frames.time(System.nanoTime());
            open(null);
            idle += size;
        }
    }

    /** Opens and closes one batch of connections. */
    public void cycle()
    {
        begin(batch);
        final long t0 = System.nanoTime();
        frames.time(t0);
        open(null);
        final long t1 = System.nanoTime();
        close();
        handshakeNs += t1 - t0;
        closeNs += System.nanoTime() - t1;
        cycles += size;
    }

    /** Opens and closes one batch of connections, the server first: it keeps each of them in TIME_WAIT. */
    public void cycleServerFirst()
    {
        begin(batch);
        frames.time(System.nanoTime());
        open("FINs");
        link.clear();
        sendFins();
        exchange(null);
    }

    /** Batch after batch, until so many connections were opened and closed or so much time has passed. */
    public void run(final long count, final long maxNs)
    {
        cycles = 0;
        handshakeNs = 0;
        closeNs = 0;
        while (cycles < count && handshakeNs + closeNs < maxNs)
        {
            cycle();
        }
    }

    private void begin(final int count)
    {
        // Idle connections have the first numbers.
        first = next + count > TUPLES ? idle : next;
        next = first + count;
        size = count;
    }

    /** @param answersToAck what the server sends at once when it is established, or null for nothing. */
    private void open(final String answersToAck)
    {
        final long accepted = stack.accepted() + size;
        link.clear();
        awaited = size;
        for (int i = 0; i < size; i++)
        {
            seen[i] = TIMESTAMPS;
            tsRecent[i] = 0;
            rcvNxt[i] = 0;
            sndNxt[i] = isn(first + i);
            send(i, SYN);
            sndNxt[i]++;
        }
        exchange("SYN,ACKs");
        awaited = answersToAck == null ? 0 : size;
        sendAll(ACK);
        exchange(answersToAck);
        if (stack.accepted() != accepted)
        {
            throw wrong("accepted connections missing: " + (accepted - stack.accepted()));
        }
    }

    private void close()
    {
        link.clear();
        awaited = size;
        sendFins();
        exchange("FINs");
        sendAll(ACK);
        exchange(null);
    }

    private void sendFins()
    {
        for (int i = 0; i < size; i++)
        {
            send(i, FIN | ACK);
            sndNxt[i]++;
        }
    }

    private void sendAll(final int flags)
    {
        link.clear();
        for (int i = 0; i < size; i++)
        {
            send(i, flags);
        }
    }

    private void send(final int i, final int flags)
    {
        link.add(frames.write(rx, link.nextFrame(), first + i, sndNxt[i], rcvNxt[i], flags,
            (seen[i] & TIMESTAMPS) != 0, tsRecent[i]));
    }

    private void exchange(final String missing)
    {
        stack.work();
        for (int i = 0; i < link.replies(); i++)
        {
            onReply(link.replyOffset(i), link.replyLength(i));
        }
        replies += link.replies();
        if (missing != null && awaited != 0)
        {
            throw wrong(missing + " missing: " + awaited + " of " + size);
        }
    }

    private void onReply(final int offset, final int length)
    {
        if (!reply.wrap(link.txBuffer(), offset, length))
        {
            throw wrong("not a TCP frame of the server: length=" + length);
        }
        final long slot = reply.index() - first;
        if (slot < 0 || slot >= size)
        {
            throw wrong("answer to client " + reply.index() + ", which sent nothing");
        }
        final int i = (int)slot;
        final int flags = reply.flags();
        if ((flags & RST) != 0 || (flags & ACK) == 0 || reply.ack() != sndNxt[i])
        {
            throw wrong("client " + (first + i) + " expected ACK " + (sndNxt[i] & 0xFFFF_FFFFL) + ": flags=" + flags +
                " ack=" + (reply.ack() & 0xFFFF_FFFFL));
        }
        final int option = reply.timestamps((flags & SYN) != 0);
        if (isVerifying)
        {
            verify(i, option);
        }
        if ((flags & SYN) != 0)
        {
            onSynAck(i, option);
        }
        else
        {
            onSegment(i, flags, option);
        }
    }

    private void onSynAck(final int i, final int option)
    {
        awaited -= (seen[i] & GOT_SYN_ACK) == 0 ? 1 : 0;
        seen[i] = (byte)(option != 0 ? GOT_SYN_ACK | TIMESTAMPS : GOT_SYN_ACK);
        tsRecent[i] = option != 0 ? reply.tsVal(option) : 0;
        rcvNxt[i] = reply.seq() + 1;
    }

    private void onSegment(final int i, final int flags, final int option)
    {
        if (reply.seq() != rcvNxt[i])
        {
            throw wrong("client " + (first + i) + " expected SEQ " + (rcvNxt[i] & 0xFFFF_FFFFL) + ": " +
                (reply.seq() & 0xFFFF_FFFFL));
        }
        if (option != 0)
        {
            tsRecent[i] = reply.tsVal(option);
        }
        rcvNxt[i] += reply.payloadLength();
        if ((flags & FIN) != 0)
        {
            rcvNxt[i]++;
            awaited -= (seen[i] & GOT_FIN) == 0 ? 1 : 0;
            seen[i] |= GOT_FIN;
        }
    }

    private void verify(final int i, final int option)
    {
        if (!reply.areChecksumsRight())
        {
            throw wrong("wrong checksum in the answer to client " + (first + i));
        }
        if (option == 0 || reply.tsEcr(option) != frames.tsVal())
        {
            throw wrong("client " + (first + i) + " expected TSecr " + frames.tsVal() + ": " +
                (option == 0 ? "no timestamps" : reply.tsEcr(option)));
        }
        if (reply.payloadLength() != 0)
        {
            throw wrong("client " + (first + i) + " got data that nobody sent: bytes=" + reply.payloadLength());
        }
    }

    private WrongAnswerException wrong(final String what)
    {
        return new WrongAnswerException(what + " (connections " + first + " to " + (first + size - 1) + ")");
    }

    /** Connections opened and closed in the last {@link #run}. */
    public long cycles()
    {
        return cycles;
    }

    /** Time of the last {@link #run} from the first SYN of each batch to the accepted ACKs. */
    public long handshakeNs()
    {
        return handshakeNs;
    }

    /** Time of the last {@link #run} from the first FIN of each batch to the end. */
    public long closeNs()
    {
        return closeNs;
    }

    /** Answers parsed since the start. */
    public long replies()
    {
        return replies;
    }
}
