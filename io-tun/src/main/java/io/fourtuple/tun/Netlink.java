package io.fourtuple.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.fourtuple.config.Prefix;

/**
 * The few rtnetlink requests that bring a device up (rtnetlink(7)); the kernel answers each at once. Belongs to the network
 * namespace of the thread that made it. For set-up only: it allocates.
 * <pre>
 *   nlmsghdr   | length u32 | type u16 | flags u16 | sequence u32 | port u32 |
 *   ifinfomsg  | family u8 | 0 u8 | type u16 | index i32 | flags u32 | change u32 |      RTM_NEWLINK
 *   ifaddrmsg  | family u8 | prefix length u8 | flags u8 | scope u8 | index u32 |        RTM_NEWADDR
 *   rtmsg      | family u8 | bits u8 | 0 u8, u8 | table, protocol, scope, type u8 | flags u32 |      RTM_GETROUTE
 *   rtattr     | length u16 | type u16 | value, padded to 4 |                            any number of them
 * </pre>
 */
final class Netlink implements AutoCloseable
{
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPV6_ADDRESS_BITS = 128;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | Libc.O_CLOEXEC;

    private static final int NLMSG_ERROR = 2;
    private static final int HEADER_LENGTH = 16;
    private static final int NLM_F_REQUEST = 0x1;
    private static final int NLM_F_REQUEST_ACK = NLM_F_REQUEST | 0x4;
    private static final int NLM_F_EXCL_CREATE = 0x200 | 0x400;

    private static final int RTM_NEWLINK = 16;
    private static final int IFF_UP = 1;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_TXQLEN = 13;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final byte IN6_ADDR_GEN_MODE_NONE = 1;

    private static final int RTM_NEWADDR = 20;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final byte IFA_F_NODAD = 2;

    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int RTMSG_TYPE_OFFSET = 7;
    private static final int RTA_DST = 1;
    private static final byte RTN_LOCAL = 2;
    private static final long LOCAL_POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LOCAL_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private final Libc libc = new Libc();
    private final MemorySegment memory = Arena.ofAuto().allocate(4_096, 8);
    private final ByteBuffer message = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    private final String deviceName;
    private final int index;
    private final int fd;
    private int sequence;

