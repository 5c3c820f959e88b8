package io.fourtuple.bench.load.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;

/** Sockets, settings and tables of the kernel in a namespace. No socket blocks. */
final class KernelSockets
{
    /** As {@code /proc/net/tcp} numbers the states. */
    static final int TIME_WAIT = 6;
    /** As {@code /proc/net/tcp} numbers the states. */
    static final int LAST_ACK = 9;
    private static final int PATIENCE_US = 2_000_000;

    private final NetNs netNs;

    KernelSockets(final NetNs netNs)
    {
        this.netNs = netNs;
    }

    /** Sets a sysctl below {@code net.ipv4}, which is for IPv6 too where it is TCP's. */
    void set(final String name, final Object value)
    {
        // The directory shows the namespace of the thread that opens it.
        netNs.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4", name), String.valueOf(value)));
    }

    /**
     * Makes the kernel patient: on a busy machine it would otherwise repeat a FIN that the test's thread had no time
     * for yet, and the answer to the second one would meet a closed socket, whose RST may end TIME_WAIT (RFC 1337).
     * SYNs are repeated as ever.
     */
    void patient()
    {
        set("tcp_early_retrans", 0);
        if (Files.exists(Path.of("/proc/sys/net/ipv4/tcp_rto_min_us")))
        {
            set("tcp_rto_min_us", PATIENCE_US);
        }
    }

    /**
     * Connects from a port of its own choice, which may have been used before.
     *
     * @param localPort 0 for any.
     * @return a socket that may still be connecting.
     */
    KernelSocket connect(final String from, final int localPort, final String to, final int port)
    {
        return netNs.call(() ->
        {
            final SocketChannel channel = SocketChannel.open(family(from));
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address(from, localPort));
            channel.connect(address(to, port));
            return new KernelSocket(channel);
        });
    }

    /** A listening socket; its port may have been used before. */
    ServerSocketChannel listen(final String address, final int port)
    {
        // What Java has by default.
        return listen(address, port, 50);
    }

    /** As {@link #listen(String, int)}, with this backlog. */
    ServerSocketChannel listen(final String address, final int port, final int backlog)
    {
        return netNs.call(() ->
        {
            final ServerSocketChannel server = ServerSocketChannel.open(family(address));
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return server.bind(address(address, port), backlog);
        });
    }

    /** The next connection that has come, or null. */
    static KernelSocket accept(final ServerSocketChannel server)
    {
        try
        {
            final SocketChannel channel = server.accept();
            if (channel == null)
            {
                return null;
            }
            channel.configureBlocking(false);
            return new KernelSocket(channel);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** States of the sockets with these ports, listening ones aside; none if there are no such sockets. */
    List<Integer> states(final int localPort, final int remotePort)
    {
        return netNs.call(() ->
        {
            final List<Integer> states = new ArrayList<>();
            for (final String table : new String[]{"tcp", "tcp6"})
            {
                addStates(Files.readAllLines(Path.of("/proc/thread-self/net", table)), localPort, remotePort, states);
            }
            return states;
        });
    }

    /**
     * @param localPort of the kernel's one socket with that port.
     * @return what {@code ss} says of it: its queues, and all that it tells of TCP.
     */
    String info(final int localPort)
    {
        return netNs.run("ss", "-tinoOH", "sport", "=", ":" + localPort);
    }

    /** A counter as {@code nstat} names it, as in TcpExtSyncookiesSent. */
    long counter(final String label)
    {
        return netNs.call(() ->
        {
            final List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/thread-self/net/netstat")));
            lines.addAll(Files.readAllLines(Path.of("/proc/thread-self/net/snmp")));
            for (int i = 0; i + 1 < lines.size(); i += 2)
            {
                // A line of names, a line of values; both begin with the group and a colon.
                final String[] names = lines.get(i).split(" ");
                final String group = names[0].substring(0, names[0].length() - 1);
                final int at = List.of(names).indexOf(label.startsWith(group) ? label.substring(group.length()) : "");
                if (at > 0)
                {
                    return Long.parseLong(lines.get(i + 1).split(" ")[at]);
                }
            }
            throw new AssertionError("the kernel has no counter " + label);
        });
    }

    /** A line is: number, local address:port, remote address:port, state, ... in hexadecimal. */
    private static void addStates(
        final List<String> lines, final int localPort, final int remotePort, final List<Integer> states)
    {
        for (final String line : lines.subList(1, lines.size()))
        {
            final String[] fields = line.trim().split("\\s+");
            if (port(fields[1]) == localPort && port(fields[2]) == remotePort)
            {
                states.add(Integer.parseInt(fields[3], 16));
            }
        }
    }

    private static int port(final String field)
    {
        return Integer.parseInt(field.substring(field.indexOf(':') + 1), 16);
    }

    private static StandardProtocolFamily family(final String address)
    {
        return address.indexOf(':') < 0 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static SocketAddress address(final String address, final int port) throws IOException
    {
        return new InetSocketAddress(Packets.inetAddress(address), port);
    }
}
