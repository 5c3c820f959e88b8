package io.fourtuple.bench.load.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.fourtuple.bench.load.kernel.KernelNamespace;
import io.fourtuple.config.Prefix;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;

/**
 * A thread in a network namespace of its own: it opens devices and sockets there, which any thread may use then. The
 * namespace is gone with {@link #close}, or with the process, however that ends.
 */
final class NamespaceThread implements AutoCloseable
{
    private static final int QUEUE_FRAMES = 4_096;

    private final ExecutorService thread;
    private final KernelNamespace network;

    /**
     * Makes the namespace.
     *
     * @param sysctls set there, as {@link KernelNamespace#enter} has them.
     * @throws io.fourtuple.tun.TunException that says in one line why it cannot be, as without root.
     */
    NamespaceThread(final Map<String, String> sysctls)
    {
        final Map<String, String> all = new LinkedHashMap<>();
        // The flood's sources are as good as any.
        all.put("conf/all/rp_filter", "0");
        all.put("conf/default/rp_filter", "0");
        all.putAll(sysctls);
        thread = Executors.newSingleThreadExecutor(task ->
        {
            final Thread made = new Thread(task, "namespace");
            made.setDaemon(true);
            return made;
        });
        try
        {
            network = call(() -> KernelNamespace.enter(all));
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
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

    /**
     * The clients' device: the kernel has a way back to each source, by an address of its own in their prefix.
     *
     * @param more addresses of the kernel's on it.
     */
    TunDevice clientsDevice(final LoadPlan plan, final String... more)
    {
        final TunConfig config = TunConfig.named("ftload%d").txQueue(QUEUE_FRAMES);
        for (final String address : more)
        {
            config.address(address);
        }
        config.address(gateway("source", plan.sources()));
        // Later runs over the same device may flood, even if this plan does not.
        final AddressRange flood = plan.flood().sources();
        if (plan.flood().isFlood() || flood.ipv6() == plan.sources().ipv6() && flood.hasGateway() &&
            !flood.prefix().overlaps(plan.sources().prefix()) && !flood.prefix().contains(Prefix.of(plan.destination())))
        {
            config.address(gateway("flood source", flood));
        }
        return call(() -> TunDevice.open(config));
    }

    private static String gateway(final String what, final AddressRange range)
    {
        if (!range.hasGateway())
        {
            throw new IllegalArgumentException(what + " must have three bits for hosts at least, as a /29: over a " +
                "TUN the kernel takes one of its addresses: " + range);
        }
        return range.gatewayCidr();
    }

    /** The kernel's files of the namespace; from any thread. */
    KernelNamespace network()
    {
        return network;
    }

    @Override
    public void close()
    {
        thread.shutdown();
    }
}
