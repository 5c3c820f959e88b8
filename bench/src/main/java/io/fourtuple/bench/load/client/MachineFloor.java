package io.fourtuple.bench.load.client;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.fourtuple.bench.base.JitterProbe;
import io.fourtuple.tun.CpuPinning;

/** How long the machine keeps an idle thread from its CPU: the least latency that a measurement there can tell. */
public final class MachineFloor
{
    private static final long DURATION_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private MachineFloor()
    {
    }

    /**
     * Watches the clock for 300 ms.
     *
     * @param cpu to watch it on, or {@link LoadRun#ANY_CPU}.
     * @return a sentence with the longest gap and its 99.9th percentile, in microseconds.
     */
    public static String measure(final int cpu)
    {
        final JitterProbe probe = new JitterProbe();
        final Thread thread = new Thread(() ->
        {
            if (cpu != LoadRun.ANY_CPU)
            {
                CpuPinning.pin(cpu);
            }
            probe.run(DURATION_NS, 0);
        }, "floor");
        thread.start();
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        return String.format(Locale.ROOT,
            "an idle thread on the clients' CPU was interrupted for up to %.0f us (p99.9 %.1f us)",
            probe.gaps().getMaxValue() / 1e3, probe.gaps().getValueAtPercentile(99.9) / 1e3);
    }
}