    Netlink(final String deviceName)
    {
        this.deviceName = deviceName;
        this.index = checked("if_nametoindex", libc.ifNameToIndex(deviceName));
        this.fd = checked("socket(AF_NETLINK)", libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0));
    }

    void setMtu(final int mtuBytes, final int txQueueFrames)
    {
        beginLink(0);
        putInt(IFLA_MTU, mtuBytes);
        putInt(IFLA_TXQLEN, txQueueFrames);
        checked("RTM_NEWLINK mtu " + mtuBytes + " txqueuelen " + txQueueFrames, exchange());
    }

    /**
     * Keeps the kernel from giving the device a link-local address: without one it sends no router solicitations.
     */
    void disableIpv6AutoAddress()
    {
        beginLink(0);
        final int families = beginNested(IFLA_AF_SPEC);
        final int family = beginNested(AF_INET6);
        final int mode = beginNested(IFLA_INET6_ADDR_GEN_MODE);
        message.put(IN6_ADDR_GEN_MODE_NONE);
        endNested(mode);
        endNested(family);
        endNested(families);
        final int result = exchange();
        if (!Errno.EAFNOSUPPORT.is(result))
        {
            // A kernel or a device without IPv6 (MTU below 1280) has nothing to switch off.
            checked("RTM_NEWLINK addr_gen_mode none", result);
        }
    }

    void setUp()
    {
        beginLink(IFF_UP);
        checked("RTM_NEWLINK up", exchange());
    }

    /**
     * Adds an address that can be used at once, without duplicate address detection (RFC 4862 5.4): the link has no other host.
     * Waits until the kernel accepts packets to it.
     */
    void addAddress(final Prefix prefix)
    {
        begin(RTM_NEWADDR, NLM_F_REQUEST_ACK | NLM_F_EXCL_CREATE);
        message.put((byte)(prefix.ipv6() ? AF_INET6 : AF_INET)).put((byte)prefix.bits());
        message.put(prefix.ipv6() ? IFA_F_NODAD : 0).put((byte)0).putInt(index);
        putAddress(IFA_LOCAL, prefix);
        putAddress(IFA_ADDRESS, prefix);
        checked("RTM_NEWADDR " + prefix, exchange());
        if (prefix.ipv6())
        {
            awaitLocal(prefix);
        }
    }

    /**
     * Linux accepts packets to an IPv6 address only after a kernel thread has added its route, also without detection
     * (addrconf_dad_work in net/ipv6/addrconf.c). Until then, for 25 ms if the CPU is busy, packets to it are lost.
     */
    private void awaitLocal(final Prefix prefix)
    {
        final long deadlineNs = System.nanoTime() + LOCAL_TIMEOUT_NS;
        while (!isLocal(prefix))
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw TunException.of("wait for the route of " + prefix, deviceName, Errno.ETIMEDOUT.number());
            }
            LockSupport.parkNanos(LOCAL_POLL_NS);
        }
    }

    /** Whether the kernel would keep what is sent to the address; also if it cannot say. */
    private boolean isLocal(final Prefix prefix)
    {
        begin(RTM_GETROUTE, NLM_F_REQUEST);
        message.put((byte)AF_INET6).put((byte)IPV6_ADDRESS_BITS).putShort((short)0).putInt(0).putInt(0);
        putAddress(RTA_DST, prefix);
        final int result = exchange();
        return result == 0 ? message.get(HEADER_LENGTH + RTMSG_TYPE_OFFSET) == RTN_LOCAL : Errno.EOPNOTSUPP.is(result);
    }

    @Override
    public void close()
    {
        libc.close(fd);
    }

    private void begin(final int type, final int flags)
    {
        message.clear();
        message.putInt(0).putShort((short)type).putShort((short)flags);
        message.putInt(++sequence).putInt(0);
    }

    private void beginLink(final int flags)
    {
        begin(RTM_NEWLINK, NLM_F_REQUEST_ACK);
        message.putInt(0).putInt(index).putInt(flags).putInt(flags);
    }

    private int beginNested(final int type)
    {
        final int start = message.position();
        message.putShort((short)0).putShort((short)type);
        return start;
    }

    private void endNested(final int start)
    {
        message.putShort(start, (short)(message.position() - start));
        while ((message.position() & 3) != 0)
        {
            message.put((byte)0);
        }
    }

    private void putInt(final int type, final int value)
    {
        final int start = beginNested(type);
        message.putInt(value);
        endNested(start);
    }

    private void putAddress(final int type, final Prefix prefix)
    {
        final int start = beginNested(type);
        message.order(ByteOrder.BIG_ENDIAN);
        if (prefix.ipv6())
        {
            message.putLong(prefix.hi()).putLong(prefix.lo());
        }
        else
        {
            message.putInt((int)prefix.lo());
        }
        message.order(ByteOrder.nativeOrder());
        endNested(start);
    }

    /** Sends the message and takes the kernel's answer: 0, with the requested data in it, or the negated errno. */
    private int exchange()
    {
        final int lengthBytes = message.position();
        message.putInt(0, lengthBytes);
        final long sent = libc.sendto(fd, memory.address(), lengthBytes, 0, 0, 0);
        if (sent < 0)
        {
            return (int)sent;
        }
        final long received = libc.recv(fd, memory.address(), memory.byteSize(), 0);
        if (received < 0)
        {
            return (int)received;
        }
        final int type = message.getShort(4);
        if (received < HEADER_LENGTH + 4 || message.getInt(8) != sequence || type != NLMSG_ERROR && type != RTM_NEWROUTE)
        {
            throw new IllegalStateException("unexpected answer of rtnetlink: bytes=" + received + " type=" + type);
        }
        return type == NLMSG_ERROR ? message.getInt(HEADER_LENGTH) : 0;
    }

    private int checked(final String call, final int result)
    {
        if (result < 0)
        {
            throw TunException.of(call, deviceName, -result);
        }
        return result;
    }
}
