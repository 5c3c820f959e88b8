package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynDefences;
import io.fourtuple.state.QueueLengths;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.RecordingHandler;

/**
 * Every defence, and one that decides anything or throws, under real clients and an attacker at the same time: small
 * queues, listeners that come and go, a link that is full at times and a clock that jumps. After each step all sums hold
 * and each listener knows how long its queue is; a client whose SYN-ACK is still good becomes ESTABLISHED by its ACK, or
 * there was no room for it; and when time has passed nothing is left.
 */
@OneJdk
class SynFloodFuzzTest
{
    private static final int STEPS = Integer.getInteger("fourtuple.fuzz.steps", 6_000);
    private static final int ROUNDS = Integer.getInteger("fourtuple.fuzz.rounds", 1);
    private static final long FIRST = Long.getLong("fourtuple.fuzz.first", 1);
    private static final int[] JUMPS_MS = {100, 1_000, 5_000, 16_000, 61_000, 130_000, 8_000_000, 59_000_000};
    /** The queues' pools may grow by as much as all records need. */
    private static final int POOL_BYTES = 1 << 16;

    private SplittableRandom random;
    private EngineFixture fixture;
    private FloodPeer peer;
    private QueueLengths queues;
    private long nowMs;
    /** As long as a cookie lasts at least. */
    private long cookieMs;
    private int mustEstablish;
    private final HalfOpenEntry entry = new HalfOpenEntry();
    private final List<Integer> listeners = new ArrayList<>();
    private final List<Long> open = new ArrayList<>();

    static List<String> cases()
    {
        final List<String> cases = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + ROUNDS; seed++)
        {
            for (final String name : SynDefences.names())
            {
                cases.add(name + " " + seed);
            }
            cases.add("random " + seed);
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldKeepItsWordToRealClients(final String name)
    {
        random = new SplittableRandom(name.hashCode());
        start(name.split(" ")[0]);
        final long memory = fixture.engine.memoryBytes();
        for (int step = 0; step < STEPS; step++)
        {
            step(name + " step=" + step);
        }
        assertTrue(fixture.engine.memoryBytes() - memory <= POOL_BYTES,
            "memory grew by " + (fixture.engine.memoryBytes() - memory));
        fixture.link.room(Integer.MAX_VALUE);
        end(name);
        fixture.latencies.assertAllCounted(fixture.counters);
        assertEquals(0, fixture.table().halfOpenSize(), fixture.counters.toString());
        assertEquals(0, fixture.counter(Counter.CURR_OPEN), fixture.counters.toString());
        assertTrue(open.isEmpty(), () -> name + ": not told of their end: " + open);
        assertTrue(STEPS < 6_000 || mustEstablish > 0, () -> name + ": none established\n" + fixture.counters);
    }

    private void end(final String name)
    {
        for (final int listener : listeners)
        {
            assertTrue(fixture.tcp.unlisten(listener));
        }
        while (!open.isEmpty())
        {
            assertEquals(0, fixture.tcp.abort(open.get(0)));
        }
        for (int i = 0; i < 500; i++)
        {
            jump(1_000);
            look(name + " ending");
        }
    }

    private Settings settings(final String name)
    {
        final int rtoMs = random.nextInt(3) == 0 ? 10 + random.nextInt(3_000) : 1_000;
        return EngineFixture.smallSettings()
            .with("syn_defence=" + (name.equals("random") ? "hybrid" : name))
            .with(Setting.TCP_SYNCOOKIES, random.nextInt(3))
            .with(Setting.SYN_COOKIE_ENCODING, random.nextInt(2))
            // Now and then so large that batches are loaded ahead.
            .with(Setting.MAX_CONNECTIONS_IPV4, random.nextInt(3) == 0 ? 20_000 : 4 + random.nextInt(30))
            .with(Setting.MAX_CONNECTIONS_IPV6, 4 + random.nextInt(30))
            .with(Setting.TCP_MAX_SYN_BACKLOG, 1 + random.nextInt(20))
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 1 + random.nextInt(20))
            .with(Setting.SOMAXCONN, 1 + random.nextInt(20))
            .with(Setting.SYN_SOURCE_LIMIT, random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 0)
            .with(Setting.SYN_SOURCE_PERIOD_MS, 10 + random.nextInt(2_000))
            .with(Setting.TCP_ABORT_ON_OVERFLOW, random.nextInt(2))
            .with(Setting.RST_ANSWER, random.nextInt(3))
            .with(Setting.RST_RATELIMIT, 1 + random.nextInt(50))
            .with(Setting.TCP_RTO_INITIAL_MS, rtoMs)
            .with(Setting.TCP_RTO_MAX_MS, random.nextInt(3) == 0 ? 1_000 + random.nextInt(119_000) : 120_000)
            .with(Setting.TCP_SYNACK_RETRIES, random.nextInt(6))
            .with(Setting.TCP_INVALID_RATELIMIT, random.nextInt(3) * 500)
            .with(Setting.TIME_WAIT_SECONDS, 1 + random.nextInt(60))
            .with(Setting.TCP_TIMESTAMPS, random.nextInt(4) == 0 ? 0 : 1)
            .with(Setting.TCP_WINDOW_SCALING, random.nextInt(4) == 0 ? 0 : 1)
            .with(Setting.TCP_SACK, random.nextInt(4) == 0 ? 0 : 1);
    }

