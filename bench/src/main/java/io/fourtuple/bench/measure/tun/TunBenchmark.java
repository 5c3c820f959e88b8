package io.fourtuple.bench.measure.tun;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.NetworkNamespace;

/**
 * The whole comparison: floors and engine in turns, on one thread that enters a namespace of its own.
 * <pre>
 *   round:  a fresh device for each ── fill, drain; fill, drain; fill, drain; ... ── sums checked
 *                                      C loop       Java loop    link, then engine
 * </pre>
 * A turn is one queue long, less than a millisecond, so that what else the machine does falls on all alike. A round's
 * figure is that of its median turn, which a CPU taken away for a while does not move; the mean of all turns, with
 * whatever came between, stands beside it.
 */
public final class TunBenchmark
{
    /** Frames of a turn; about the length of a device's queue as Linux makes it. */
    public static final int BURST = 512;

    // The server's address, and in its prefix all the clients': a SYN,ACK from the device then claims to be from the
    // kernel itself, which drops such a martian at once. Without it a reply would cost a route entry made and
    // destroyed, or a RST.
    private static final String KERNELS_OWN = "198.18.0.2/15";

    private final HandshakeFrames frames;
    private final List<HandshakeLoop> loops;
    private final int serverCpu;
    private final int generatorCpu;
    private final Consumer<String> progress;

    /**
     * @param handshakes   of a round, for each.
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
        loops = List.of(CLoop.compile(folder), new JavaLoop(), new LinkLoop(), new EngineLoop());
        progress.accept("rehearsing " + handshakes + " handshakes in memory; each reply is checked");
        frames = new HandshakeFrames(handshakes);
    }

    /**
     * Runs all; the calling thread waits.
     *
     * @param warmUps rounds that don't count, for the JVM to compile what is hot.
     * @param rounds  that count.
     * @return the floor in C, the floor in Java, the link alone, the engine.
     * @throws RuntimeException of the thread that ran it, as a {@code TunException} where root is missing.
     */
    public TunResults run(final int warmUps, final int rounds)
    {
        final List<TunResult> results = new ArrayList<>();
        final RuntimeException[] failure = new RuntimeException[1];
        final Thread thread = new Thread(() ->
        {
            try
            {
                NetworkNamespace.enter(KERNELS_OWN);
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
            throw new IllegalStateException("interrupted while the benchmark ran", ex);
        }
        if (failure[0] != null)
        {
            throw failure[0];
        }
        return new TunResults(results, frames.handshakes());
    }

    private List<TunResult> runInside(final int warmUps, final int rounds)
    {
        final List<TunResult> results = new ArrayList<>();
        loops.forEach(loop -> results.add(new TunResult(loop.title())));
        try (QueueFiller generator = new QueueFiller(frames, generatorCpu))
        {
            generator.start();
            for (int round = 1 - warmUps; round <= rounds; round++)
            {
                progress.accept(round <= 0 ? "warming up" : "round " + round + " of " + rounds);
                final List<TunResult.Round> measured = round(generator);
                for (int i = 0; round > 0 && i < loops.size(); i++)
                {
                    results.get(i).add(measured.get(i));
                }
            }
        }
        return results;
    }

    private List<TunResult.Round> round(final QueueFiller generator)
    {
        // The engine of the round before has left memory that only the collector gives back.
        System.gc();
        final List<LoopUnderTest> loopsUnderTest = new ArrayList<>();
        try
        {
            loops.forEach(loop -> loopsUnderTest.add(new LoopUnderTest(loop, frames.handshakes())));
            for (int first = 0; first < frames.frames(); first += BURST)
            {
                final int count = Math.min(BURST, frames.frames() - first);
                for (final LoopUnderTest loop : loopsUnderTest)
                {
                    loop.turn(generator, first, count);
                }
            }
            return loopsUnderTest.stream().map(loop -> loop.result(frames.handshakes())).toList();
        }
        finally
        {
            loopsUnderTest.forEach(LoopUnderTest::close);
        }
    }
}
