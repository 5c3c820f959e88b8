package io.fourtuple.bench.tun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.PrivateNetwork;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;

/**
 * The whole comparison: floors and engine in turns, on one thread that enters a namespace of its own, each turn on a
 * fresh device and with a fresh generator.
 */
public final class TunBenchmark
{
    private static final int RX_PACKETS_FIELD = 1;

    private final HandshakeFrames frames;
    private final List<HandshakeLoop> loops;
    private final int serverCpu;
    private final int generatorCpu;
    private final Consumer<String> progress;

    /**
     * @param handshakes   of a turn.
     * @param folder       for what gcc makes.
     * @param serverCpu    of the loops.
     * @param generatorCpu of the load.
     * @param progress     told what is being done.
     * @throws IOException whose message says why the floor in C cannot be had.
     */
    public TunBenchmark(
        final int handshakes,
        final Path folder,
        final int serverCpu,
        final int generatorCpu,
        final Consumer<String> progress) throws IOException
    {
        this.serverCpu = serverCpu;
        this.generatorCpu = generatorCpu;
        this.progress = progress;
        loops = List.of(CLoop.compile(folder), new JavaLoop(), new EngineLoop());
        progress.accept("rehearsing " + handshakes + " handshakes in memory; each reply is checked");
        frames = new HandshakeFrames(handshakes);
    }

    /**
     * Runs all; the calling thread waits.
     *
     * @param warmUps rounds that don't count, for the JVM to compile what is hot.
     * @param rounds  that count.
     * @return the floor in C, the floor in Java, the engine.
     * @throws RuntimeException of the thread that ran it, as a {@code TunException} where root is missing.
     */
    public List<TunResult> run(final int warmUps, final int rounds)
    {
        final List<TunResult> results = new ArrayList<>();
        final RuntimeException[] failure = new RuntimeException[1];
        final Thread thread = new Thread(() ->
        {
            try
            {
                PrivateNetwork.enter();
                progress.accept(CpuPinning.pin(serverCpu) + "; load from CPU " + generatorCpu);
                results.addAll(runInside(warmUps, rounds));
            }
            catch (final RuntimeException ex)
            {
                failure[0] = ex;
            }
        }, "tun-server");
        thread.start();
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        if (failure[0] != null)
        {
            throw failure[0];
        }
        return results;
    }

    private List<TunResult> runInside(final int warmUps, final int rounds)
    {
        final List<TunResult> results = new ArrayList<>();
        loops.forEach(loop -> results.add(new TunResult(loop.title())));
        for (int round = 1 - warmUps; round <= rounds; round++)
        {
            progress.accept(round <= 0 ? "warming up" : "round " + round + " of " + rounds);
            for (int i = 0; i < loops.size(); i++)
            {
                turn(loops.get(i), results.get(i), round > 0);
            }
        }
        return results;
    }

    private void turn(final HandshakeLoop loop, final TunResult result, final boolean counts)
    {
        // The engine of the turn before leaves memory that only the collector gives back.
        System.gc();
        try (TunDevice device = TunDevice.open(TunConfig.named("ftb%d")))
        {
            final LoadGenerator generator = new LoadGenerator(frames, device.name(), generatorCpu);
            final HandshakeLoop.Turn turn;
            try
            {
                turn = loop.run(device, frames.handshakes(), generator::start);
            }
            finally
            {
                generator.finish();
            }
            final String trouble = trouble(turn, device.name());
            if (!trouble.isEmpty())
            {
                throw new IllegalStateException(loop.title() + ": " + trouble);
            }
            if (counts)
            {
                result.add(turn, generator.waitedShare());
            }
        }
    }

    private String trouble(final HandshakeLoop.Turn turn, final String deviceName)
    {
        final long written = receivedByKernel(deviceName);
        if (!turn.trouble().isEmpty())
        {
            return turn.trouble();
        }
        return turn.handshakes() == frames.handshakes() && written == frames.handshakes() ? "" :
            "handshakes=" + turn.handshakes() + " frames that the kernel took=" + written + " instead of " +
                frames.handshakes();
    }

    /** @return frames that the kernel has taken from the device; of this thread's namespace. */
    private static long receivedByKernel(final String deviceName)
    {
        try
        {
            for (final String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev")))
            {
                final String[] fields = line.trim().split("[: ]+");
                if (fields[0].equals(deviceName))
                {
                    return Long.parseLong(fields[RX_PACKETS_FIELD + 1]);
                }
            }
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot read the device's counters: " + ex.getMessage(), ex);
        }
        throw new IllegalStateException("the device is gone: " + deviceName);
    }
}
