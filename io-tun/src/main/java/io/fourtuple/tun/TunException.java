package io.fourtuple.tun;

import java.util.Set;

/**
 * A device, or a thread's CPU, could not be set up. The message has the call, its subject, the kernel's error, and a remedy.
 */
public final class TunException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private static final Set<Integer> NO_DRIVER =
        Set.of(Errno.ENOENT.number(), Errno.ENXIO.number(), Errno.ENODEV.number());

    private final int errno;

    TunException(final String message, final int errno)
    {
        super(message);
        this.errno = errno;
    }

    /**
     * @param call    that failed, with its arguments.
     * @param subject the device or file of the call.
     * @param errno   positive.
     * @return the exception, to be thrown.
     */
    static TunException of(final String call, final String subject, final int errno)
    {
        return of(call, subject, errno, advice(call, subject, errno));
    }

    /**
     * A name that another device has.
     *
     * @param call    that failed.
     * @param name    of the device.
     * @param errno   positive.
     * @param isOfTun whether that device is a TUN: only then may a program have left it behind. The message must not advise to
     *                remove any other device, which may be the machine's only way to the network.
     * @return the exception, to be thrown.
     */
    static TunException nameInUse(final String call, final String name, final int errno, final boolean isOfTun)
    {
        return of(call, name, errno, isOfTun ?
            "the name is in use: choose another, or remove the old device: ip link del " + name :
            "the name is in use by a device that is no TUN: choose another");
    }

    private static TunException of(final String call, final String subject, final int errno, final String advice)
    {
        return new TunException(call + " failed for " + subject + ": " + Errno.describe(errno) +
            (advice.isEmpty() ? "" : ": " + advice), errno);
    }

    /**
     * @return the kernel's error number, positive.
     */
    public int errno()
    {
        return errno;
    }

    private static String capability(final String call)
    {
        if (call.startsWith("unshare"))
        {
            return "CAP_SYS_ADMIN";
        }
        return call.startsWith("socket(AF_PACKET)") ? "CAP_NET_RAW" : "CAP_NET_ADMIN";
    }

    private static String advice(final String call, final String subject, final int errno)
    {
        final boolean opening = call.startsWith("open");
        if (Errno.EPERM.number() == errno)
        {
            return "needs root or " + capability(call) + ": run with sudo";
        }
        if (Errno.EACCES.number() == errno)
        {
            return opening ? "needs root or CAP_NET_ADMIN: run with sudo" :
                "is IPv6 switched off? sysctl -w net.ipv6.conf.all.disable_ipv6=0";
        }
        if (opening && NO_DRIVER.contains(errno))
        {
            return "the kernel's TUN driver is not there: modprobe tun (for a container: --device " + subject + ")";
        }
        if (Errno.EBUSY.number() == errno)
        {
            return "the name is in use: choose another";
        }
        if (Errno.EEXIST.number() == errno)
        {
            return "the device has this address already: give each address once";
        }
        if (Errno.EMFILE.number() == errno)
        {
            return "too many open files in this process: see ulimit -n";
        }
        return "";
    }
}
