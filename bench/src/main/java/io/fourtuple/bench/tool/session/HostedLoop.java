package io.fourtuple.bench.tool.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import org.agrona.concurrent.AgentRunner;

import io.fourtuple.app.Tcp;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.TunOptions;
import io.fourtuple.link.FaultLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.tun.CpuPinning;

/**
 * One of the loops of an {@link EngineHost}: engine, link and thread. Shares the device with the others, nothing else.
 */
public final class HostedLoop
{
    private static final int CLOSE_TIMEOUT_MS = 5_000;

    private final EngineConfig config;
    private final Engine engine;
    private final AgentRunner runner;
    private boolean started;

    HostedLoop(final EngineConfig config, final TunOptions options)
    {
        this.config = config;
        engine = new Engine(config);
        runner = new AgentRunner(options.idle().strategy(), config.errorHandler(), null, engine);
    }

    Telemetry telemetry()
    {
        return config.telemetry();
    }

    /**
     * Starts the loop's thread and ties it to its CPU.
     *
     * @param cpu to tie it to, or {@link TunOptions#ANY_CPU}.
     * @return the CPU that the thread is tied to, in words; or null.
     */
    String start(final int cpu)
    {
        final CompletableFuture<String> pinned = new CompletableFuture<>();
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
        catch (final Throwable ex)
        {
            // An error, too: the thread that starts the loop waits for this.
            pinned.completeExceptionally(ex);
        }
        // Run in any case: the runner ends what its thread has begun.
        loop.run();
    }

    /**
     * Tells the loop to open no new connections and to close those it has.
     *
     * @param closeAll closes the application's connections; on the loop's thread.
     * @return whether it could be told, or has ended already.
     */
    boolean drain(final Consumer<Tcp> closeAll)
    {
        return engine.commands().offer(tcp ->
        {
            tcp.drain();
            closeAll.accept(tcp);
        }) || engine.commands().isEnded();
    }

    boolean isEnded()
    {
        return runner.isClosed();
    }

    boolean isUp()
    {
        return config.link().isUp();
    }

    /** Ends the thread; what is still open is aborted, the link closed. */
    void close()
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

    public Engine engine()
    {
        return engine;
    }

    Counters counters()
    {
        return config.counters();
    }

    /** @return the faults injected into the link, or an empty text. */
    String faults()
    {
        return config.link() instanceof FaultLink faultLink ? faultLink.describe() : "";
    }
}
