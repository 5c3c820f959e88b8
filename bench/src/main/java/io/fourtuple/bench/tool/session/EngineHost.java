package io.fourtuple.bench.tool.session;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.agrona.CloseHelper;

import io.fourtuple.app.Tcp;
import io.fourtuple.bench.base.EngineLatencies;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.MemoryShortage;
import io.fourtuple.bench.tool.option.TelemetryOption;
import io.fourtuple.bench.tool.option.TunOptions;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.link.PcapWriter;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.table.OffHeapArray;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.tun.PumpConfig;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunException;
import io.fourtuple.tun.TunLinks;

/**
 * Engines on a TUN device of their own, one for each of its queues, from the options of {@code serve} and {@code connect}
 * to the end.
 * <pre>
 *   open: options checked ── capture file ── device ──┬── queue 0: link ── engine
 *                                                     └── queue 1: link ── engine ...
 *   start: the loops' threads      drain: close, wait      close: threads, engines, links, device, capture
 * </pre>
 */
public final class EngineHost implements AutoCloseable
{
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final TunOptions options;
    private final TunDevice device;
    private final LocalAddresses addresses;
    private final Settings settings;
    private final List<HostedLoop> loops = new ArrayList<>();
    /** Null if nothing is recorded. */
    private final EngineLatencies latencies;

    private EngineHost(
        final TunOptions options, final TunDevice device, final List<EngineConfig> configs, final EngineLatencies latencies)
    {
        this.latencies = latencies;
        this.options = options;
        this.device = device;
        this.addresses = configs.get(0).localAddresses();
        this.settings = configs.get(0).settings();
        configs.forEach(config -> loops.add(new HostedLoop(config, options)));
    }

    /**
     * Makes the device and the engine; nothing runs yet.
     *
     * @throws CliException if the options cannot be used, or the kernel refuses.
     */
    public static EngineHost open(final TunOptions options, final PrintWriter err)
    {
        return open(options, 1, err);
    }

