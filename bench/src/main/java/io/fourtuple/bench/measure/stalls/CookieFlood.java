package io.fourtuple.bench.measure.stalls;

import java.util.Locale;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.telemetry.Counter;

/**
 * SYNs that are answered by cookies, ten times as many as there are connections in the other situations. The engine
 * must have no connection afterwards, and as much memory as before: tables, and what was used of the timers' pools.
 */
final class CookieFlood implements StallSituation
{
    private static final int FACTOR = 10;

    private final StallOptions options;
    private SynSender sender;
    private long grownBytes;
    private long residentBytes;
    private double nsEach;

    CookieFlood(final StallOptions options)
    {
        this.options = options;
    }

    @Override
    public String name()
    {
        return "cookies";
    }

    @Override
    public String description()
    {
        return String.format(Locale.ROOT, "%,d SYNs are answered by cookies", FACTOR * options.count());
    }

    @Override
    public void run(final CycleTimes times)
    {
        if (sender == null)
        {
            sender = new SynSender(options.batch(), false, options.batch(), "syn_defence=cookies-linux");
        }
        final TimedEngine engine = sender.engine().record(times);
        final long count = FACTOR * options.count();
        final long sentBefore = engine.count(Counter.SYNCOOKIES_SENT);
        final long memoryBefore = engine.memoryBytes();
        final long residentBefore = HostInfo.residentBytes();
        final long workedBefore = times.totalNs();
        sender.send(count);
        nsEach = (times.totalNs() - workedBefore) / (double)count;
        residentBytes = HostInfo.residentBytes() - residentBefore;
        grownBytes = engine.memoryBytes() - memoryBefore;
        if (grownBytes != 0 || engine.count(Counter.CURR_OPEN) != 0 ||
            engine.count(Counter.SYNCOOKIES_SENT) - sentBefore != count)
        {
            throw new WrongAnswerException("a cookie must leave nothing: of " + count + " SYNs " +
                (engine.count(Counter.SYNCOOKIES_SENT) - sentBefore) + " were answered by one, connections " +
                engine.count(Counter.CURR_OPEN) + ", memory grew by " + grownBytes + " bytes");
        }
    }

    @Override
    public String remark()
    {
        return String.format(Locale.ROOT, "%.0f ns each, two looks at the clock for each %d included; the engine's " +
            "memory grew by %d bytes, connections by 0; the process grew by %,d bytes in all", nsEach, options.batch(),
            grownBytes, residentBytes);
    }

    @Override
    public Json figures()
    {
        return new Json().put("syns", FACTOR * options.count()).put("ns_per_syn", nsEach)
            .put("engine_bytes_grown", grownBytes).put("resident_bytes_grown", residentBytes);
    }
}
