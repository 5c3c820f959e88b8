package io.fourtuple.bench.measure.stalls;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.bench.measure.driver.CycleDriver;
import io.fourtuple.telemetry.Counter;

/**
 * Many connections in TIME_WAIT end, at the same time or evenly over a second. They are put there by a clock that this
 * class sets; the cycles' time is always real.
 * <pre>
 *   at once          clock stands ──> all enter      clock jumps beyond 2*MSL ──> all are due
 *   in a second      clock goes a second while all   clock jumps to 2*MSL after the first, then runs as the real one
 *                    enter                           does: they come due over a second, new connections come and go
 * </pre>
 */
final class Expiry implements StallSituation
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long TIME_WAIT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long SPREAD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long TRICKLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final StallOptions options;
    private final boolean isSpread;
    private final CycleTimes unmeasured = new CycleTimes();
    private TimedEngine engine;
    private CycleDriver driver;
    private long virtualNs = 1;
    private long realStartNs;
    private boolean isReal;
    private long residentBytes;
    private long trickled;
    private long tookNs;

    /** @param isSpread whether they end over a second, beside a trickle of new connections, and not all at once. */
    Expiry(final StallOptions options, final boolean isSpread)
    {
        this.options = options;
        this.isSpread = isSpread;
    }

    @Override
    public String name()
    {
        return isSpread ? "expiry-in-a-second" : "expiry";
    }

    @Override
    public String description()
    {
        return isSpread ? String.format(Locale.ROOT, "%,d connections in TIME_WAIT end evenly over one second, " +
            "beside %d opened and closed each millisecond", options.count(), options.batch()) :
            String.format(Locale.ROOT, "%,d connections in TIME_WAIT end at the same time", options.count());
    }

    @Override
    public void run(final CycleTimes times)
    {
        if (engine == null)
        {
            start();
        }
        engine.record(unmeasured).closesFirst(true);
        final long before = engine.count(Counter.TW);
        enter();
        final long waiting = engine.count(Counter.CURR_TIME_WAIT);
        if (residentBytes < 0)
        {
            residentBytes += HostInfo.residentBytes();
        }
        engine.record(times).closesFirst(false);
        expire();
        engine.record(unmeasured);
        if (engine.count(Counter.TW) - before != waiting)
        {
            throw new WrongAnswerException("TcpExtTW must be " + waiting + " more: " +
                (engine.count(Counter.TW) - before));
        }
        engine.check(0);
    }

    private void start()
    {
        residentBytes = -HostInfo.residentBytes();
        engine = new TimedEngine(
            4L * options.batch(), options.count() + options.batch(), options.batch(), this::nowNs);
        driver = new CycleDriver(engine, options.batch(), false);
    }

    private long nowNs()
    {
        return isReal ? virtualNs + System.nanoTime() - realStartNs : virtualNs;
    }

    private void enter()
    {
        final long startNs = virtualNs;
        long entered = 0;
        while (entered < options.count())
        {
            if (isSpread)
            {
                virtualNs = startNs + (long)(SPREAD_NS * (entered / (double)options.count()));
            }
            driver.cycleServerFirst();
            entered = engine.count(Counter.CURR_TIME_WAIT);
        }
        virtualNs = startNs + TIME_WAIT_NS + (isSpread ? 0 : SPREAD_NS);
    }

    private void expire()
    {
        realStartNs = System.nanoTime();
        isReal = isSpread;
        trickled = 0;
        long elapsedNs = 0;
        while (engine.count(Counter.CURR_TIME_WAIT) > 0)
        {
            if (isSpread && elapsedNs >= trickled / options.batch() * TRICKLE_NS)
            {
                driver.cycle();
                trickled += options.batch();
            }
            engine.cycle();
            elapsedNs = System.nanoTime() - realStartNs;
            if (elapsedNs > TIMEOUT_NS)
            {
                throw new WrongAnswerException(
                    "still in TIME_WAIT after a minute: " + engine.count(Counter.CURR_TIME_WAIT));
            }
        }
        tookNs = elapsedNs;
        virtualNs = nowNs();
        isReal = false;
    }

    @Override
    public String remark()
    {
        return String.format(Locale.ROOT, "all ended within %,.1f ms%s; an entry has %.1f bytes of the engine's " +
            "memory, index and timer included; the process grew by %.1f for each", tookNs / 1e6,
            isSpread ? String.format(Locale.ROOT, ", %,d connections opened and closed meanwhile", trickled) : "",
            engine.memoryBytes() / (double)options.count(), residentBytes / (double)options.count());
    }

    @Override
    public Json figures()
    {
        return new Json().put("all_ended_ns", tookNs).put("opened_meanwhile", trickled)
            .put("engine_bytes", engine.memoryBytes())
            .put("engine_bytes_per_entry", engine.memoryBytes() / (double)options.count())
            .put("resident_bytes_per_entry", residentBytes / (double)options.count());
    }
}
