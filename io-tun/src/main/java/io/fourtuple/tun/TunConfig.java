package io.fourtuple.tun;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.fourtuple.config.Prefix;

/**
 * The name, addresses, MTU and queues of a TUN device to be opened. The addresses are the <em>kernel's</em>: the engine answers for others of the same
 * prefixes.
 */
public final class TunConfig
{
    /** Smallest MTU of IPv4 (RFC 791 3.2). */
    public static final int MIN_MTU_BYTES = 68;
    /** Smallest MTU of IPv6 (RFC 8200 5). */
    public static final int MIN_MTU_IPV6_BYTES = 1_280;
    /** Largest MTU of a TUN device. */
    public static final int MAX_MTU_BYTES = 65_535;

    /** Most queues of a TUN device. */
    public static final int MAX_QUEUES = 256;

    // IFNAMSIZ is 16, with the final zero byte.
    private static final int MAX_NAME_LENGTH = 15;

    private final String name;
    private final List<Prefix> addresses = new ArrayList<>();
    private int mtuBytes = 1_500;
    private int txQueueFrames = 500;
    private int queues = 1;
    private boolean offload;

    private TunConfig(final String name)
    {
        this.name = name;
    }

    /**
     * @param name of the device; {@code %d} in it is replaced by the first free number.
     * @return a device of that name, MTU 1500, without an address.
     * @throws IllegalArgumentException if the kernel would not take the name.
     */
    public static TunConfig named(final String name)
    {
        final int length = name.getBytes(StandardCharsets.UTF_8).length;
        final String fixed = name.replaceFirst("%d", "");
        if (length < 1 || length > MAX_NAME_LENGTH)
        {
            throw new IllegalArgumentException(
                "device name must have 1 to " + MAX_NAME_LENGTH + " bytes: name=" + name + " bytes=" + length);
        }
        if (!fixed.matches("[!-~&&[^/:%]]*") || ".".equals(name) || "..".equals(name))
        {
            throw new IllegalArgumentException(
                "device name must be printable ASCII without space, slash, colon and percent: name=" + name);
        }
        return new TunConfig(name);
    }

    /**
     * @param bytes largest packet, 68 (1280 with IPv6 addresses) to 65535.
     * @return this.
     */
    public TunConfig mtu(final int bytes)
    {
        if (bytes < MIN_MTU_BYTES || bytes > MAX_MTU_BYTES)
        {
            throw new IllegalArgumentException(
                "MTU must be " + MIN_MTU_BYTES + " to " + MAX_MTU_BYTES + ": mtu=" + bytes);
        }
        mtuBytes = bytes;
        return this;
    }

    /**
     * Adds an address of the kernel's.
     *
     * @param cidr as in {@code 198.18.0.1/15} or {@code 2001:db8::1/64}.
     * @return this.
     */
    public TunConfig address(final String cidr)
    {
        if (cidr.indexOf('/') < 0)
        {
            throw new IllegalArgumentException(
                "an interface's address is written with its prefix length, as 198.18.0.1/15 or 2001:db8::1/64: " +
                cidr);
        }
        addresses.add(Prefix.parse(cidr));
        return this;
    }

    /**
     * @param frames most frames that wait for the reader; the kernel drops further ones.
     * @return this.
     */
    public TunConfig txQueue(final int frames)
    {
        if (frames < 1)
        {
            throw new IllegalArgumentException("txQueue must be at least 1: frames=" + frames);
        }
        txQueueFrames = frames;
        return this;
    }

    /**
     * @param count of queues, 1 to 256: each has a loop and a txQueue of its own. {@link TunDevice} tells how flows are spread
     *              over them.
     * @return this.
     */
    public TunConfig queues(final int count)
    {
        if (count < 1 || count > MAX_QUEUES)
        {
            throw new IllegalArgumentException("queues must be 1 to " + MAX_QUEUES + ": queues=" + count);
        }
        queues = count;
        return this;
    }

    /**
     * @param on whether the kernel may send, and take, TCP data in frames of up to 64 KB that it cuts itself or need not cut at
     *           all, without checksums (IFF_VNET_HDR, TSO). Bulk data gets several times as fast; each frame, small ones too, has
     *           a header of 10 bytes more on its way to the device. Not for a pumped link.
     * @return this.
     */
    public TunConfig offload(final boolean on)
    {
        offload = on;
        return this;
    }

    public String name()
    {
        return name;
    }

    public boolean offload()
    {
        return offload;
    }

    public int mtuBytes()
    {
        return mtuBytes;
    }

    public List<Prefix> addresses()
    {
        return Collections.unmodifiableList(addresses);
    }

    public int txQueueFrames()
    {
        return txQueueFrames;
    }

    public int queues()
    {
        return queues;
    }

    void validate()
    {
        for (final Prefix address : addresses)
        {
            if (address.ipv6() && mtuBytes < MIN_MTU_IPV6_BYTES)
            {
                throw new IllegalArgumentException("MTU must be at least " + MIN_MTU_IPV6_BYTES +
                    " with an IPv6 address (RFC 8200 5): mtu=" + mtuBytes + " address=" + address);
            }
        }
    }

    @Override
    public String toString()
    {
        return name + " mtu " + mtuBytes + (queues == 1 ? " " : " queues " + queues + " ") + addresses;
    }
}
