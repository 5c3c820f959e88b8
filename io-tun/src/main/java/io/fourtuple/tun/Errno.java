package io.fourtuple.tun;

/** The kernel's error numbers that this module acts on or names; the same on x86-64 and on AArch64. */
public enum Errno
{
    EPERM(1),
    ENOENT(2),
    EINTR(4),
    EIO(5),
    ENXIO(6),
    EBADF(9),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EFAULT(14),
    EBUSY(16),
    EEXIST(17),
    ENODEV(19),
    EINVAL(22),
    ENFILE(23),
    EMFILE(24),
    ENOTTY(25),
    ERANGE(34),
    EBADFD(77),
    EMSGSIZE(90),
    EOPNOTSUPP(95),
    EAFNOSUPPORT(97),
    EADDRNOTAVAIL(99),
    ENETDOWN(100),
    ENOBUFS(105),
    ETIMEDOUT(110);

    private final int number;

    Errno(final int number)
    {
        this.number = number;
    }

    public int number()
    {
        return number;
    }

    /**
     * @param result of a call of {@link Libc}.
     * @return whether the call failed with this error.
     */
    public boolean is(final long result)
    {
        return result == -number;
    }

    /**
     * @param number an errno, positive.
     * @return name and libc's text, as in {@code EPERM (Operation not permitted)}.
     */
    public static String describe(final int number)
    {
        String name = "errno " + number;
        for (final Errno errno : values())
        {
            if (errno.number == number)
            {
                name = errno.name();
            }
        }
        return name + " (" + Libc.strerror(number) + ")";
    }
}
