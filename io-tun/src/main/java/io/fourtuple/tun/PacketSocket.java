package io.fourtuple.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Puts whole IP packets into a TUN device from the kernel's side, as fast as the kernel lets one thread: packet(7), past the
 * queueing discipline (PACKET_QDISC_BYPASS), many frames a system call. It receives nothing. For load generators; belongs to
 * one thread.
 * <pre>
 *   slots: | IP packet ... | IP packet ... | ...      one every slotBytes; a packet's own header has its length
 *   sendmmsg ──> device's queue ──> read() of the process that has the device open
 *
 *   mmsghdr   | name 8 | namelen 4, pad 4 | iov 8 | iovlen 8 | control 8 | controllen 8 | flags 4, pad | len 4, pad |
 *   iovec     | base 8 | length 8 |
 * </pre>
 * A full queue refuses a frame (ENOBUFS), so that nothing need be lost: send the refused frames again.
 */
public final class PacketSocket implements AutoCloseable
{
    /** The most frames of one {@link #send}. */
    public static final int MAX_FRAMES = 64;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC = 3 | Libc.O_CLOEXEC;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int SOCKADDR_LL_LENGTH = 20;
    private static final int SOCKADDR_LL_INDEX_OFFSET = 4;

    private static final int MMSGHDR_LENGTH = 64;
    private static final int MMSGHDR_IOV_OFFSET = 16;
    private static final int MMSGHDR_IOVLEN_OFFSET = 24;
    private static final int IOVEC_LENGTH = 16;
    private static final int IPV6_HEADER_LENGTH = 40;
    private static final ValueLayout.OfShort BIG_ENDIAN_SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Libc libc = new Libc();
    private final MemorySegment messages = Arena.ofAuto().allocate(MAX_FRAMES * MMSGHDR_LENGTH, 64);
    private final MemorySegment vectors = Arena.ofAuto().allocate(MAX_FRAMES * IOVEC_LENGTH, 64);
    private final int fd;

    private PacketSocket(final int fd)
    {
        this.fd = fd;
        for (int i = 0; i < MAX_FRAMES; i++)
        {
            final long message = (long)i * MMSGHDR_LENGTH;
            messages.set(
                ValueLayout.JAVA_LONG, message + MMSGHDR_IOV_OFFSET, vectors.address() + (long)i * IOVEC_LENGTH);
            messages.set(ValueLayout.JAVA_LONG, message + MMSGHDR_IOVLEN_OFFSET, 1);
        }
    }

    /**
     * @param deviceName of a device in the network namespace of the calling thread.
     * @return a socket on it.
     * @throws TunException if the kernel refuses.
     */
    public static PacketSocket open(final String deviceName)
    {
        final Libc libc = new Libc();
        // Protocol 0: the socket gets no copies of packets, each of which would cost its sender.
        final int fd = libc.socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0);
        if (fd < 0)
        {
            throw TunException.of("socket(AF_PACKET)", deviceName, -fd);
        }
        try
        {
            bind(libc, fd, deviceName);
            return new PacketSocket(fd);
        }
        catch (final RuntimeException ex)
        {
            libc.close(fd);
            throw ex;
        }
    }

    private static void bind(final Libc libc, final int fd, final String deviceName)
    {
        final int index = libc.ifNameToIndex(deviceName);
        if (index < 0)
        {
            throw TunException.of("if_nametoindex", deviceName, -index);
        }
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            final int option = libc.setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, on.address(), Integer.BYTES);
            if (option < 0)
            {
                throw TunException.of("setsockopt(PACKET_QDISC_BYPASS)", deviceName, -option);
            }
            final MemorySegment address = arena.allocate(SOCKADDR_LL_LENGTH, 8);
            address.set(ValueLayout.JAVA_SHORT, 0, (short)AF_PACKET);
            address.set(ValueLayout.JAVA_INT, SOCKADDR_LL_INDEX_OFFSET, index);
            final int bound = libc.bind(fd, address.address(), SOCKADDR_LL_LENGTH);
            if (bound < 0)
            {
                throw TunException.of("bind(AF_PACKET)", deviceName, -bound);
            }
        }
    }

    /**
     * Sends frames that lie in slots of one length.
     *
     * @param slots     the memory; it must be native.
     * @param firstSlot of the frames to send, from 0.
     * @param slotBytes distance from frame to frame.
     * @param frames    their number, 1 to {@link #MAX_FRAMES}.
     * @return the number that the device took, in order from the first; 0 if its queue is full.
     * @throws TunException if it refuses a frame for any other reason.
     */
    public int send(final MemorySegment slots, final long firstSlot, final int slotBytes, final int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            final long offset = (firstSlot + i) * slotBytes;
            vectors.set(ValueLayout.JAVA_LONG, (long)i * IOVEC_LENGTH, slots.address() + offset);
            vectors.set(ValueLayout.JAVA_LONG, (long)i * IOVEC_LENGTH + 8, lengthBytes(slots, offset));
        }
        final int sent = libc.sendmmsg(fd, messages.address(), frames, 0);
        if (sent >= 0)
        {
            return sent;
        }
        if (Errno.ENOBUFS.is(sent) || Errno.EAGAIN.is(sent))
        {
            return 0;
        }
        throw TunException.of("sendmmsg", "a packet socket", -sent);
    }

    private static int lengthBytes(final MemorySegment slots, final long offset)
    {
        final boolean ipv6 = (slots.get(ValueLayout.JAVA_BYTE, offset) & 0xF0) == 0x60;
        return ipv6 ? IPV6_HEADER_LENGTH + (slots.get(BIG_ENDIAN_SHORT, offset + 4) & 0xFFFF) :
            slots.get(BIG_ENDIAN_SHORT, offset + 2) & 0xFFFF;
    }

    @Override
    public void close()
    {
        libc.close(fd);
    }
}
