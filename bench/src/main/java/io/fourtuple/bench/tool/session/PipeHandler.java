package io.fourtuple.bench.tool.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;
import io.fourtuple.loop.Commands;

/**
 * Joins one connection to a pair of streams. The streams block, so each has a thread of its own; between them and the
 * loop lie bounded queues, and the slower side makes the other one wait.
 * <pre>
 *   input ── reader thread ──> chunks, 8 at most ──> loop ── send, onWritable ──> peer
 *   output <── writer thread <── chunks <── loop <── onData, receive window 0 above 64 KiB ── peer
 * </pre>
 */
public final class PipeHandler implements ConnectionHandler
{
    private static final int CHUNK_LENGTH = 16_384;
    private static final int CHUNKS = 8;
    private static final long HIGH_WATER_BYTES = 65_536;
    private static final long LOW_WATER_BYTES = 16_384;
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> toPeer = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<byte[]> toOutput = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final CompletableFuture<IOException> written = new CompletableFuture<>();
    private final UnsafeBuffer current = new UnsafeBuffer(END);
    private final Commands commands;
    private final InputStream input;
    private final OutputStream output;
    private volatile long connection;
    private volatile boolean windowShut;
    // From here on the loop's own.
    private int sentOfCurrent;
    private boolean outputShut;
    private boolean peerClosed;

    public PipeHandler(final Commands commands, final InputStream input, final OutputStream output)
    {
        this.commands = commands;
        this.input = input;
        this.output = output;
    }

    /** @return completed when the connection has ended. */
    public CompletableFuture<CloseReason> closed()
    {
        return closed;
    }

    /** @return completed when all of the peer's data is written: with null, or with what went wrong. */
    public CompletableFuture<IOException> written()
    {
        return written;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long established)
    {
        connection = established;
        startThread("stdin", this::readInput);
        startThread("stdout", this::writeOutput);
    }

    @Override
    public void onData(
        final Tcp tcp, final long from, final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] chunk = new byte[length];
        buffer.getBytes(offset, chunk);
        toOutput.add(chunk);
        if (waitingBytes.addAndGet(length) > HIGH_WATER_BYTES && !windowShut)
        {
            windowShut = true;
            tcp.receiveWindow(from, 0);
            // The writer may have emptied the queue before it could see that the window is shut.
            openWindowIfDrained(tcp);
        }
    }

    @Override
    public void onWritable(final Tcp tcp, final long to)
    {
        sendWaiting(tcp);
    }

    @Override
    public void onPeerClosed(final Tcp tcp, final long from)
    {
        peerClosed = true;
        sendWaiting(tcp);
    }

    @Override
    public void onClosed(final Tcp tcp, final long from, final CloseReason reason)
    {
        if (connection == 0)
        {
            written.complete(null);
        }
        toOutput.add(END);
        // The reader may wait for room in a queue that the loop no longer empties.
        outputShut = true;
        toPeer.clear();
        closed.complete(reason);
    }

    /** Sends what was read until the peer takes no more; then, at the input's or the peer's end, our FIN. */
    private void sendWaiting(final Tcp tcp)
    {
        while (!outputShut)
        {
            if (sentOfCurrent == current.capacity())
            {
                final byte[] next = toPeer.poll();
                if (next == null)
                {
                    break;
                }
                if (next == END)
                {
                    outputShut = true;
                    tcp.shutdownOutput(connection);
                    break;
                }
                current.wrap(next);
                sentOfCurrent = 0;
            }
            final int offered = current.capacity() - sentOfCurrent;
            final int taken = tcp.send(connection, current, sentOfCurrent, offered);
            sentOfCurrent += Math.max(taken, 0);
            if (taken < offered)
            {
                return;
            }
        }
        if (peerClosed)
        {
            outputShut = true;
            tcp.close(connection);
        }
    }

    private void openWindowIfDrained(final Tcp tcp)
    {
        if (windowShut && waitingBytes.get() <= LOW_WATER_BYTES)
        {
            windowShut = false;
            tcp.receiveWindow(connection, Integer.MAX_VALUE);
        }
    }

    private void readInput()
    {
        final byte[] bytes = new byte[CHUNK_LENGTH];
        try
        {
            for (int length = input.read(bytes); length >= 0; length = input.read(bytes))
            {
                toPeer.put(Arrays.copyOf(bytes, length));
                tellLoop(this::sendWaiting);
            }
            toPeer.put(END);
            tellLoop(this::sendWaiting);
        }
        catch (final IOException ex)
        {
            // An input that fails has ended; what was read is sent.
            toPeer.offer(END);
            tellLoop(this::sendWaiting);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void writeOutput()
    {
        try
        {
            for (byte[] chunk = toOutput.take(); chunk != END; chunk = toOutput.take())
            {
                output.write(chunk);
                if (toOutput.isEmpty())
                {
                    output.flush();
                }
                if (waitingBytes.addAndGet(-chunk.length) <= LOW_WATER_BYTES && windowShut)
                {
                    tellLoop(this::openWindowIfDrained);
                }
            }
            output.flush();
            written.complete(null);
        }
        catch (final IOException ex)
        {
            // The reader of our standard output has gone.
            written.complete(ex);
            tellLoop(tcp -> tcp.abort(connection));
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void tellLoop(final java.util.function.Consumer<Tcp> command)
    {
        while (!commands.offer(command) && !closed.isDone() && !commands.isEnded())
        {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static void startThread(final String name, final Runnable task)
    {
        final Thread thread = new Thread(task, name);
        // A read of a terminal cannot be interrupted and must not keep the process.
        thread.setDaemon(true);
        thread.start();
    }
}
