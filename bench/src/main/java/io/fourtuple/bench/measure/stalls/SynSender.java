package io.fourtuple.bench.measure.stalls;

import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.bench.measure.driver.DriverLink;
import io.fourtuple.bench.measure.parts.FloodFrames;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** An engine that is sent SYNs only, each of another source. */
final class SynSender
{
    private static final int ADDRESSES = 1 << 16;
    private static final int CONNECTIONS = 16;

    private final int batch;
    private final FloodFrames frames;
    private final DriverLink link;
    private final TimedEngine engine;
    private long nowNs = 1;
    private long sent;

    /**
     * @param records  half-open ones there is room for.
     * @param settings more of them, as {@code name=value}.
     */
    SynSender(final int batch, final boolean isIpv6, final long records, final String... settings)
    {
        this.batch = batch;
        frames = new FloodFrames(isIpv6, true, ADDRESSES);
        link = new DriverLink(batch, FloodFrames.MAX_LENGTH);
        Settings all = BenchEngine.settings(CONNECTIONS, 1, batch)
            .with(Setting.MAX_CONNECTIONS_IPV6, CONNECTIONS)
            .with(Setting.TCP_MAX_SYN_BACKLOG, isIpv6 ? 1 : records)
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, isIpv6 ? records : 1)
            .with(Setting.SOMAXCONN, records);
        for (final String setting : settings)
        {
            all = all.with(setting);
        }
        engine = new TimedEngine(link, all, () -> nowNs);
    }

    TimedEngine engine()
    {
        return engine;
    }

    /** The engine's clock goes on. */
    void advance(final long ns)
    {
        nowNs += ns;
    }

    /** Sends so many SYNs; each must be answered. */
    void send(final long count)
    {
        long left = count;
        while (left > 0)
        {
            final int size = (int)Math.min(left, batch);
            link.clear();
            for (int i = 0; i < size; i++)
            {
                link.add(frames.write(
                    link.rxBuffer(), link.nextFrame(), frames.flood(sent++), FloodFrames.SYN, 0, 0, 0));
            }
            engine.work();
            if (link.replies() != size)
            {
                throw new WrongAnswerException("SYNs must all be answered: " + link.replies() + " of " + size);
            }
            left -= size;
        }
        link.clear();
    }
}
