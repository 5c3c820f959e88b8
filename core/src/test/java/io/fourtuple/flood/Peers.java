package io.fourtuple.flood;

import java.util.SplittableRandom;

import io.fourtuple.app.FourTuple;

/** 4-tuples for tests, as a listener sees them. */
final class Peers
{
    private static final long LOCAL_IPV4 = 0xC612_0002L;
    private static final long REMOTES_IPV4 = 0xC613_0000L;
    private static final long IPV6_HI = 0x2001_0DB8_0000_0000L;

    private Peers()
    {
    }

    /** The n-th of 65,536 peers of one listener. */
    static FourTuple ipv4(final int n)
    {
        return new FourTuple().family(false).local(0, LOCAL_IPV4, 80).remote(0, REMOTES_IPV4 + (n & 0xFFFF), 40_000);
    }

    /** A peer of one listener: host n of a network. */
    static FourTuple ipv6(final int network, final long n)
    {
        return new FourTuple().family(true).local(IPV6_HI, 2, 80).remote(IPV6_HI + network, n, 40_000);
    }

    /** Every address and port as likely as any other. */
    static FourTuple random(final SplittableRandom random, final boolean ipv6)
    {
        return new FourTuple().family(ipv6)
            .local(ipv6 ? random.nextLong() : 0, address(random, ipv6), random.nextInt(1 << 16))
            .remote(ipv6 ? random.nextLong() : 0, address(random, ipv6), random.nextInt(1 << 16));
    }

    private static long address(final SplittableRandom random, final boolean ipv6)
    {
        return ipv6 ? random.nextLong() : random.nextLong() >>> 32;
    }
}
