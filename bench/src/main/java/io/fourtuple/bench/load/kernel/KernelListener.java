package io.fourtuple.bench.load.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

import io.fourtuple.app.Endpoint;
import io.fourtuple.tun.Errno;
import io.fourtuple.tun.Libc;

/**
 * A listening socket of the kernel's with the smallest application: accepts, answers a request of so many bytes by a
 * response of so many, closes when the peer has, or at once when that is done. For one thread, in whose network
 * namespace the socket is made; once it is made, nothing allocates.
 * <pre>
 *   work():  accept4 ── until there is no more ──> Accepted.at(address, port, ns), epoll ADD
 *            epoll_wait ──> read: request complete? write the response; end or error? close
 *
 *   epoll_event   | events u32 | data u64 |     12 bytes on x86-64, elsewhere 16: data at 8
 *   sockaddr_in   | family u16 | port u16 | address 4 |
 *   sockaddr_in6  | family u16 | port u16 | flow 4 | address 16 | scope 4 |
 * </pre>
 */
public final class KernelListener implements AutoCloseable
{
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_FLAGS = 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;
    private static final boolean IS_PACKED = "amd64".equals(System.getProperty("os.arch"));
    private static final int EVENT_LENGTH = IS_PACKED ? 12 : 16;
    private static final int EVENT_DATA_OFFSET = IS_PACKED ? 4 : 8;
    private static final int MAX_EVENTS = 64;
    private static final int MAX_ACCEPTS = 64;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int SOCKADDR_LENGTH = 28;
    /** Instead of bytes awaited: the response waits for room. */
    private static final int BLOCKED = -1;
    private static final ValueLayout.OfShort NETWORK_SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NETWORK_INT =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NETWORK_LONG =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Told of each connection that is accepted. */
    @FunctionalInterface
    public interface Accepted
    {
        /**
         * @param lo   last 64 bits of the peer's address; of IPv4 all 32.
         * @param port the peer's.
         * @param ns   when, as {@link System#nanoTime()} has it.
         */
        void at(long lo, int port, long ns);
    }

    /**
     * The application on each connection.
     *
     * @param requestBytes  that it waits for; 0 for none.
     * @param responseBytes that it answers.
     * @param closesFirst   whether it closes when that is done; else when its peer has.
     */
    public record Manner(int requestBytes, int responseBytes, boolean closesFirst)
    {
        /** Says nothing, closes when the peer has. */
        public static final Manner QUIET = new Manner(0, 0, false);
    }

