package io.fourtuple.tun.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import io.fourtuple.tun.Libc;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;

/**
 * A network namespace of the test's own: nothing in it touches the machine's network. Removed by {@link #close()}, or
 * by the JVM's end. Close it after the devices and sockets that were opened in it.
 */
public final class NetNs implements AutoCloseable
{
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name;
    private final Thread removal;
    private boolean isMade;
    private boolean isOver;

    private NetNs(final String name)
    {
        this.name = name;
        this.removal = new Thread(this::remove);
    }

    /**
     * @return a new namespace, its loopback device up.
     */
    public static NetNs create()
    {
        NetNs netNs;
        do
        {
            netNs = new NetNs("ft-" + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement());
            // Before it is made: at the JVM's end there is no hook any more.
            Runtime.getRuntime().addShutdownHook(netNs.removal);
        }
        while (!netNs.make());
        netNs.run("ip", "link", "set", "lo", "up");
        return netNs;
    }

    public String name()
    {
        return name;
    }

    /**
     * @param commandLine to be run inside.
     * @return what it wrote.
     * @throws AssertionError with its output, if it failed.
     */
    public String run(final String... commandLine)
    {
        return tryRun(commandLine).orFail().output();
    }

    /**
     * @param commandLine to be run inside.
     * @return exit code and output.
     */
    public Command tryRun(final String... commandLine)
    {
        return Command.run(inside(commandLine));
    }

    /**
     * @param commandLine to be started inside; closing it is up to the caller.
     * @return the running process.
     */
    public BackgroundCommand start(final String... commandLine)
    {
        return new BackgroundCommand(inside(commandLine));
    }

    /**
     * Opens a device inside; any thread may use it then.
     *
     * @param config what it is to look like.
     * @return the device.
     */
    public TunDevice open(final TunConfig config)
    {
        return call(() -> TunDevice.open(config));
    }

    /**
     * Runs code of this JVM inside, on a thread of its own that ends with it. What it opens stays inside, and can be
     * used from any thread.
     *
     * @param action to be run.
     * @return its result; its unchecked exceptions are thrown as they are.
     */
    public <T> T call(final Callable<T> action)
    {
        final FutureTask<T> task = new FutureTask<>(() ->
        {
            enter();
            return action.call();
        });
        Thread.ofPlatform().name(name).daemon().start(task);
        try
        {
            return task.get();
        }
        catch (final ExecutionException ex)
        {
            if (ex.getCause() instanceof RuntimeException cause)
            {
                throw cause;
            }
            throw new AssertionError("in namespace " + name, ex.getCause());
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in namespace " + name, ex);
        }
    }

    @Override
    public void close()
    {
        remove();
        try
        {
            Runtime.getRuntime().removeShutdownHook(removal);
        }
        catch (final IllegalStateException ignore)
        {
            // The JVM is ending; the hook finds nothing to do.
        }
    }

    /** @return false if the name is taken: a process that was killed has left it behind, and its pid is ours now. */
    private synchronized boolean make()
    {
        if (isOver)
        {
            throw new IllegalStateException("the JVM is ending: " + name);
        }
        final Command added = Command.run(List.of("ip", "netns", "add", name));
        if (added.exitCode() != 0 && added.output().contains("File exists"))
        {
            close();
            return false;
        }
        added.orFail();
        isMade = true;
        return true;
    }

    private synchronized void remove()
    {
        isOver = true;
        if (isMade)
        {
            isMade = false;
            Command.run(List.of("ip", "netns", "del", name)).orFail();
        }
    }

    private List<String> inside(final String... commandLine)
    {
        final List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(Arrays.asList(commandLine));
        return all;
    }

    private void enter()
    {
        final Libc libc = new Libc();
        final int fd = libc.open("/var/run/netns/" + name, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            throw new IllegalStateException("cannot open namespace " + name + ": " + Libc.strerror(-fd));
        }
        final int result = libc.setns(fd, Libc.CLONE_NEWNET);
        libc.close(fd);
        if (result < 0)
        {
            throw new IllegalStateException("cannot enter namespace " + name + ": " + Libc.strerror(-result));
        }
    }
}