    /**
     * Makes the device and the engines; nothing runs yet.
     *
     * @param queues of the device, each with an engine.
     * @throws CliException if the options cannot be used, or the kernel refuses.
     */
    public static EngineHost open(final TunOptions options, final int queues, final PrintWriter err)
    {
        options.validate(queues);
        final ErrorPrinter errors = new ErrorPrinter(err);
        final PcapWriter capture = options.link().openCapture(errors);
        TunDevice device = null;
        boolean isOpen = false;
        try
        {
            final Settings settings = options.link().settings(Settings.defaults());
            OffHeapArray.requireRoom(
                queues * Engine.neededBytes(settings, LatencyRecorders.of(options.latency().on())));
            device = TunDevice.open(options.tunConfig().queues(queues));
            final List<EngineConfig> configs = new ArrayList<>();
            for (int queue = 0; queue < queues; queue++)
            {
                final String name = device.name() + (queues == 1 ? "" : "-" + queue);
                final Telemetry telemetry = options.link().telemetry().create(name, err);
                final Link link = EngineSetupOptions.decorate(
                    join(device, queue, options, telemetry.counters(), settings, errors), capture,
                    options.link().faultPlan());
                configs.add(config(link, options, settings, telemetry, errors, name));
            }
            final EngineHost host = new EngineHost(options, device, configs, latencies(options, configs, errors));
            isOpen = true;
            return host;
        }
        catch (final TunException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
        catch (final OutOfMemoryError ex)
        {
            throw MemoryShortage.of(ex, (queues == 1 ? "" : "each of the " + queues + " queues has a table of its own; ") +
                "--set max_connections_ipv4=N, tcp_max_tw_buckets=N, send_memory_bytes=N, receive_memory_bytes=N");
        }
        finally
        {
            if (!isOpen)
            {
                CloseHelper.closeAll(device, capture);
            }
        }
    }

    private static EngineConfig config(
        final Link link, final TunOptions options, final Settings settings, final Telemetry telemetry,
        final ErrorPrinter errors, final String name)
    {
        return new EngineConfig(link)
            .settings(settings)
            .timeWaitPolicy(options.link().timeWaitPolicy(settings))
            .synDefence(options.link().synDefence(settings))
            .localAddresses(options.localAddresses())
            .telemetry(telemetry)
            .latencies(LatencyRecorders.of(options.latency().on()))
            .errorHandler(errors)
            .name(name);
    }

    private static EngineLatencies latencies(
        final TunOptions options, final List<EngineConfig> configs, final ErrorPrinter errors)
    {
        final List<EngineLatencies.Loop> loops = new ArrayList<>();
        for (final EngineConfig config : configs)
        {
            final String name = configs.size() == 1 ? "" : "queue-" + loops.size();
            loops.add(new EngineLatencies.Loop(name, config.latencies(), config.telemetry()));
        }
        return options.latency().open("fourtuple on " + configs.get(0).name(), loops, errors);
    }

    private static Link join(
        final TunDevice device,
        final int queue,
        final TunOptions options,
        final Counters counters,
        final Settings settings,
        final ErrorPrinter errors)
    {
        if (options.isPumped())
        {
            final PumpConfig pump = new PumpConfig().errorHandler(errors);
            if (!PumpConfig.lacksCpus())
            {
                pump.idleStrategy(() -> options.idle().strategy());
            }
            return TunLinks.pumped(device, counters, pump);
        }
        return TunLinks.polled(device, queue, counters, settings.intValue(Setting.RECEIVE_BATCH));
    }

    /**
     * Starts the loops' threads and ties them to their CPUs.
     *
     * @return the CPUs that the threads are tied to, in words; or null.
     */
    public String start()
    {
        final int[] cpus = options.cpus(loops.size());
        final List<String> pinnings = new ArrayList<>();
        for (int i = 0; i < cpus.length; i++)
        {
            pinnings.add(loops.get(i).start(cpus[i]));
        }
        if (latencies != null)
        {
            latencies.start();
        }
        final String text = pinnings.stream().filter(Objects::nonNull).collect(Collectors.joining(", "));
        return text.isEmpty() ? null : text;
    }

    /**
     * Ends in order: no new connections, those that are open are closed. An engine's thread ends when none is left.
     *
     * @param closeAll  closes the application's connections, one for each loop; on the loop's thread.
     * @param timeoutNs the longest to wait for them.
     * @return whether all have ended.
     */
    public boolean drain(final List<? extends Consumer<Tcp>> closeAll, final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        boolean isTold = true;
        for (int i = 0; i < loops.size(); i++)
        {
            isTold &= loops.get(i).drain(closeAll.get(i));
        }
        while (isTold && !isEnded() && deadlineNs - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(POLL_NS);
        }
        return isEnded();
    }

    private boolean isEnded()
    {
        return loops.stream().allMatch(HostedLoop::isEnded);
    }

    /** Ends the threads; what is still open is aborted, the device removed, the capture closed. */
    @Override
    public void close()
    {
        loops.forEach(HostedLoop::close);
        if (latencies != null)
        {
            latencies.close();
        }
    }

    /** @return the counters, and whether they add up. */
    public String summary()
    {
        final Counters sum = counters();
        final StringBuilder text = new StringBuilder(sum.describe());
        for (int i = 0; i < loops.size(); i++)
        {
            text.append(loops.get(i).faults());
            if (loops.size() > 1)
            {
                final Counters counters = loops.get(i).counters();
                text.append(String.format(
                    "queue %d: opened by peers %d  established %d  packets in %d  segments out %d%n", i,
                    counters.get(Counter.PASSIVE_OPENS), counters.get(Counter.ESTABLISHED),
                    counters.get(Counter.IP_IN_RECEIVES), counters.get(Counter.OUT_SEGS)));
            }
        }
        return text + checkLine(sum) + describeLatencies();
    }

    /** The latencies recorded, once this is closed; an empty text if none. */
    private String describeLatencies()
    {
        return latencies == null ? "" : "\n\n" + String.join("\n", latencies.describe()) + "\ncounts\n" +
            String.join("\n", latencies.checks());
    }

    public boolean addsUp()
    {
        return (latencies == null || latencies.checks().stream().allMatch(line -> line.endsWith("ok"))) &&
            loops.stream().allMatch(loop -> loop.counters().get(Counter.IP_IN_RECEIVES) == loop.counters().outcomes());
    }

    static String checkLine(final Counters counters)
    {
        final long received = counters.get(Counter.IP_IN_RECEIVES);
        final long outcomes = counters.outcomes();
        return "check: IpInReceives " + received + (received == outcomes ? " = " : " IS NOT ") +
            "sum of outcomes " + outcomes + (received == outcomes ? ": ok" : ": FAILED");
    }

    public List<HostedLoop> loops()
    {
        return loops;
    }

    /** @return a line that says how to look at the engine, or the first of several. */
    public String describeTelemetry()
    {
        return TelemetryOption.describe(loops.get(0).telemetry());
    }

    /** @return the engine, or the first of several. */
    public Engine engine()
    {
        return loops.get(0).engine();
    }

    /** @return the counters of all loops together, as they are now. */
    public Counters counters()
    {
        final Counters sum = new Counters();
        for (final HostedLoop loop : loops)
        {
            for (final Counter counter : Counter.values())
            {
                sum.add(counter, loop.counters().get(counter));
            }
        }
        return sum;
    }

    /** @return off-heap memory of all loops together. */
    public long memoryBytes()
    {
        return loops.stream().mapToLong(loop -> loop.engine().memoryBytes()).sum();
    }

    public Settings settings()
    {
        return settings;
    }

    public LocalAddresses addresses()
    {
        return addresses;
    }

    public TunDevice device()
    {
        return device;
    }

    public boolean isUp()
    {
        return loops.stream().allMatch(HostedLoop::isUp);
    }
}
