package io.fourtuple.bench.load.kernel;

import java.util.Map;
import java.util.function.BooleanSupplier;

/** A listener with an accept queue, on its own host that only {@link RawPeers} reach: the kernel's, or an engine's. */
interface OneListener extends AutoCloseable
{
    String IPV4 = "198.18.0.1";
    String IPV6 = "2001:db8::1";
    int PORT = 80;
    int CLOSED_PORT = 81;

    RawPeers peers();

    /** How often something has happened since the listener is there; as {@code nstat} names it. */
    long counter(String label);

    /** Half-open connections of the listener. */
    long halfOpen();

    /** Accepts all that wait. */
    int acceptAll();

    /** Lets time pass, real or not, until something is so. */
    void runUntil(String what, BooleanSupplier condition);

    @Override
    void close();

    /** Which of the two. */
    enum Side
    {
        KERNEL, ENGINE;

        /** Half-open connections that fit a backlog: one more since Linux 6.14, which compares by > instead of >=. */
        int queueLength(final int backlog)
        {
            final String[] version = System.getProperty("os.version").split("[^0-9]+");
            final int number = Integer.parseInt(version[0]) * 1_000 + Integer.parseInt(version[1]);
            return this == KERNEL && number >= 6_014 ? backlog + 1 : backlog;
        }

        /**
         * @param address  {@link #IPV4} or {@link #IPV6}.
         * @param settings sysctls below {@code net.ipv4}; what is not named has Linux's default.
         */
        OneListener open(final String address, final int backlog, final Map<String, Integer> settings)
        {
            return this == KERNEL ? new ListeningSocket(address, backlog, settings) :
                new EngineListener(address, backlog, settings);
        }
    }
}
