package io.fourtuple.bench.tool.session;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.tun.NetworkNamespace;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunException;

/** Whether this process may have a TUN device in a network namespace of its own. */
public final class TunProbe
{
    private TunProbe()
    {
    }

    /**
     * Makes one, and removes it again.
     *
     * @throws TunException with the reason that there is none, and a way out.
     */
    public static void run()
    {
        final FutureTask<Void> task = new FutureTask<>(() ->
        {
            NetworkNamespace.enter();
            TunDevice.open(TunConfig.named("ft%d")).close();
            return null;
        });
        // The namespace is that of the thread, and ends with it.
        new Thread(task, "tun-probe").start();
        try
        {
            task.get();
        }
        catch (final ExecutionException ex)
        {
            if (ex.getCause() instanceof TunException cause)
            {
                throw cause;
            }
            throw new IllegalStateException(ex.getCause());
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new CliException(CliException.FAILURE, "interrupted");
        }
    }
}
