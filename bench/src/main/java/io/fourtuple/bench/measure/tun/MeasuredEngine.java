package io.fourtuple.bench.measure.tun;

import java.util.SplittableRandom;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counters;

/** The engine as it is rehearsed and measured: the same one each time, down to its ISNs. */
final class MeasuredEngine
{
    static final int PORT = 80;

    private static final long SEED = 20_040_526;
    private static final long STANDING_NS = 1_000_000_000L;
    private static final int SMALLEST_SEND_MEMORY = 1 << 16;

    private MeasuredEngine()
    {
    }

    /**
     * @param link       to serve.
     * @param counters   to count in.
     * @param handshakes that it shall have room for; none is ever closed.
     * @param handler    of its connections.
     */
    static Engine create(
        final Link link, final Counters counters, final int handshakes, final ConnectionHandler handler)
    {
        final Engine engine = new Engine(new EngineConfig(link)
            .settings(Settings.defaults()
                .with(Setting.MAX_CONNECTIONS_IPV4, handshakes + 1_024L)
                .with(Setting.MAX_CONNECTIONS_IPV6, 1)
                .with(Setting.MAX_TRANSFERS, 1)
                .with(Setting.SEND_MEMORY, SMALLEST_SEND_MEMORY)
                .with(Setting.RECEIVE_MEMORY, SMALLEST_SEND_MEMORY))
            .counters(counters)
            .clock(MeasuredEngine::standingNs)
            .random(new SplittableRandom(SEED)::nextLong)
            .errorHandler(MeasuredEngine::fail));
        engine.tcp().listen(Endpoint.any(PORT), handler);
        return engine;
    }

    /** The clock is read and its sign added, which is 0: always the same time, at the cost of the real one. */
    private static long standingNs()
    {
        return STANDING_NS + (System.nanoTime() >>> 63);
    }

    private static void fail(final Throwable ex)
    {
        throw new IllegalStateException("the engine's handler failed", ex);
    }
}
