package io.fourtuple.bench.measure.stalls;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.app.Tcp;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.bench.measure.driver.DriverLink;
import io.fourtuple.bench.measure.driver.EngineStack;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;

/** The engine with a watch on each cycle, and an application that closes last, or first. */
final class TimedEngine extends EngineStack
{
    private CycleTimes times;
    private boolean closesFirst;
    private long expired;

    TimedEngine(final long capacity, final long timeWait, final int batch, final NanoClock clock)
    {
        this(new DriverLink(batch), BenchEngine.settings(capacity, timeWait, batch), clock);
    }

    TimedEngine(final DriverLink link, final Settings settings, final NanoClock clock)
    {
        super(link, settings, clock);
    }

    /** Where the times of the cycles go from now on. */
    TimedEngine record(final CycleTimes cycleTimes)
    {
        times = cycleTimes;
        return this;
    }

    /** Whether the application closes each connection as soon as it is established; at first it does not. */
    TimedEngine closesFirst(final boolean value)
    {
        closesFirst = value;
        return this;
    }

    /** One cycle, with frames or without. */
    @Override
    protected void cycle()
    {
        final int pending = link().pending();
        final long startNs = System.nanoTime();
        super.cycle();
        final long endNs = System.nanoTime();
        final long expiredNow = count(Counter.TW) + count(Counter.ABORT_ON_TIMEOUT);
        times.record(endNs - startNs, pending - link().pending(), expiredNow - expired, count(Counter.CURR_OPEN));
        expired = expiredNow;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        super.onEstablished(tcp, connection);
        if (closesFirst)
        {
            tcp.close(connection);
        }
    }
}
