package io.fourtuple.bench.load.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of a server that {@link io.fourtuple.tun.Libc} has not. The same conventions: pointers are
 * {@code long}, each call returns the kernel's value or the negated errno, an instance belongs to one thread at a time,
 * nothing allocates.
 */
@SuppressWarnings("restricted")
final class SocketCalls
{
    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle LISTEN = handle("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT4 =
        handle("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle EPOLL_CREATE1 =
        handle("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
        handle("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle EPOLL_WAIT =
        handle("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));

    private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    /** listen(2). */
    int listen(final int fd, final int backlog)
    {
        try
        {
            return result((int)LISTEN.invokeExact(state, fd, backlog));
        }
        catch (final Throwable ex)
        {
            throw unexpected("listen", ex);
        }
    }

    /** accept4(2); the peer's sockaddr goes to the address. */
    int accept4(final int fd, final long peerAddress, final long lengthAddress, final int flags)
    {
        try
        {
            return result((int)ACCEPT4.invokeExact(state, fd, peerAddress, lengthAddress, flags));
        }
        catch (final Throwable ex)
        {
            throw unexpected("accept4", ex);
        }
    }

    /** epoll_create1(2). */
    int epollCreate1(final int flags)
    {
        try
        {
            return result((int)EPOLL_CREATE1.invokeExact(state, flags));
        }
        catch (final Throwable ex)
        {
            throw unexpected("epoll_create1", ex);
        }
    }

    /** epoll_ctl(2). */
    int epollCtl(final int epollFd, final int operation, final int fd, final long eventAddress)
    {
        try
        {
            return result((int)EPOLL_CTL.invokeExact(state, epollFd, operation, fd, eventAddress));
        }
        catch (final Throwable ex)
        {
            throw unexpected("epoll_ctl", ex);
        }
    }

    /** epoll_wait(2). */
    int epollWait(final int epollFd, final long eventsAddress, final int maxEvents, final int timeoutMs)
    {
        try
        {
            return result((int)EPOLL_WAIT.invokeExact(state, epollFd, eventsAddress, maxEvents, timeoutMs));
        }
        catch (final Throwable ex)
        {
            throw unexpected("epoll_wait", ex);
        }
    }

    private int result(final int returned)
    {
        return returned == -1 ? -state.get(JAVA_INT, 0) : returned;
    }

    private static MethodHandle handle(final String name, final FunctionDescriptor descriptor)
    {
        return LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    private static RuntimeException unexpected(final String call, final Throwable cause)
    {
        return new IllegalStateException("the JVM could not call " + call, cause);
    }
}
