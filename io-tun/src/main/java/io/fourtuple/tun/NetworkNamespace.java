package io.fourtuple.tun;

import io.fourtuple.config.Prefix;

/**
 * A network namespace without a name, for the calling thread and the threads that it starts from then on: their sockets and
 * devices can neither see nor disturb the machine's network. It ends with the last of these threads and open devices, so there
 * is nothing to remove, however the process ends.
 */
public final class NetworkNamespace
{
    private NetworkNamespace()
    {
    }

    /**
     * Moves the calling thread into a new namespace, for good, its loopback device up.
     *
     * @param loopbackPrefixes as in {@code 198.19.0.1/16}: every address of the prefix is the kernel's own there. A packet from
     *                         a device with the address itself as its source is dropped at once (martian).
     * @throws TunException if the kernel refuses; it refuses all users but root.
     */
    public static void enter(final String... loopbackPrefixes)
    {
        final int result = new Libc().unshare(Libc.CLONE_NEWNET);
        if (result < 0)
        {
            throw TunException.of("unshare(CLONE_NEWNET)", "a network namespace", -result);
        }
        try (Netlink loopback = new Netlink("lo"))
        {
            loopback.setUp();
            for (final String prefix : loopbackPrefixes)
            {
                loopback.addAddress(Prefix.parse(prefix));
            }
        }
    }
}
