package io.fourtuple.tun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network namespace without a name, for the calling thread and those that it starts from then on: what they open can
 * neither see nor disturb the machine's network. It ends with the last of these threads and open devices, so there is
 * nothing to remove, however the process ends.
 */
public final class PrivateNetwork
{
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

    private PrivateNetwork()
    {
    }

    /**
     * Moves the calling thread into a new namespace, for good. It forwards nothing: a packet from a device to an address
     * that is not the kernel's ends there.
     *
     * @throws TunException if the kernel refuses, which it does to all but root.
     */
    public static void enter()
    {
        final int result = new Libc().unshare(Libc.CLONE_NEWNET);
        if (result < 0)
        {
            throw TunException.of("unshare(CLONE_NEWNET)", "a network namespace", -result);
        }
        try
        {
            // A new namespace takes the machine's setting, unless net.core.devconf_inherit_init_net says otherwise.
            Files.writeString(FORWARDING, "0");
        }
        catch (final IOException ignore)
        {
            // Not to be written in some containers. Nothing depends on it but what a forwarded packet would cost.
        }
    }
}
