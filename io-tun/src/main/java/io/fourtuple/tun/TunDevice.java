package io.fourtuple.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

import io.fourtuple.config.Prefix;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * An open TUN device of the kernel, up and with its addresses: whole IP packets by read and write, without a header in front
 * (IFF_TUN, IFF_NO_PI), never blocking. It lives as long as its files are open, one for each queue: closing the last one, or
 * any end of the process, removes it.
 * <pre>
 *   packet to us ── symmetric hash of addresses and ports ──┬── queue 0 ── loop 0, its own table
 *                                                           └── queue 1 ── loop 1, its own table     (IFF_MULTI_QUEUE)
 * </pre>
 * With several queues Linux steers flows by a hash that is the same both ways (tun_automq_select_queue in drivers/net/tun.c):
 * all packets of a flow come to one queue, as long as the number of queues stays. Linux also remembers the queue on which a flow
 * was written (up to 4,096 flows, until 3 s after their last packet) and prefers it; a loop that answers on its own queue only
 * confirms the hash. Consequences of several queues:
 * <ul>
 * <li>a connection opened by the other side stays with its loop for life;
 * <li>a connection that a loop opens may, by its hash, belong to another queue: after 3 s of silence its packets go there, to a
 *     loop that doesn't know it and resets it. Open connections from a device of one queue;
 * <li>ICMP errors have no ports and may come to any loop; one that doesn't know the connection ignores them;
 * <li>closing one queue moves the flows of all: end all loops together.
 * </ul>
 * <p>
 * The device is made in the network namespace of the thread that calls {@link #open(TunConfig)}; any thread may use it
 * from then on.
 */
public final class TunDevice implements AutoCloseable
{
    private static final String CLONE_DEVICE = "/dev/net/tun";

    private static final long TUNSETIFF = 0x4004_54CAL;
    private static final short IFF_TUN = 0x0001;
    private static final short IFF_MULTI_QUEUE = 0x0100;
    private static final short IFF_NO_PI = 0x1000;
    private static final short IFF_VNET_HDR = 0x4000;
    // Without it, a persistent device of this name would be taken over, with its addresses.
    private static final short IFF_TUN_EXCL = (short)0x8000;
    private static final long TUNSETOFFLOAD = 0x4004_54D0L;
    private static final long TUN_F_CSUM_TSO4_TSO6 = 1 | 2 | 4;
    private static final int IFREQ_LENGTH = 40;
    private static final int IFREQ_FLAGS_OFFSET = 16;
    private static final int IFREQ_DATA_OFFSET = 16;

    // Driver and bus of a device; for the bus, tun_get_drvinfo in drivers/net/tun.c says "tun" or "tap".
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | Libc.O_CLOEXEC;
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GDRVINFO = 3;
    private static final int DRVINFO_LENGTH = 200;
    private static final int DRVINFO_DRIVER_OFFSET = 4;
    private static final int DRVINFO_BUS_OFFSET = 100;

    private final String name;
    private final int mtuBytes;
    private final boolean offload;
    private final int[] fds;
    private final AtomicIntegerArray closed;
    private final AtomicInteger open;
    private final AtomicReference<String> downReason = new AtomicReference<>();

    /**
     * @param name     for messages.
     * @param mtuBytes largest frame.
     * @param fds      of the open device, one a queue; owned, closed with this.
     */
    TunDevice(final String name, final int mtuBytes, final int... fds)
    {
        this(name, mtuBytes, false, fds);
    }

    private TunDevice(final String name, final int mtuBytes, final boolean offload, final int... fds)
    {
        this.name = name;
        this.mtuBytes = mtuBytes;
        this.offload = offload;
        this.fds = fds;
        closed = new AtomicIntegerArray(fds.length);
        open = new AtomicInteger(fds.length);
    }

    /**
     * Makes the device and brings it up.
     *
     * @param config of the device.
     * @return the device.
     * @throws IllegalArgumentException if the configuration contradicts itself.
     * @throws TunException             if the kernel refuses; nothing is left behind.
     */
    public static TunDevice open(final TunConfig config)
    {
        config.validate();
        final Libc libc = new Libc();
        final int[] fds = new int[config.queues()];
        int opened = 0;
        try
        {
            String name = config.name();
            for (; opened < fds.length; opened++)
            {
                fds[opened] = openFile(libc);
                name = attach(libc, fds[opened], name, opened, config);
            }
            setUp(name, config);
            return new TunDevice(name, config.mtuBytes(), config.offload(), fds);
        }
        catch (final RuntimeException ex)
        {
            // A number of 0 is a file not opened yet, and must not be closed: it is standard input.
            Arrays.stream(fds).filter(fd -> fd > 0).forEach(libc::close);
            throw ex;
        }
    }

    private static int openFile(final Libc libc)
    {
        final int fd = libc.open(CLONE_DEVICE, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            throw TunException.of("open", CLONE_DEVICE, -fd);
        }
        return fd;
    }

    /** The first file makes the device, the others become its further queues. */
    private static String attach(
        final Libc libc, final int fd, final String name, final int queue, final TunConfig config)
    {
        final int flags = IFF_TUN | IFF_NO_PI | (config.queues() > 1 ? IFF_MULTI_QUEUE : 0) |
            (queue == 0 ? IFF_TUN_EXCL : 0) | (config.offload() ? IFF_VNET_HDR : 0);
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment ifreq = arena.allocate(IFREQ_LENGTH, 8);
            ifreq.setString(0, name);
            ifreq.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS_OFFSET, (short)flags);
            final int result = libc.ioctl(fd, TUNSETIFF, ifreq.address());
            if (Errno.EBUSY.is(result))
            {
                throw TunException.nameInUse("ioctl(TUNSETIFF)", name, -result, isTun(libc, name));
            }
            if (result < 0)
            {
                throw TunException.of("ioctl(TUNSETIFF)", name, -result);
            }
            if (config.offload())
            {
                offload(libc, fd, name);
            }
            return ifreq.getString(0);
        }
    }

    /** From here on the kernel leaves checksums and the cutting of TCP data to the reader. */
    private static void offload(final Libc libc, final int fd, final String name)
    {
        final int result = libc.ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM_TSO4_TSO6);
        if (result < 0)
        {
            throw TunException.of("ioctl(TUNSETOFFLOAD)", name, -result);
        }
    }

    /** Whether a device is a TUN, by its driver: /sys may show another network namespace than the thread's. */
    private static boolean isTun(final Libc libc, final String name)
    {
        final int socket = libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
        if (socket < 0)
        {
            return false;
        }
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = arena.allocate(DRVINFO_LENGTH, 8);
            info.set(ValueLayout.JAVA_INT, 0, ETHTOOL_GDRVINFO);
            final MemorySegment ifreq = arena.allocate(IFREQ_LENGTH, 8);
            ifreq.setString(0, name);
            ifreq.set(ValueLayout.JAVA_LONG, IFREQ_DATA_OFFSET, info.address());
            return libc.ioctl(socket, SIOCETHTOOL, ifreq.address()) >= 0 &&
                "tun".equals(info.getString(DRVINFO_DRIVER_OFFSET)) && "tun".equals(info.getString(DRVINFO_BUS_OFFSET));
        }
        finally
        {
            libc.close(socket);
        }
    }

    private static void setUp(final String name, final TunConfig config)
    {
        try (Netlink netlink = new Netlink(name))
        {
            netlink.setMtu(config.mtuBytes(), config.txQueueFrames());
            netlink.disableIpv6AutoAddress();
            keepIpv6AddressesWhenDown(name);
            netlink.setUp();
            for (final Prefix address : config.addresses())
            {
                netlink.addAddress(address);
            }
        }
    }

    /** Lets IPv6 addresses outlive {@code ip link set down}, as IPv4 addresses do. */
    private static void keepIpv6AddressesWhenDown(final String name)
    {
        try
        {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf", name, "keep_addr_on_down"), "1");
        }
        catch (final IOException ignore)
        {
            // No IPv6, or /proc/sys is read-only (some containers): the operator has to add the addresses again.
        }
    }

    public String name()
    {
        return name;
    }

    /**
     * @return the MTU that the device was opened with.
     */
    public int mtuBytes()
    {
        return mtuBytes;
    }

    /**
     * @return whether each frame has a header of {@link VnetHeaderDescriptor#LENGTH} bytes in front.
     */
    boolean isOffloading()
    {
        return offload;
    }

    /**
     * @return false once the device was removed or closed.
     */
    public boolean isPresent()
    {
        return downReason.get() == null;
    }

    /**
     * @return why the device has ended, or null while {@link #isPresent()}.
     */
    public String downReason()
    {
        return downReason.get();
    }

    /**
     * @return the number of its queues.
     */
    public int queues()
    {
        return fds.length;
    }

    /**
     * @param queue from 0.
     * @return the number of its open file, for reading and writing without a link; it ends with {@link #close(int)}.
     */
    public int fd(final int queue)
    {
        return fds[queue];
    }

    /**
     * Notes the end of the device; the first call sets the reason.
     *
     * @return whether this was the first.
     */
    boolean end(final String reason)
    {
        return downReason.compareAndSet(null, reason);
    }

    /**
     * Ends the device if a read or a write found it removed; the first thread to notice counts it.
     *
     * @param result   of the read or the write.
     * @param counters to count in.
     * @return whether the device has ended.
     */
    boolean endIfRemoved(final long result, final Counters counters)
    {
        if (!Errno.EBADFD.is(result) && !Errno.EBADF.is(result))
        {
            return false;
        }
        if (end("device " + name + " was removed: " + Errno.describe((int)-result)))
        {
            counters.incrementShared(Counter.LINK_DOWN);
        }
        return true;
    }

    /**
     * Closes one queue; closing the last one removes the device. The threads that read and write it must have ended: the kernel
     * may give the file's number to another file at once.
     *
     * @param queue from 0.
     */
    public void close(final int queue)
    {
        if (closed.compareAndSet(queue, 0, 1))
        {
            if (open.decrementAndGet() == 0)
            {
                end("device " + name + " was closed");
            }
            new Libc().close(fds[queue]);
        }
    }

    /** Closes all open queues, and so removes the device. */
    @Override
    public void close()
    {
        for (int queue = 0; queue < fds.length; queue++)
        {
            close(queue);
        }
    }

    @Override
    public String toString()
    {
        return "TunDevice{" + name + " mtu " + mtuBytes + (isPresent() ? "" : ", " + downReason()) + "}";
    }
}