    private final Libc libc = new Libc();
    private final SocketCalls calls = new SocketCalls();
    private final MemorySegment events = Arena.ofAuto().allocate((long)MAX_EVENTS * EVENT_LENGTH, 8);
    private final MemorySegment event = Arena.ofAuto().allocate(EVENT_LENGTH, 8);
    private final MemorySegment peer = Arena.ofAuto().allocate(SOCKADDR_LENGTH, 8);
    private final MemorySegment peerLength = Arena.ofAuto().allocate(Integer.BYTES, 8);
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 64);
    private final Manner manner;
    private final Accepted accepted;
    private final int epollFd;
    private final int fd;
    private int[] awaitedBytes = new int[1_024];
    private int[] unsentBytes = new int[1_024];
    private long connections;
    private long refused;

    /**
     * @param local    address and port.
     * @param backlog  of listen(2).
     * @param manner   of the application.
     * @param accepted told of each connection.
     * @throws IllegalStateException if the kernel refuses.
     */
    public KernelListener(final Endpoint local, final int backlog, final Manner manner, final Accepted accepted)
    {
        this.manner = manner;
        this.accepted = accepted;
        final boolean isIpv6 = local.family() == 6;
        fd = checked("socket", libc.socket(isIpv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_FLAGS, 0));
        event.set(JAVA_INT_UNALIGNED, 0, 1);
        checked("SO_REUSEADDR", libc.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, event.address(), Integer.BYTES));
        writeAddress(local, isIpv6);
        checked("bind " + local, libc.bind(fd, peer.address(), isIpv6 ? SOCKADDR_LENGTH : 16));
        checked("listen", calls.listen(fd, backlog));
        epollFd = checked("epoll_create1", calls.epollCreate1(0x80000));
        register(EPOLL_CTL_ADD, fd, EPOLLIN);
    }

    private void writeAddress(final Endpoint local, final boolean isIpv6)
    {
        peer.fill((byte)0);
        peer.set(JAVA_SHORT_UNALIGNED, 0, (short)(isIpv6 ? AF_INET6 : AF_INET));
        peer.set(NETWORK_SHORT, 2, (short)local.port());
        if (isIpv6)
        {
            peer.set(NETWORK_LONG, 8, local.hi());
            peer.set(NETWORK_LONG, 16, local.lo());
        }
        else
        {
            peer.set(NETWORK_INT, 4, (int)local.lo());
        }
    }

    /**
     * One round: accepts what waits, serves what is ready.
     *
     * @param timeoutMs to wait for something at most; 0: not at all.
     * @return how much there was.
     */
    public int work(final int timeoutMs)
    {
        int work = 0;
        while (work < MAX_ACCEPTS && accept())
        {
            work++;
        }
        final int ready =
            calls.epollWait(epollFd, events.address(), MAX_EVENTS, work > 0 ? 0 : timeoutMs);
        for (int i = 0; i < ready; i++)
        {
            final long offset = (long)i * EVENT_LENGTH;
            final int socket = (int)events.get(JAVA_LONG_UNALIGNED, offset + EVENT_DATA_OFFSET);
            if (socket != fd)
            {
                serve(socket);
                work++;
            }
        }
        return work;
    }

    private boolean accept()
    {
        peerLength.set(JAVA_INT_UNALIGNED, 0, SOCKADDR_LENGTH);
        final int socket = calls.accept4(fd, peer.address(), peerLength.address(), SOCK_FLAGS);
        if (socket < 0)
        {
            // A client that is gone again, or finds no descriptor free, is no reason to end.
            refused += Errno.EAGAIN.is(socket) ? 0 : 1;
            return false;
        }
        connections++;
        tell(System.nanoTime());
        prepare(socket);
        if (manner.closesFirst() && manner.requestBytes() == 0)
        {
            libc.close(socket);
        }
        else
        {
            register(EPOLL_CTL_ADD, socket, EPOLLIN);
        }
        return true;
    }

    private void tell(final long nowNs)
    {
        final int port = peer.get(NETWORK_SHORT, 2) & 0xFFFF;
        final boolean isIpv6 = peer.get(JAVA_SHORT_UNALIGNED, 0) == AF_INET6;
        accepted.at(isIpv6 ? peer.get(NETWORK_LONG, 16) : peer.get(NETWORK_INT, 4) & 0xFFFF_FFFFL, port, nowNs);
    }

    /** Descriptors are small numbers, so they are the places, too. */
    private void prepare(final int socket)
    {
        if (socket >= awaitedBytes.length)
        {
            awaitedBytes = Arrays.copyOf(awaitedBytes, 2 * socket);
            unsentBytes = Arrays.copyOf(unsentBytes, 2 * socket);
        }
        awaitedBytes[socket] = manner.requestBytes();
        unsentBytes[socket] = 0;
    }

    private void serve(final int socket)
    {
        if (unsentBytes[socket] > 0)
        {
            write(socket);
            return;
        }
        final long count = libc.read(socket, buffer.address(), BUFFER_BYTES);
        if (count == 0 || count < 0 && !Errno.EAGAIN.is(count))
        {
            libc.close(socket);
        }
        else if (count > 0 && awaitedBytes[socket] > 0)
        {
            awaitedBytes[socket] -= (int)count;
            if (awaitedBytes[socket] <= 0)
            {
                awaitedBytes[socket] = 0;
                unsentBytes[socket] = manner.responseBytes();
                write(socket);
            }
        }
    }

    private void write(final int socket)
    {
        final boolean wasBlocked = awaitedBytes[socket] == BLOCKED;
        while (unsentBytes[socket] > 0)
        {
            final long count =
                libc.write(socket, buffer.address(), Math.min(unsentBytes[socket], BUFFER_BYTES));
            if (Errno.EAGAIN.is(count))
            {
                awaitedBytes[socket] = BLOCKED;
                register(EPOLL_CTL_MOD, socket, EPOLLOUT);
                return;
            }
            if (count < 0)
            {
                libc.close(socket);
                return;
            }
            unsentBytes[socket] -= (int)count;
        }
        if (manner.closesFirst())
        {
            libc.close(socket);
        }
        else if (wasBlocked)
        {
            awaitedBytes[socket] = 0;
            register(EPOLL_CTL_MOD, socket, EPOLLIN);
        }
    }

    private void register(final int operation, final int socket, final int interest)
    {
        event.set(JAVA_INT_UNALIGNED, 0, interest);
        event.set(JAVA_LONG_UNALIGNED, EVENT_DATA_OFFSET, socket);
        checked("epoll_ctl", calls.epollCtl(epollFd, operation, socket, event.address()));
    }

    private static int checked(final String call, final int result)
    {
        if (result < 0)
        {
            throw new IllegalStateException(call + ": " + Errno.describe(-result));
        }
        return result;
    }

    /** Connections accepted. */
    public long connections()
    {
        return connections;
    }

    /** Calls of accept that failed for another reason than that nobody waited: no descriptor free, for one. */
    public long refused()
    {
        return refused;
    }

    /** Ends the listener; connections still open end with the process, or with its namespace. */
    @Override
    public void close()
    {
        libc.close(epollFd);
        libc.close(fd);
    }
}
