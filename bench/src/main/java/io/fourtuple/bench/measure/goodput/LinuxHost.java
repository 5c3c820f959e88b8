package io.fourtuple.bench.measure.goodput;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.NetworkNamespace;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;

/**
 * The kernel of a network namespace of its own, behind a TUN device. Both are gone with {@link #close}, or with the process,
 * however that ends.
 */
final class LinuxHost implements AutoCloseable
{
    static final int MTU = 1_500;

    private static final int QUEUE_FRAMES = 4_096;
    private static final Path SYSCTLS = Path.of("/proc/sys/net/ipv4");

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task ->
    {
        final Thread made = new Thread(task, "linux-host");
        made.setDaemon(true);
        return made;
    });
    private final TunDevice device;
    private final Link link;

    /**
     * @param address of the kernel in the network of all.
     * @throws io.fourtuple.tun.TunException that says in one line why it cannot be, as without root.
     */
    LinuxHost(final String address)
    {
        try
        {
            device = call(() ->
            {
                NetworkNamespace.enter();
                // Linux's own defaults, whatever the machine has; and no flow begins with what one before has learnt.
                set("tcp_rmem", "4096 131072 6291456");
                set("tcp_wmem", "4096 16384 4194304");
                set("tcp_no_metrics_save", "1");
                return TunDevice.open(TunConfig.named("ftgood%d").mtu(MTU).txQueue(QUEUE_FRAMES).address(address + "/24"));
            });
            link = TunLinks.polled(device, new Counters());
        }
        catch (final RuntimeException ex)
        {
            thread.shutdown();
            throw ex;
        }
    }

    private static void set(final String name, final String value)
    {
        try
        {
            Files.writeString(SYSCTLS.resolve(name), value);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot set sysctl net.ipv4." + name + "=" + value, ex);
        }
    }

    /** Runs something in the namespace. */
    <T> T call(final Supplier<T> task)
    {
        try
        {
            return thread.submit(task::get).get();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ex);
        }
        catch (final ExecutionException ex)
        {
            if (ex.getCause() instanceof RuntimeException cause)
            {
                throw cause;
            }
            throw new IllegalStateException(ex.getCause());
        }
    }

    /** @return the device's link, for the relay. */
    Link link()
    {
        return link;
    }

    /** Forgets the frames that wait in the device, as those of a flow that has ended. */
    void drain()
    {
        final FrameBatch batch = new FrameBatch(64);
        while (link.receive(batch) > 0)
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close()
    {
        link.close();
        thread.shutdown();
    }
}
