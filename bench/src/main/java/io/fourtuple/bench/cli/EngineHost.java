package io.fourtuple.bench.cli;

import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.agrona.concurrent.AgentRunner;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.FaultLink;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.Link;
import io.fourtuple.link.PcapWriter;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.PumpConfig;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunException;
import io.fourtuple.tun.TunLinks;

/**
 * An engine on a TUN device of its own, from the options to the end: what {@code serve} and {@code connect} share.
 * <pre>
 *   open: options checked ── capture file ── device ── link ── engine
 *   start: the loop's thread      drain: close, wait      close: thread, engine, link, device, capture
 * </pre>
 */
final class EngineHost implements AutoCloseable
{
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int CLOSE_TIMEOUT_MS = 5_000;

    private final TunOptions options;
    private final TunDevice device;
    private final LocalAddresses addresses;
    private final Settings settings;
    private final Counters counters;
    private final Link link;
    private final Engine engine;
    private final AgentRunner runner;
    private boolean started;

    private EngineHost(
        final TunOptions options, final TunDevice device, final Link link, final EngineConfig config)
    {
        this.options = options;
        this.device = device;
        this.link = link;
        this.addresses = config.localAddresses();
        this.settings = config.settings();
        this.counters = config.counters();
        this.engine = new Engine(config);
        this.runner = new AgentRunner(options.idle().strategy(), config.errorHandler(), null, engine);
    }

    /**
     * Makes the device and the engine; nothing runs yet.
     *
     * @throws CliException if the options cannot be used, or the kernel refuses.
     */
    static EngineHost open(final TunOptions options, final PrintWriter err)
    {
        final ErrorPrinter errors = new ErrorPrinter(err);
        final TunConfig tunConfig = options.tunConfig();
        final LocalAddresses addresses = options.localAddresses();
        final Settings settings = options.link().settings(Settings.defaults());
        final FaultPlan plan = options.link().faultPlan();
        options.cpu();
        final PcapWriter capture = options.link().openCapture(errors);
        final Counters counters = new Counters();
        TunDevice device = null;
        try
        {
            device = TunDevice.open(tunConfig);
            final Link joined =
                join(device, options, counters, settings.intValue(Setting.RECEIVE_BATCH), errors);
            final Link link = LinkOptions.decorate(joined, capture, plan);
            return new EngineHost(options, device, link, new EngineConfig(link)
                .settings(settings)
                .localAddresses(addresses)
                .counters(counters)
                .errorHandler(errors)
                .name("fourtuple-loop"));
        }
        catch (final TunException | IllegalArgumentException ex)
        {
            release(device, capture);
            throw new CliException(
                ex instanceof TunException ? CliException.FAILURE : CliException.USAGE, ex.getMessage());
        }
        catch (final OutOfMemoryError ex)
        {
            release(device, capture);
            throw new CliException(CliException.FAILURE, "not enough memory for these settings: " + ex.getMessage() +
                "; FOURTUPLE_MEMORY=8g sets more, --set max_connections_ipv4=N needs less");
        }
    }

    private static Link join(
        final TunDevice device,
        final TunOptions options,
        final Counters counters,
        final int receiveBatch,
        final ErrorPrinter errors)
    {
        if (options.isPumped())
        {
            return TunLinks.pumped(device, counters, new PumpConfig()
                .idleStrategy(() -> options.idle().strategy())
                .errorHandler(errors));
        }
        return TunLinks.polled(device, counters, receiveBatch);
    }

    private static void release(final TunDevice device, final PcapWriter capture)
    {
        if (device != null)
        {
            device.close();
        }
        if (capture != null)
        {
            capture.close();
        }
    }

    /**
     * Starts the loop's thread and ties it to its CPU.
     *
     * @return what the pinning did, or null.
     */
    String start()
    {
        final CompletableFuture<String> pinned = new CompletableFuture<>();
        final int cpu = options.cpu();
        started = true;
        AgentRunner.startOnThread(runner, loop -> new Thread(() -> pinAndRun(loop, cpu, pinned), engine.roleName()));
        try
        {
            return pinned.join();
        }
        catch (final CompletionException ex)
        {
            throw new CliException(CliException.USAGE, "--cpu: " + ex.getCause().getMessage());
        }
    }

    private static void pinAndRun(final Runnable loop, final int cpu, final CompletableFuture<String> pinned)
    {
        try
        {
            pinned.complete(cpu == TunOptions.ANY_CPU ? null : CpuPinning.pin(cpu));
        }
        catch (final RuntimeException ex)
        {
            pinned.completeExceptionally(ex);
        }
        // Run in any case: the runner ends what its thread has begun.
        loop.run();
    }

    /**
     * Ends in order: no new connections, those that are open are closed. The engine's thread ends when none is left.
     *
     * @param closeAll  closes the application's connections; on the loop's thread.
     * @param timeoutNs the longest to wait for them.
     * @return whether all have ended.
     */
    boolean drain(final Consumer<Tcp> closeAll, final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        final boolean isTold = engine.commands().offer(tcp ->
        {
            tcp.drain();
            closeAll.accept(tcp);
        });
        while (isTold && !runner.isClosed() && deadlineNs - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(POLL_NS);
        }
        return runner.isClosed();
    }

    /** Ends the thread; what is still open is aborted, the device removed, the capture closed. */
    @Override
    public void close()
    {
        if (started)
        {
            runner.close(CLOSE_TIMEOUT_MS, thread -> { });
        }
        else
        {
            engine.onClose();
        }
    }

    /**
     * @return the counters, and whether they add up.
     */
    String summary()
    {
        final String faults = link instanceof FaultLink faultLink ? faultLink.describe() : "";
        return counters.describe() + faults + checkLine(counters);
    }

    boolean addsUp()
    {
        return counters.get(Counter.IP_IN_RECEIVES) == counters.outcomes();
    }

    static String checkLine(final Counters counters)
    {
        final long received = counters.get(Counter.IP_IN_RECEIVES);
        final long outcomes = counters.outcomes();
        return "check: IpInReceives " + received + (received == outcomes ? " = " : " IS NOT ") +
            "sum of outcomes " + outcomes + (received == outcomes ? ": ok" : ": FAILED");
    }

    Engine engine()
    {
        return engine;
    }

    Counters counters()
    {
        return counters;
    }

    Settings settings()
    {
        return settings;
    }

    LocalAddresses addresses()
    {
        return addresses;
    }

    TunDevice device()
    {
        return device;
    }

    boolean isUp()
    {
        return link.isUp();
    }
}
