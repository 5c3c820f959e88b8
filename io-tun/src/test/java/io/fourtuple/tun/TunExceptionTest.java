package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TunExceptionTest
{
    @Test
    void shouldTellWhoIsNotRootToBecomeRoot()
    {
        assertMessage("ioctl(TUNSETIFF) failed for ft0: EPERM (Operation not permitted): " +
            "needs root or CAP_NET_ADMIN: run with sudo", "ioctl(TUNSETIFF)", "ft0", Errno.EPERM);
        assertMessage("open failed for /dev/net/tun: EACCES (Permission denied): " +
            "needs root or CAP_NET_ADMIN: run with sudo", "open", "/dev/net/tun", Errno.EACCES);
    }

    @Test
    void shouldTellWhereToGetTheDriver()
    {
        assertMessage("open failed for /dev/net/tun: ENOENT (No such file or directory): the kernel's TUN driver is " +
            "not there: modprobe tun (for a container: --device /dev/net/tun)", "open", "/dev/net/tun", Errno.ENOENT);
    }

    @Test
    void shouldTellWhatIsInTheWay()
    {
        assertMessage("RTM_NEWLINK up failed for ft0: EBUSY (Device or resource busy): the name is in use: choose another",
            "RTM_NEWLINK up", "ft0", Errno.EBUSY);
        assertEquals("ioctl(TUNSETIFF) failed for ft0: EBUSY (Device or resource busy): the name is in use: choose " +
            "another, or remove the old device: ip link del ft0",
            TunException.nameInUse("ioctl(TUNSETIFF)", "ft0", Errno.EBUSY.number(), true).getMessage());
        assertMessage("open failed for /dev/net/tun: EMFILE (Too many open files): too many open files in this " +
            "process: see ulimit -n", "open", "/dev/net/tun", Errno.EMFILE);
    }

    @Test
    void shouldNameAnErrorThatHasNoAdvice()
    {
        assertMessage("RTM_NEWLINK up failed for ft0: ENOBUFS (No buffer space available)",
            "RTM_NEWLINK up", "ft0", Errno.ENOBUFS);
        assertEquals("errno 38 (Function not implemented)", Errno.describe(38));
    }

    private static void assertMessage(
        final String message, final String call, final String subject, final Errno errno)
    {
        final TunException ex = TunException.of(call, subject, errno.number());
        assertEquals(message, ex.getMessage());
        assertEquals(errno.number(), ex.errno());
    }
}
