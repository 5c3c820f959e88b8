package io.fourtuple.tun;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls for TUN devices and raw packet sockets, by the Foreign Function and Memory API. An instance keeps the errno
 * of its last call and therefore belongs to one thread at a time. No call that takes addresses allocates.
 * <p>
 * Every call returns the kernel's result: a value of 0 or more, or the negated errno ({@link Errno#is(long)}).
 * <p>
 * Pointers are declared as {@code long}: the C calling conventions of x86-64 and AArch64 pass both alike, and a raw address
 * costs no object and no liveness check. The caller guarantees the memory's life and size.
 */
@SuppressWarnings("restricted")
public final class Libc
{
    /** Flag of {@link #open(String, int)}. */
    public static final int O_RDONLY = 0;
    /** Flag of {@link #open(String, int)}. */
    public static final int O_RDWR = 2;
    /** Flag of {@link #open(String, int)}. */
    public static final int O_NONBLOCK = 0x800;
    /** Flag of {@link #open(String, int)}. */
    public static final int O_CLOEXEC = 0x80000;
    /** Kind of namespace for {@link #setns(int, int)} and {@link #unshare(int)}. */
    public static final int CLONE_NEWNET = 0x4000_0000;

    private static final Linker LINKER = Linker.nativeLinker();

    // Not Linker.Option.critical(): it saves 3 % (measured), but it keeps the JVM from a safepoint while the kernel works, and
    // a write to a TUN device runs the kernel's whole receive path before it returns.
    private static final MethodHandle READ =
        handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
        handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle OPEN =
        handle("open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = handle(
        "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SOCKET =
        handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDTO = handle("sendto",
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV =
        handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle IF_NAMETOINDEX =
        handle("if_nametoindex", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle BIND =
        handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = handle(
        "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SENDMMSG =
        handle("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle UNSHARE = handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SETNS = handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SCHED_SETAFFINITY =
        handle("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SCHED_GETAFFINITY =
        handle("sched_getaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    /**
     * read(2).
     *
     * @return bytes read, or the negated errno.
     */
    public long read(final int fd, final long address, final long lengthBytes)
    {
        try
        {
            return result((long)READ.invokeExact(state, fd, address, lengthBytes));
        }
        catch (final Throwable ex)
        {
            throw unexpected("read", ex);
        }
    }

    /**
     * write(2).
     *
     * @return bytes written, or the negated errno.
     */
    public long write(final int fd, final long address, final long lengthBytes)
    {
        try
        {
            return result((long)WRITE.invokeExact(state, fd, address, lengthBytes));
        }
        catch (final Throwable ex)
        {
            throw unexpected("write", ex);
        }
    }

    /**
     * open(2) of a file that exists.
     *
     * @return the file descriptor, or the negated errno.
     */
    public int open(final String path, final int flags)
    {
        try (Arena arena = Arena.ofConfined())
        {
            return (int)result((int)OPEN.invokeExact(state, arena.allocateFrom(path).address(), flags));
        }
        catch (final Throwable ex)
        {
            throw unexpected("open", ex);
        }
    }

    /** close(2). */
    public int close(final int fd)
    {
        try
        {
            return (int)result((int)CLOSE.invokeExact(state, fd));
        }
        catch (final Throwable ex)
        {
            throw unexpected("close", ex);
        }
    }

    /** ioctl(2) with a pointer, or a number, as its argument. */
    public int ioctl(final int fd, final long request, final long address)
    {
        try
        {
            return (int)result((int)IOCTL.invokeExact(state, fd, request, address));
        }
        catch (final Throwable ex)
        {
            throw unexpected("ioctl", ex);
        }
    }

    /** socket(2). */
    public int socket(final int domain, final int type, final int protocol)
    {
        try
        {
            return (int)result((int)SOCKET.invokeExact(state, domain, type, protocol));
        }
        catch (final Throwable ex)
        {
            throw unexpected("socket", ex);
        }
    }

    /**
     * sendto(2).
     *
     * @param peerAddress     of a sockaddr, or 0.
     * @param peerLengthBytes of the sockaddr.
     * @return bytes sent, or the negated errno.
     */
    public long sendto(
        final int fd,
        final long address,
        final long lengthBytes,
        final int flags,
        final long peerAddress,
        final int peerLengthBytes)
    {
        try
        {
            return result(
                (long)SENDTO.invokeExact(state, fd, address, lengthBytes, flags, peerAddress, peerLengthBytes));
        }
        catch (final Throwable ex)
        {
            throw unexpected("sendto", ex);
        }
    }

    /** recv(2). */
    public long recv(final int fd, final long address, final long lengthBytes, final int flags)
    {
        try
        {
            return result((long)RECV.invokeExact(state, fd, address, lengthBytes, flags));
        }
        catch (final Throwable ex)
        {
            throw unexpected("recv", ex);
        }
    }

    /** bind(2) to the sockaddr at the address. */
    public int bind(final int fd, final long address, final int lengthBytes)
    {
        try
        {
            return (int)result((int)BIND.invokeExact(state, fd, address, lengthBytes));
        }
        catch (final Throwable ex)
        {
            throw unexpected("bind", ex);
        }
    }

    /** setsockopt(2), the value being at the address. */
    public int setsockopt(
        final int fd, final int level, final int option, final long address, final int lengthBytes)
    {
        try
        {
            return (int)result((int)SETSOCKOPT.invokeExact(state, fd, level, option, address, lengthBytes));
        }
        catch (final Throwable ex)
        {
            throw unexpected("setsockopt", ex);
        }
    }

    /**
     * sendmmsg(2).
     *
     * @param messagesAddress of the first mmsghdr.
     * @param messages        their number.
     * @return the number sent, or the negated errno if the first one was refused.
     */
    public int sendmmsg(final int fd, final long messagesAddress, final int messages, final int flags)
    {
        try
        {
            return (int)result((int)SENDMMSG.invokeExact(state, fd, messagesAddress, messages, flags));
        }
        catch (final Throwable ex)
        {
            throw unexpected("sendmmsg", ex);
        }
    }

    /**
     * if_nametoindex(3), in the network namespace of the calling thread.
     *
     * @return the interface's index, above 0, or the negated errno.
     */
    public int ifNameToIndex(final String name)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final int index = (int)IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name).address());
            return index == 0 ? (int)result(-1) : index;
        }
        catch (final Throwable ex)
        {
            throw unexpected("if_nametoindex", ex);
        }
    }

    /** unshare(2): moves the calling thread into a new namespace of its own, for good. */
    public int unshare(final int kinds)
    {
        try
        {
            return (int)result((int)UNSHARE.invokeExact(state, kinds));
        }
        catch (final Throwable ex)
        {
            throw unexpected("unshare", ex);
        }
    }

    /** setns(2): moves the calling thread into another namespace, for good. */
    public int setns(final int fd, final int kind)
    {
        try
        {
            return (int)result((int)SETNS.invokeExact(state, fd, kind));
        }
        catch (final Throwable ex)
        {
            throw unexpected("setns", ex);
        }
    }

    /** sched_setaffinity(2) of the calling thread. */
    public int schedSetAffinity(final long maskBytes, final long maskAddress)
    {
        try
        {
            return (int)result((int)SCHED_SETAFFINITY.invokeExact(state, 0, maskBytes, maskAddress));
        }
        catch (final Throwable ex)
        {
            throw unexpected("sched_setaffinity", ex);
        }
    }

    /** sched_getaffinity(2) of the calling thread. */
    public int schedGetAffinity(final long maskBytes, final long maskAddress)
    {
        try
        {
            return (int)result((int)SCHED_GETAFFINITY.invokeExact(state, 0, maskBytes, maskAddress));
        }
        catch (final Throwable ex)
        {
            throw unexpected("sched_getaffinity", ex);
        }
    }

    /**
     * @param errno positive.
     * @return libc's text for it.
     */
    public static String strerror(final int errno)
    {
        try
        {
            return ((MemorySegment)STRERROR.invokeExact(errno)).reinterpret(1_024).getString(0);
        }
        catch (final Throwable ex)
        {
            throw unexpected("strerror", ex);
        }
    }

    private long result(final long returned)
    {
        // The captured state is the errno alone on Linux, at offset 0.
        return returned == -1 ? -state.get(JAVA_INT, 0) : returned;
    }

    private static MethodHandle handle(
        final String name, final FunctionDescriptor descriptor, final Linker.Option... more)
    {
        final Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 1, more.length);
        options[0] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    private static RuntimeException unexpected(final String call, final Throwable cause)
    {
        return new IllegalStateException("the JVM could not call " + call, cause);
    }
}
