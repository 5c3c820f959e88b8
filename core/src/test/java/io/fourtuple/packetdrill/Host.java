package io.fourtuple.packetdrill;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** An engine, its link and its clock: the machine that a script runs on. Time passes only by {@link #pass}. */
final class Host
{
    private static final long START_NS = 10_000_000_000L;
    private static final long SEED = 42;

    final TimedLink link;
    final Counters counters = new Counters();
    final Engine engine;
    final Tcp tcp;
    final Settings settings;
    private final List<Throwable> errors = new ArrayList<>();
    private long nowNs = START_NS;

    Host(final Settings settings, final int mtuBytes)
    {
        this.settings = settings;
        link = new TimedLink(mtuBytes);
        link.time(nowNs);
        engine = new Engine(new EngineConfig(link)
            .settings(settings)
            .counters(counters)
            .clock(() -> nowNs)
            .random(new SplittableRandom(SEED)::nextLong)
            .errorHandler(errors::add));
        tcp = engine.tcp();
    }

    /** As {@link #smallSettings}, with the TIME_WAIT in which scripts of Linux and of FreeBSD agree: a RST is ignored. */
    static Settings linuxSettings()
    {
        return smallSettings().with("time_wait=linux").with(Setting.TCP_RFC1337, 1);
    }

    /**
     * The defaults, but for small tables, Nagle's algorithm as kernels have it, and the window scale of a Linux with its default {@code tcp_rmem}, which scripts
     * have in SYNs.
     */
    static Settings smallSettings()
    {
        return Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, 64)
            .with(Setting.MAX_CONNECTIONS_IPV6, 64)
            .with(Setting.MAX_TRANSFERS, 64)
            .with(Setting.SEND_MEMORY, 1 << 20)
            .with(Setting.RECEIVE_MEMORY, 1 << 20)
            .with(Setting.TCP_RMEM, 4 << 20)
            .with(Setting.TCP_NODELAY, 0);
    }

    /** Nanoseconds since the script began. */
    long scriptNs()
    {
        return nowNs - START_NS;
    }

    /** How long ago a time of the engine's clock was. */
    long ageNs(final long timeNs)
    {
        return nowNs - timeNs;
    }

    /** Time passes, and the engine does what is due. */
    void pass(final long ns)
    {
        nowNs += ns;
        link.time(nowNs);
        work();
    }

    /** Hands the engine a frame. */
    void inject(final byte[] frame)
    {
        link.put(frame);
        work();
    }

    /** One cycle. What a handler throws, and frames without an outcome, are errors of the engine or of the adapter. */
    void work()
    {
        engine.doWork();
        if (!errors.isEmpty())
        {
            throw new IllegalStateException("the engine reported " + errors, errors.get(0));
        }
        if (counters.get(Counter.IP_IN_RECEIVES) != counters.outcomes())
        {
            throw new IllegalStateException("outcomes do not add up: " + counters);
        }
    }
}
