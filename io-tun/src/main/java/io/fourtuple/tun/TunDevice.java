package io.fourtuple.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * A TUN device of the kernel's, open, up and with its addresses: whole IP packets by read and write, without a header
 * in front (IFF_TUN, IFF_NO_PI), never blocking. It lives as long as its file is open: closing it, or the end of the
 * process however it comes, removes it.
 * <p>
 * The device is made in the network namespace of the thread that calls {@link #open(TunConfig)}; any thread may use it
 * from then on.
 */
public final class TunDevice implements AutoCloseable
{
    private static final String CLONE_DEVICE = "/dev/net/tun";

    private static final long TUNSETIFF = 0x4004_54CAL;
    private static final short IFF_TUN = 0x0001;
    private static final short IFF_NO_PI = 0x1000;
    // Without it a name that exists already could be taken over, addresses and all, if it is a persistent device.
    private static final short IFF_TUN_EXCL = (short)0x8000;
    private static final int IFREQ_LENGTH = 40;
    private static final int IFREQ_FLAGS_OFFSET = 16;

    private final String name;
    private final int mtuBytes;
    private final int fd;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicReference<String> downReason = new AtomicReference<>();

    /**
     * @param name     for messages.
     * @param mtuBytes largest frame.
     * @param fd       of the open device; owned, closed with this.
     */
    TunDevice(final String name, final int mtuBytes, final int fd)
    {
        this.name = name;
        this.mtuBytes = mtuBytes;
        this.fd = fd;
    }

    /**
     * Makes the device and brings it up.
     *
     * @param config what it is to look like.
     * @return the device.
     * @throws IllegalArgumentException if the configuration contradicts itself.
     * @throws TunException             if the kernel refuses; nothing is left behind.
     */
    public static TunDevice open(final TunConfig config)
    {
        config.validate();
        final Libc libc = new Libc();
        final int fd = libc.open(CLONE_DEVICE, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            throw TunException.of("open", CLONE_DEVICE, -fd);
        }
        try
        {
            final String name = create(libc, fd, config.name());
            setUp(name, config);
            return new TunDevice(name, config.mtuBytes(), fd);
        }
        catch (final RuntimeException ex)
        {
            libc.close(fd);
            throw ex;
        }
    }

    private static String create(final Libc libc, final int fd, final String name)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment ifreq = arena.allocate(IFREQ_LENGTH, 8);
            ifreq.setString(0, name);
            ifreq.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS_OFFSET, (short)(IFF_TUN | IFF_NO_PI | IFF_TUN_EXCL));
            final int result = libc.ioctl(fd, TUNSETIFF, ifreq.address());
            if (result < 0)
            {
                throw TunException.of("ioctl(TUNSETIFF)", name, -result);
            }
            return ifreq.getString(0);
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
            for (final Cidr address : config.addresses())
            {
                netlink.addAddress(address);
            }
        }
    }

    /** As IPv4 addresses, those of IPv6 shall outlive {@code ip link set down}. */
    private static void keepIpv6AddressesWhenDown(final String name)
    {
        try
        {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf", name, "keep_addr_on_down"), "1");
        }
        catch (final IOException ignore)
        {
            // No IPv6, or /proc/sys is not to be written (some containers): the operator adds the addresses again.
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
     * @return false once the device was removed or closed.
     */
    public boolean isPresent()
    {
        return downReason.get() == null;
    }

    /**
     * @return why the device is no more, or null while {@link #isPresent()}.
     */
    public String downReason()
    {
        return downReason.get();
    }

    /**
     * @return the number of the open file, for those who read and write the device by other means than a link; it ends
     *     with {@link #close()}.
     */
    public int fd()
    {
        return fd;
    }

    /**
     * Notes the end of the device; the first one to notice says why.
     *
     * @return whether this was the first.
     */
    boolean end(final String reason)
    {
        return downReason.compareAndSet(null, reason);
    }

    /**
     * Ends the device if a read or a write found it removed; counted by the first thread that notices.
     *
     * @param result   of the read or the write.
     * @param counters to count in.
     * @return whether the device is no more.
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
     * Removes the device. The threads that read and write it must have ended: the kernel may give the file's number to
     * another file at once.
     */
    @Override
    public void close()
    {
        if (open.compareAndSet(true, false))
        {
            end("device " + name + " was closed");
            new Libc().close(fd);
        }
    }

    @Override
    public String toString()
    {
        return "TunDevice{" + name + " mtu " + mtuBytes + (isPresent() ? "" : ", " + downReason()) + "}";
    }
}
