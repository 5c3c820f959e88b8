package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.bench.load.kernel.WireTap.Seen;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * Segments with false sources that belong to nothing, over the device: how many RSTs leave for those who never sent
 * anything. Counted on the wire.
 */
@RequiresTun
class ReflectorTest
{
    private static final int LISTENING = 7;
    private static final int CLOSED = 8;
    private static final int FLOOD = 4_000;
    private static final int LIMIT = 200;
    private static final int LIMIT_PER_ADDRESS = 20;
    private static final String SETTINGS = "syn_defence=cookies-linux rst_ratelimit=" + LIMIT +
        " rst_ratelimit_per_address=" + LIMIT_PER_ADDRESS + " rst_answer=";
    private static final long SECOND_NS = 1_000_000_000L;

    @InNamespace
    private static NetNs netNs;

    /** What is sent, and from whom. */
    private enum Flood
    {
        /** ACKs for a port that nobody listens on. */
        ACKS_TO_CLOSED_PORT,
        /** SYNs for one. */
        SYNS_TO_CLOSED_PORT,
        /** ACKs for a listener that has sent no cookie. */
        ACKS_TO_LISTENER,
        /** ACKs for a listener that has: each is checked. */
        INVALID_COOKIES;

        void send(final SpoofedPeers strangers, final EngineInNs engine, final String to)
        {
            switch (this)
            {
                case ACKS_TO_CLOSED_PORT -> strangers.acks(FLOOD, to, CLOSED);
                case SYNS_TO_CLOSED_PORT -> strangers.syns(FLOOD, to, CLOSED);
                case ACKS_TO_LISTENER -> strangers.acks(FLOOD, to, LISTENING);
                case INVALID_COOKIES ->
                {
                    strangers.syns(1, to, LISTENING);
                    strangers.acks(FLOOD, to, LISTENING);
                }
            }
            assertEquals(FLOOD, engine.counter(outcome()), engine::toString);
        }

        private Counter outcome()
        {
            return switch (this)
            {
                case ACKS_TO_CLOSED_PORT, SYNS_TO_CLOSED_PORT -> Counter.NO_CONNECTION;
                case ACKS_TO_LISTENER -> Counter.LISTEN_ACK;
                case INVALID_COOKIES -> Counter.SYNCOOKIES_FAILED;
            };
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "ACKS_TO_CLOSED_PORT, 198.18.0.2", "ACKS_TO_CLOSED_PORT, 2001:db8::2",
        "SYNS_TO_CLOSED_PORT, 198.18.0.2", "SYNS_TO_CLOSED_PORT, 2001:db8::2",
        "ACKS_TO_LISTENER,    198.18.0.2", "ACKS_TO_LISTENER,    2001:db8::2",
        "INVALID_COOKIES,     198.18.0.2", "INVALID_COOKIES,     2001:db8::2"})
    void shouldReflectNoMoreThanIsConfigured(final Flood flood, final String to)
    {
        for (final String answer : new String[]{"limited", "always", "never"})
        {
            try (EngineInNs engine = open(answer); SpoofedPeers strangers = new SpoofedPeers(netNs, engine))
            {
                final long startNs = System.nanoTime();
                flood.send(strangers, engine, to);
                checkRsts(engine, answer, LIMIT, System.nanoTime() - startNs);
            }
        }
    }

    /** From one address each second no more than are for it alone: who is to be the victim gets less still. */
    @ParameterizedTest
    @CsvSource({"198.18.0.2", "2001:db8::2"})
    void shouldReflectLessStillToOneVictim(final String to)
    {
        try (EngineInNs engine = open("limited");
            SpoofedPeers strangers = new SpoofedPeers(netNs, engine).ofOneAddress())
        {
            final long startNs = System.nanoTime();
            strangers.acks(FLOOD, to, CLOSED);
            checkRsts(engine, "limited", LIMIT_PER_ADDRESS, System.nanoTime() - startNs);
        }
    }

    private static EngineInNs open(final String answer)
    {
        final EngineInNs engine = new EngineInNs(netNs, 1_500, SETTINGS + answer);
        engine.tcp().listen(Endpoint.any(LISTENING), SynFilter.ACCEPT_ALL, new EchoingEnd());
        return engine;
    }

    private static void checkRsts(
        final EngineInNs engine, final String answer, final int limit, final long tookNs)
    {
        final int rsts = engine.wire().seen(true, Seen::isRst).size();
        // Each second touched may have had its whole number, which varies by half up and down. Seconds begin when the engine's
        // do: the flood may touch one more than it lasts, at each end.
        final long seconds = tookNs / SECOND_NS + 2;
        switch (answer)
        {
            case "always" -> assertEquals(FLOOD, rsts);
            case "never" -> assertEquals(0, rsts);
            default -> assertTrue(rsts >= limit / 2 && rsts <= limit * 3 / 2 * seconds,
                () -> "rsts=" + rsts + " limit=" + limit + " seconds=" + seconds);
        }
        assertEquals(rsts, engine.counter(Counter.OUT_RSTS));
        assertEquals(FLOOD - rsts, engine.counter(Counter.RST_SKIPPED));
        assertEquals(0, engine.counter(Counter.PASSIVE_OPENS));
        engine.checkBooks();
    }
}
