package io.fourtuple.bench.measure.goodput;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

import io.fourtuple.app.Endpoint;
import io.fourtuple.tun.Errno;
import io.fourtuple.tun.Libc;

/**
 * A TCP socket of the kernel's over IPv4 whose calls wait no longer than 50 ms, so that its thread sees when to end. Java's own
 * sockets cannot choose a congestion control. It is made in the network namespace of the calling thread; one thread at a time may
 * use it. All calls give a number of 0 or more, or the negated errno.
 */
@SuppressWarnings("restricted")
final class StreamSocket implements AutoCloseable
{
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_LINGER = 13;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int TCP_CONGESTION = 13;
    private static final int SOCKADDR_LENGTH = 16;
    private static final long TIMEOUT_US = 50_000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CONNECT =
        handle("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle LISTEN = handle("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT4 =
        handle("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private final Libc libc = new Libc();
    private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    private final int fd;

    private StreamSocket(final int fd)
    {
        this.fd = fd;
        memory.set(JAVA_LONG_UNALIGNED, 0, 0);
        memory.set(JAVA_LONG_UNALIGNED, 8, TIMEOUT_US);
        option(SOL_SOCKET, SO_RCVTIMEO, 16);
        option(SOL_SOCKET, SO_SNDTIMEO, 16);
        // Closing ends it at once, by RST: nothing of one measurement is left in the next.
        memory.set(JAVA_INT_UNALIGNED, 0, 1);
        memory.set(JAVA_INT_UNALIGNED, 4, 0);
        option(SOL_SOCKET, SO_LINGER, 8);
    }

    /**
     * @param congestion name of the sender's congestion control.
     * @throws IllegalStateException if the kernel refuses.
     */
    static StreamSocket create(final String congestion)
    {
        final StreamSocket socket =
            new StreamSocket((int)checked("socket", new Libc().socket(AF_INET, SOCK_STREAM_CLOEXEC, 0)));
        socket.memory.setString(0, congestion);
        try
        {
            socket.option(IPPROTO_TCP, TCP_CONGESTION, congestion.length());
        }
        catch (final IllegalStateException ex)
        {
            socket.close();
            throw new IllegalStateException("the kernel has no congestion control " + congestion + ": " + ex.getMessage() +
                "; sysctl net.ipv4.tcp_available_congestion_control names those it has", ex);
        }
        return socket;
    }

    void listen(final int port)
    {
        memory.set(JAVA_INT_UNALIGNED, 0, 1);
        option(SOL_SOCKET, SO_REUSEADDR, Integer.BYTES);
        putAddress(0, port);
        checked("bind", libc.bind(fd, memory.address(), SOCKADDR_LENGTH));
        checked("listen", call(() -> (int)LISTEN.invokeExact(state, fd, 8)));
    }

    /** @return a connected socket, or null if none came in time. */
    StreamSocket accept()
    {
        final int result = call(() -> (int)ACCEPT4.invokeExact(state, fd, 0L, 0L, 0x80000));
        return Errno.EAGAIN.is(result) ? null : new StreamSocket((int)checked("accept", result));
    }

    /** @return 0 once connected; EINPROGRESS or EALREADY: call again. */
    int connect(final Endpoint remote)
    {
        putAddress((int)remote.lo(), remote.port());
        return call(() -> (int)CONNECT.invokeExact(state, fd, memory.address(), SOCKADDR_LENGTH));
    }

    long read(final long address, final int lengthBytes)
    {
        return libc.read(fd, address, lengthBytes);
    }

    long write(final long address, final int lengthBytes)
    {
        return libc.write(fd, address, lengthBytes);
    }

    @Override
    public void close()
    {
        libc.close(fd);
    }

    private void putAddress(final int address, final int port)
    {
        memory.fill((byte)0);
        memory.set(JAVA_SHORT_UNALIGNED, 0, (short)AF_INET);
        memory.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 2, (short)port);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 4, address);
    }

    private void option(final int level, final int name, final int lengthBytes)
    {
        checked("setsockopt", libc.setsockopt(fd, level, name, memory.address(), lengthBytes));
    }

    private static long checked(final String call, final long result)
    {
        if (result < 0)
        {
            throw new IllegalStateException(call + ": " + Errno.describe((int)-result));
        }
        return result;
    }

    @FunctionalInterface
    private interface Downcall
    {
        int invoke() throws Throwable;
    }

    private int call(final Downcall downcall)
    {
        try
        {
            final int returned = downcall.invoke();
            return returned == -1 ? -state.get(JAVA_INT, 0) : returned;
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException("the JVM could not make a system call", ex);
        }
    }

    private static MethodHandle handle(final String name, final FunctionDescriptor descriptor)
    {
        return LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }
}
