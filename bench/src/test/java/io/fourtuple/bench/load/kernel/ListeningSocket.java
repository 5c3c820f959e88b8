package io.fourtuple.bench.load.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;

/** The kernel's listener in a namespace of its own; the test is what lies beyond its TUN device. */
final class ListeningSocket implements OneListener
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final NetNs netNs = NetNs.create();
    private final KernelSockets sockets = new KernelSockets(netNs);
    private final Link link;
    private final ServerSocketChannel server;
    private final List<KernelSocket> accepted = new ArrayList<>();
    private final RawPeers peers;

    ListeningSocket(final String address, final int backlog, final Map<String, Integer> settings)
    {
        settings.forEach(sockets::set);
        final TunDevice device = netNs.open(TunConfig.named(EngineInNs.DEVICE)
            .address(IPV4 + "/15").address(IPV6 + "/64"));
        link = TunLinks.polled(device, new Counters());
        server = sockets.listen(address, PORT, backlog);
        peers = new RawPeers(link, () -> { }, new InetSocketAddress(Packets.inetAddress(address), PORT)).reach();
    }

    @Override
    public RawPeers peers()
    {
        return peers;
    }

    @Override
    public long counter(final String label)
    {
        return sockets.counter(label);
    }

    @Override
    public long halfOpen()
    {
        return netNs.run("ss", "-tanH", "state", "syn-recv").lines().count();
    }

    @Override
    public int acceptAll()
    {
        int count = 0;
        for (KernelSocket socket = KernelSockets.accept(server); socket != null; socket = KernelSockets.accept(server))
        {
            accepted.add(socket);
            count++;
        }
        return count;
    }

    @Override
    public void runUntil(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            if (deadlineNs - System.nanoTime() < 0)
            {
                throw new AssertionError("the kernel has not within 60 s: " + what);
            }
            Thread.yield();
        }
    }

    @Override
    public void close()
    {
        accepted.forEach(KernelSocket::close);
        try
        {
            server.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        link.close();
        netNs.close();
    }

    @Override
    public String toString()
    {
        return netNs.run("ss", "-tan");
    }
}