    private void start(final String name)
    {
        final Settings settings = settings(name);
        final boolean isRandom = name.equals("random");
        peer = new FloodPeer(random.split());
        fixture = EngineFixture.with(false, settings).seed(random.nextLong())
            .defence(isRandom ? new RandomDefence(random.split()) : null)
            .recorded()
            .build();
        cookieMs = isRandom ? 0 : name.endsWith("freebsd") ||
            !name.endsWith("linux") && settings.name(Setting.SYN_COOKIE_ENCODING).equals("freebsd") ? 15_000 : 60_000;
        queues = new QueueLengths(fixture.engine);
        nowMs = 1_000;
        // To where the loop's milliseconds wrap, one way or the other.
        final long[] wraps = {0, (1L << 31) - 30_000, (1L << 32) - 30_000, (1L << 20) - 30_000};
        jump(wraps[random.nextInt(wraps.length)]);
        listen();
    }

    private void jump(final long ms)
    {
        nowMs += ms;
        fixture.jump(ms);
    }

    private void step(final String where)
    {
        final int action = random.nextInt(100);
        if (action < 25)
        {
            syn(where, peer.any());
        }
        else if (action < 60)
        {
            ack(where, peer.any());
        }
        else if (action < 70)
        {
            fixture.inject(peer.more(peer.any(), nowMs));
        }
        else if (action < 90)
        {
            for (int i = random.nextInt(12); i >= 0; i--)
            {
                fixture.link.put(peer.attack(nowMs));
            }
            fixture.engine.doWork();
        }
        else
        {
            application();
        }
        look(where);
        if (random.nextInt(20) == 0)
        {
            fixture.link.room(Integer.MAX_VALUE);
        }
        if (random.nextInt(3) == 0)
        {
            jump(random.nextInt(100) == 0 ? JUMPS_MS[random.nextInt(JUMPS_MS.length)] : random.nextInt(60));
            look(where + " later");
        }
    }

    /** A SYN on its own, so that it is known what it was answered with. */
    private void syn(final String where, final FloodPeer.RealClient client)
    {
        final long cookies = fixture.counter(Counter.SYNCOOKIES_SENT);
        final boolean isAgain = client.irs != 0 && random.nextInt(3) == 0;
        final int listener = queues.listenerOf(client.tuple());
        fixture.inject(peer.syn(client, nowMs, isAgain));
        look(where + " SYN");
        client.cookieListener = 0;
        if (fixture.counter(Counter.SYNCOOKIES_SENT) > cookies)
        {
            client.cookieListener = listener;
            client.cookieMs = nowMs;
            client.cookieIss = client.engineIss;
        }
    }

    /** An ACK on its own: one that the engine must know by its record or its cookie has but one outcome. */
    private void ack(final String where, final FloodPeer.RealClient client)
    {
        final FourTuple tuple = client.tuple();
        if (!client.hasSynAck)
        {
            return;
        }
        final Counter expected = expected(client, tuple);
        final long established = fixture.counter(Counter.ESTABLISHED);
        final long before = expected == null ? 0 : fixture.counter(expected);
        fixture.inject(peer.ack(client, nowMs));
        if (expected != null)
        {
            assertEquals(before + 1, fixture.counter(expected),
                () -> where + ": " + expected + "\n" + fixture.counters);
            assertEquals(expected == Counter.PASSIVE_OPENS ? 1 : 0, fixture.counter(Counter.ESTABLISHED) - established);
            mustEstablish += expected == Counter.PASSIVE_OPENS ? 1 : 0;
        }
    }

