package io.fourtuple.bench.load.kernel;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;

/**
 * An engine of this process on a TUN device in a namespace. Its loop runs on the test's own thread and only while the
 * test waits for something, so that nothing happens behind a test's back. Its clock is the machine's, and can be put
 * forward.
 */
final class EngineInNs implements AutoCloseable
{
    static final String DEVICE = "ft0";
    static final String KERNEL_IPV4 = "198.18.0.1";
    static final String KERNEL_IPV6 = "2001:db8::1";
    private static final String SMALL_TABLES = "max_connections_ipv4=1024 max_connections_ipv6=1024 " +
        "max_transfers=1024 send_memory_bytes=8388608 receive_memory_bytes=8388608 tcp_max_syn_backlog=1024 " +
        "tcp_max_tw_buckets=1024 tcp_max_tw_buckets_ipv6=1024";
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Counters counters = new Counters();
    private final WireTap wire;
    private final Engine engine;
    private long aheadNs;

    /**
     * @param netNs    for the device; the kernel has the first address of each prefix there, the engine all others.
     * @param mtuBytes of the device.
     * @param settings as on a command line, with blanks between.
     */
    EngineInNs(final NetNs netNs, final int mtuBytes, final String settings)
    {
        final TunDevice device = netNs.open(TunConfig.named(DEVICE).mtu(mtuBytes)
            .address(KERNEL_IPV4 + "/15").address(KERNEL_IPV6 + "/64"));
        wire = new WireTap(TunLinks.polled(device, counters));
        engine = new Engine(new EngineConfig(wire)
            .settings(settings(SMALL_TABLES + " " + settings))
            .localAddresses(new LocalAddresses().add("198.18.0.0/15").add("2001:db8::/64")
                .exclude(Packets.inetAddress(KERNEL_IPV4)).exclude(Packets.inetAddress(KERNEL_IPV6)))
            .counters(counters)
            .clock(() -> System.nanoTime() + aheadNs)
            .errorHandler(ex ->
            {
                throw new AssertionError(ex);
            }));
    }

    private static Settings settings(final String text)
    {
        Settings settings = Settings.defaults();
        for (final String assignment : text.trim().split(" +"))
        {
            settings = settings.with(assignment);
        }
        return settings;
    }

    Tcp tcp()
    {
        return engine.tcp();
    }

    WireTap wire()
    {
        return wire;
    }

    long counter(final Counter counter)
    {
        return counters.get(counter);
    }

    /** One cycle of the loop. */
    void cycle()
    {
        engine.doWork();
    }

    /** Puts the engine's clock forward; the kernel's goes on as it did. */
    void putForwardMs(final long milliseconds)
    {
        aheadNs += TimeUnit.MILLISECONDS.toNanos(milliseconds);
        cycle();
    }

    /** Runs the loop until something is so; fails with all that was seen if it is not within a minute. */
    void runUntil(final String what, final BooleanSupplier condition)
    {
        if (!runUntil(condition, DEADLINE_NS))
        {
            throw new AssertionError("not within 60 s: " + what + "\n" + this);
        }
    }

    /** Runs the loop for a while; only for time that has to pass in the kernel, too, where it cannot be put forward. */
    void runForMs(final long milliseconds)
    {
        runUntil(() -> false, TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }

    private boolean runUntil(final BooleanSupplier condition, final long nanoseconds)
    {
        final long deadlineNs = System.nanoTime() + nanoseconds;
        while (!condition.getAsBoolean())
        {
            if (deadlineNs - System.nanoTime() < 0)
            {
                return false;
            }
            if (engine.doWork() == 0)
            {
                Thread.yield();
            }
        }
        return true;
    }

    /** Each frame had one outcome, each SYN that a defence was asked about too, each entry in TIME_WAIT one end. */
    void checkBooks()
    {
        final long ended = counter(Counter.TW) + counter(Counter.TW_RECYCLED) + counter(Counter.TW_KILLED) +
            counter(Counter.TW_EVICTED);
        if (counters.outcomes() != counter(Counter.IP_IN_RECEIVES) ||
            counter(Counter.LISTEN_SYNS) != synOutcomes() ||
            counter(Counter.TW_ENTERED) != ended + counter(Counter.CURR_TIME_WAIT))
        {
            throw new AssertionError("the counters do not add up\n" + this);
        }
    }

    private long synOutcomes()
    {
        return counter(Counter.SYN_QUEUED) + counter(Counter.SYNCOOKIES_SENT) + counter(Counter.REQ_Q_FULL_DROP) +
            counter(Counter.SYN_UNPROVEN) + counter(Counter.SYN_ACCEPT_QUEUE_FULL) +
            counter(Counter.SYN_SOURCE_LIMIT) + counter(Counter.SYN_LINK_FULL) + counter(Counter.TABLE_FULL);
    }

    @Override
    public void close()
    {
        engine.onClose();
    }

    @Override
    public String toString()
    {
        return wire + "\n" + counters;
    }
}
