package io.fourtuple.bench.measure.stalls;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.telemetry.Counter;

/**
 * Many half-open connections, whose peers do not answer, are given up at the same time, by a clock that this class
 * sets.
 * <pre>
 *   clock stands ──> a SYN each: half-open      clock jumps beyond the RTO ──> all are due, all end
 * </pre>
 */
final class HalfOpenExpiry implements StallSituation
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long BEYOND_RTO_NS = TimeUnit.SECONDS.toNanos(2);
    private static final String NO_RETRIES = "tcp_synack_retries=0";

    private final StallOptions options;
    private final boolean isIpv6;
    private final CycleTimes unmeasured = new CycleTimes();
    private SynSender sender;
    private long entryBytes;
    private long residentBytes;
    private long tookNs;

    HalfOpenExpiry(final StallOptions options, final boolean isIpv6)
    {
        this.options = options;
        this.isIpv6 = isIpv6;
    }

    @Override
    public String name()
    {
        return isIpv6 ? "half-open-ipv6" : "half-open";
    }

    @Override
    public String description()
    {
        return String.format(Locale.ROOT, "%,d half-open connections of %s are given up at the same time",
            options.count(), isIpv6 ? "IPv6" : "IPv4");
    }

    @Override
    public void run(final CycleTimes times)
    {
        final boolean isFirst = sender == null;
        if (isFirst)
        {
            final long without = new SynSender(options.batch(), isIpv6, 1, NO_RETRIES).engine().memoryBytes();
            residentBytes = -HostInfo.residentBytes();
            sender = new SynSender(options.batch(), isIpv6, options.count(), NO_RETRIES);
            entryBytes = -without;
        }
        final TimedEngine engine = sender.engine();
        engine.record(unmeasured);
        sender.send(options.count());
        expect("half-open connections", engine.count(Counter.CURR_SYN_RCVD), options.count());
        if (isFirst)
        {
            residentBytes += HostInfo.residentBytes();
            entryBytes += engine.memoryBytes();
        }
        final long before = engine.count(Counter.ABORT_ON_TIMEOUT);
        engine.record(times);
        expire(engine);
        expect(Counter.ABORT_ON_TIMEOUT.label(), engine.count(Counter.ABORT_ON_TIMEOUT) - before, options.count());
    }

    private static void expect(final String what, final long value, final long expected)
    {
        if (value != expected)
        {
            throw new WrongAnswerException(what + " must be " + expected + ": " + value);
        }
    }

    private void expire(final TimedEngine engine)
    {
        sender.advance(BEYOND_RTO_NS);
        final long startNs = System.nanoTime();
        tookNs = 0;
        while (engine.count(Counter.CURR_SYN_RCVD) > 0)
        {
            engine.cycle();
            tookNs = System.nanoTime() - startNs;
            if (tookNs > TIMEOUT_NS)
            {
                throw new WrongAnswerException(
                    "still half-open after a minute: " + engine.count(Counter.CURR_SYN_RCVD));
            }
        }
    }

    private double perEntry(final long bytes)
    {
        return bytes / (double)options.count();
    }

    @Override
    public String remark()
    {
        return String.format(Locale.ROOT, "all ended within %,.1f ms, %.0f ns each; one has %.1f bytes of the " +
            "engine's memory, index and timer included; the process grew by %.1f for each", tookNs / 1e6,
            tookNs / (double)options.count(), perEntry(entryBytes), perEntry(residentBytes));
    }

    @Override
    public Json figures()
    {
        return new Json().put("all_ended_ns", tookNs).put("engine_bytes_per_entry", perEntry(entryBytes))
            .put("resident_bytes_per_entry", perEntry(residentBytes));
    }
}
