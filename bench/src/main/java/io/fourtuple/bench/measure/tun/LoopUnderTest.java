package io.fourtuple.bench.measure.tun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.fourtuple.tun.PacketSocket;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;

/**
 * A loop with a device of its own, for one round: lets the queue be filled, measures how long the loop takes to empty
 * it.
 */
final class LoopUnderTest implements AutoCloseable
{
    private static final Path COUNTERS = Path.of("/proc/thread-self/net/dev");
    private static final int RX_PACKETS_FIELD = 2;

    private final HandshakeLoop loop;
    private final TunDevice device;
    private final PacketSocket socket;
    private final long[] turnsNs;
    private int turns;

    LoopUnderTest(final HandshakeLoop loop, final int handshakes)
    {
        this.loop = loop;
        device = TunDevice.open(TunConfig.named("ftb%d").txQueue(TunBenchmark.BURST));
        socket = PacketSocket.open(device.name());
        turnsNs = new long[handshakes * 2 / TunBenchmark.BURST + 1];
        loop.begin(device, handshakes);
    }

    void turn(final QueueFiller generator, final int firstSlot, final int count)
    {
        generator.fill(socket, firstSlot, count);
        final long startNs = System.nanoTime();
        loop.drain(count);
        turnsNs[turns++] = System.nanoTime() - startNs;
    }

    /**
     * @return what the round brought.
     * @throws IllegalStateException if not all were done, or the kernel did not take a SYN,ACK for each.
     */
    TunResult.Round result(final int handshakes)
    {
        final long done = loop.end();
        final long taken = receivedByKernel(device.name());
        if (done != handshakes || taken != handshakes)
        {
            throw new IllegalStateException(loop.title() + ": handshakes=" + done + " SYN,ACKs that the kernel took=" +
                taken + " instead of " + handshakes);
        }
        final long sumNs = Arrays.stream(turnsNs, 0, turns).sum();
        Arrays.sort(turnsNs, 0, turns);
        return new TunResult.Round(
            TunBenchmark.BURST / 2 * 1e9 / turnsNs[turns / 2], handshakes * 1e9 / sumNs);
    }

    /** @return frames that the kernel has taken from a device of this thread's namespace. */
    private static long receivedByKernel(final String deviceName)
    {
        try
        {
            for (final String line : Files.readAllLines(COUNTERS))
            {
                final String[] fields = line.trim().split("[: ]+");
                if (fields[0].equals(deviceName))
                {
                    return Long.parseLong(fields[RX_PACKETS_FIELD]);
                }
            }
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot read the device's counters: " + ex.getMessage(), ex);
        }
        throw new IllegalStateException("the device is gone: " + deviceName);
    }

    @Override
    public void close()
    {
        socket.close();
        device.close();
    }
}