    /**
     * @return what must be counted for the ACK of a client's SYN-ACK; null if that may not be good any more.
     */
    private Counter expected(final FloodPeer.RealClient client, final FourTuple tuple)
    {
        final int ref = fixture.table().find(tuple);
        final int listener = queues.listenerOf(tuple);
        if (ConnectionTable.isHalfOpen(ref))
        {
            fixture.table().wrap(entry, ref, (int)nowMs);
            if (entry.iss() != client.engineIss || entry.irs() != client.irs)
            {
                return null;
            }
        }
        else if (ref != ConnectionTable.NONE || client.cookieListener == 0 || client.cookieListener != listener ||
            client.cookieIss != client.engineIss || nowMs - client.cookieMs >= cookieMs)
        {
            return null;
        }
        return listener == 0 ? Counter.NO_CONNECTION :
            queues.isAcceptQueueFull(tuple) ? Counter.ACK_ACCEPT_QUEUE_FULL :
            !fixture.table().hasRoom(tuple.isIpv6()) ? Counter.ACK_TABLE_FULL : Counter.PASSIVE_OPENS;
    }

    private void look(final String where)
    {
        assertTrue(fixture.errors.removeIf(error -> error instanceof UnsupportedOperationException ||
            error instanceof NullPointerException && error.getMessage().startsWith("a SYN defence must decide")) ||
            fixture.errors.isEmpty(), () -> where + ": " + fixture.errors);
        assertTrue(fixture.errors.isEmpty(),
            () -> where + ": " + fixture.errors + Arrays.toString(fixture.errors.get(0).getStackTrace()));
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            peer.see(frame);
        }
        fixture.assertCountersAddUp();
        queues.assertRight(where);
        for (final Counter counter : Counter.values())
        {
            assertTrue(fixture.counter(counter) >= 0, () -> where + ": " + counter);
        }
    }

    private void application()
    {
        switch (random.nextInt(8))
        {
            case 0 -> listen();
            case 1 ->
            {
                if (!listeners.isEmpty() && random.nextInt(2) == 0)
                {
                    assertTrue(fixture.tcp.unlisten(listeners.remove(random.nextInt(listeners.size()))));
                }
            }
            case 2 -> fixture.link.room(random.nextInt(3) == 0 ? random.nextInt(20) : Integer.MAX_VALUE);
            case 3, 4, 5 -> accept();
            default ->
            {
                if (!open.isEmpty())
                {
                    end(open.get(random.nextInt(open.size())));
                }
            }
        }
        fixture.engine.doWork();
    }

    private void accept()
    {
        for (final int listener : listeners)
        {
            for (int i = random.nextInt(4); i > 0; i--)
            {
                final long id = fixture.tcp.accept(listener, new AnyHandler(), i);
                if (id > 0)
                {
                    assertFalse(open.contains(id), "accepted twice: " + id);
                    open.add(id);
                }
            }
        }
    }

    private void end(final long id)
    {
        if (random.nextBoolean())
        {
            fixture.tcp.close(id);
        }
        else
        {
            fixture.tcp.abort(id);
        }
    }

    /** One more, where none is yet: for all addresses, a family, or one address; called, or asked. */
    private void listen()
    {
        final boolean ipv6 = random.nextBoolean();
        final Endpoint local = switch (random.nextInt(3))
        {
            case 0 -> Endpoint.any(80);
            case 1 -> Endpoint.of(ipv6 ? "::" : "0.0.0.0", 80);
            default -> peer.engine(ipv6);
        };
        final int backlog = 1 + random.nextInt(random.nextInt(4) == 0 ? 100 : 8);
        try
        {
            listeners.add(random.nextInt(3) == 0 ?
                fixture.tcp.listenQueued(local, backlog, SynFilter.ACCEPT_ALL) :
                fixture.tcp.listen(local, backlog, this::filter, new AnyHandler()));
        }
        catch (final IllegalStateException ex)
        {
            assertTrue(ex.getMessage().startsWith("already listened on"), ex.getMessage());
        }
    }

    private SynFilter.Decision filter(final FourTuple tuple)
    {
        final int choice = random.nextInt(30);
        return choice == 0 ? SynFilter.Decision.REFUSE :
            choice == 1 ? SynFilter.Decision.DROP : SynFilter.Decision.ACCEPT;
    }

    /** Closes when the peer has, or at once, or never. */
    private final class AnyHandler extends RecordingHandler
    {
        @Override
        public void onEstablished(final Tcp tcp, final long id)
        {
            assertFalse(open.contains(id), "established twice: " + id);
            open.add(id);
            if (random.nextInt(4) == 0)
            {
                end(id);
            }
        }

        @Override
        public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
        {
            assertTrue(open.contains(id));
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long id)
        {
            if (random.nextInt(4) != 0)
            {
                tcp.close(id);
            }
        }

        @Override
        public void onClosed(final Tcp tcp, final long id, final CloseReason reason)
        {
            assertTrue(open.remove(id), () -> "ended twice, or never known: " + id + " " + reason);
        }
    }
}
