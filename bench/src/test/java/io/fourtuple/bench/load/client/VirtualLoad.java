package io.fourtuple.bench.load.client;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** A generator and an engine by one clock that only a test moves, on the test's own thread. */
final class VirtualLoad
{
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    private static final int RING_BYTES = 1 << 18;

    final Counters counters = new Counters();
    final RingLink[] ends = RingLink.pair(RING_BYTES, 1_500);
    final LossyLink link = new LossyLink(ends[0]);
    final EstablishedFeed feed = new EstablishedFeed(1 << 12);
    final Generator generator;
    final Engine engine;
    long nowNs = 1_000 * SECOND;

    VirtualLoad(final LoadPlan plan, final boolean isListening)
    {
        generator = new Generator(plan, link, feed, new ClientTable(1 << 12), 0);
        engine = new Engine(new EngineConfig(ends[1])
            .settings(Settings.defaults()
                .with(Setting.MAX_CONNECTIONS_IPV4, 4_096)
                .with(Setting.MAX_CONNECTIONS_IPV6, 4_096)
                .with(Setting.TCP_MAX_TW_BUCKETS, 4_096)
                .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 4_096))
            .counters(counters)
            .clock(() -> nowNs)
            .random(new SplittableRandom(42)::nextLong)
            .errorHandler(ex ->
            {
                throw new AssertionError(ex);
            }));
        if (isListening)
        {
            engine.tcp().listen(
                Endpoint.any(plan.destination().port()), new TargetServer(plan, feed, () -> nowNs));
        }
        generator.start(nowNs);
    }

    /** Lets the clients drop frames of the server for which this is so; told the TCP flags. */
    void drop(final IntPredicate flags)
    {
        link.drop = flags;
    }

    /** Moves the clock in steps, both sides at work after each. */
    void run(final long ns, final long stepNs)
    {
        for (long left = ns; left > 0; left -= stepNs)
        {
            nowNs += Math.min(left, stepNs);
            turns();
        }
    }

    /** Both sides, until nothing moves; the clock stands still. */
    void turns()
    {
        int work = 1;
        while (work > 0)
        {
            work = generator.turn(nowNs) + engine.doWork();
        }
    }

    LoadCounts counts()
    {
        final LoadCounts sum = new LoadCounts();
        generator.log().sumInto(sum);
        return sum;
    }

    long counter(final Counter counter)
    {
        return counters.get(counter);
    }
}
