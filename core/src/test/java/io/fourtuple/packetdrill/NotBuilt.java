package io.fourtuple.packetdrill;

/**
 * What the engine or this interpreter does not have yet, or does otherwise on purpose, by feature: a script that needs
 * it is reported as aborted with its reason. It is run all the same, and counts as aborted only if it fails, and not
 * before the line that first needs the feature.
 */
enum NotBuilt
{
    ACCURATE_ECN("the engine does not do accurate ECN (RFC 9768)"),
    LINGER("close with SO_LINGER of more than 0 seconds"),
    TCP_INFO("the engine shows no field of tcp_info but the state"),
    /**
     * Kernels keep RCV.WND as large as the buffer, also where the window field cannot say so; here it is what was
     * offered. A RST behind that is outside, and RFC 5961 3.2 has it dropped without an answer.
     */
    WINDOW_BEYOND_FIELD("on purpose: no receive window beyond the 65535 bytes that an unscaled window field can offer"),
    SOCKET_OPTION("a socket option that asks for a feature the engine does not have, or that nobody has mapped"),
    SYSCTL("a sysctl that nobody has mapped to a setting, or found to be irrelevant"),
    LATE_SYSCTL("a setting cannot change once there is a socket"),
    /** {@code insecure_*}, {@code blackhole}, {@code drop_synfin}: the script may ask for the one that is not there. */
    OTHER_BEHAVIOUR("the engine has one behaviour, and a sysctl asks for the other");

    final String reason;

    NotBuilt(final String reason)
    {
        this.reason = reason;
    }

    /** Thrown where a script asks for it in so many words. */
    static final class Needed extends RuntimeException
    {
        private static final long serialVersionUID = 1L;

        Needed(final NotBuilt feature, final String where)
        {
            super(feature.reason + ": " + where);
        }
    }

    /**
     * @return what a {@code sysctl} asks for that is not there, though it can be taken; else null.
     */
    static NotBuilt of(final Sysctls sysctls)
    {
        return sysctls.asksForOther() ? OTHER_BEHAVIOUR : null;
    }
}
