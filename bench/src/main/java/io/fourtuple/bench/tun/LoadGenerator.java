package io.fourtuple.bench.tun;

import java.util.concurrent.CountDownLatch;

import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.PacketSocket;

/**
 * Offers all frames once, in order, from a thread and a CPU of its own, as fast as the device takes them. Made anew for
 * each turn; to be started by a thread that is in the device's namespace.
 */
final class LoadGenerator implements Runnable
{
    // A tenth of the device's queue is read in this time: long enough not to disturb the reader, far from running dry.
    private static final long PAUSE_NS = 20_000;

    private final HandshakeFrames frames;
    private final PacketSocket socket;
    private final int cpu;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "tun-load");
    private volatile boolean stopped;
    private volatile RuntimeException failure;
    private long sent;
    private long pausedNs;
    private long elapsedNs;

    LoadGenerator(final HandshakeFrames frames, final String deviceName, final int cpu)
    {
        this.frames = frames;
        this.cpu = cpu;
        socket = PacketSocket.open(deviceName);
        thread.setDaemon(true);
    }

    void start()
    {
        thread.start();
        awaitQuietly(started);
    }

    @Override
    public void run()
    {
        try
        {
            CpuPinning.pin(cpu);
            started.countDown();
            sendAll();
        }
        catch (final RuntimeException ex)
        {
            failure = ex;
            started.countDown();
        }
    }

    private void sendAll()
    {
        final long startNs = System.nanoTime();
        final long total = frames.frames();
        while (sent < total && !stopped)
        {
            final int wanted = (int)Math.min(PacketSocket.MAX_FRAMES, total - sent);
            final int taken = socket.send(frames.memory(), sent, HandshakeFrames.SLOT_BYTES, wanted);
            sent += taken;
            if (taken < wanted)
            {
                pause();
            }
        }
        elapsedNs = System.nanoTime() - startNs;
    }

    private void pause()
    {
        final long startNs = System.nanoTime();
        long nowNs = startNs;
        while (nowNs - startNs < PAUSE_NS)
        {
            Thread.onSpinWait();
            nowNs = System.nanoTime();
        }
        pausedNs += nowNs - startNs;
    }

    /** Ends the thread, if it has not ended by itself, and closes the socket. */
    void finish()
    {
        stopped = true;
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the generator ended", ex);
        }
        socket.close();
        if (failure != null)
        {
            throw failure;
        }
    }

    /** @return frames that the device took; after {@link #finish()}. */
    long sent()
    {
        return sent;
    }

    /** @return the part of its time that it waited for room in the device's queue, 0 to 1; after {@link #finish()}. */
    double waitedShare()
    {
        return elapsedNs == 0 ? 0 : (double)pausedNs / elapsedNs;
    }

    private static void awaitQuietly(final CountDownLatch latch)
    {
        try
        {
            latch.await();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the generator started", ex);
        }
    }
}
