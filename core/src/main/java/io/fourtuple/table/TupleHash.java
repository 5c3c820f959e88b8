package io.fourtuple.table;

import java.util.function.LongSupplier;

/**
 * Keyed hash of a 4-tuple by 128-bit multiplications folded to 64 bits. The key is secret and drawn at start: an attacker who
 * chooses addresses and ports cannot aim at one bucket, as with linear hashes (CRC, Toeplitz).
 */
public final class TupleHash
{
    private final long key0;
    private final long key1;
    private final long key2;
    private final long key3;

    /** @param random source of the key. */
    public TupleHash(final LongSupplier random)
    {
        key0 = random.getAsLong();
        key1 = random.getAsLong();
        key2 = random.getAsLong();
        key3 = random.getAsLong();
    }

    public long ipv4(final long remote, final long local, final int remotePort, final int localPort)
    {
        final long addresses = fold((remote << 32 | local) ^ key0, (remotePort << 16 | localPort) ^ key1);
        return fold(addresses ^ key2, key3);
    }

    public long ipv6(
        final long remoteHi,
        final long remoteLo,
        final long localHi,
        final long localLo,
        final int ports)
    {
        final long remote = fold(remoteHi ^ key0, remoteLo ^ key1);
        final long both = fold(remote ^ localHi ^ key2, localLo ^ key3);
        return fold(both ^ key1, ports ^ key2);
    }

    private static long fold(final long a, final long b)
    {
        return a * b ^ Math.multiplyHigh(a, b);
    }
}
