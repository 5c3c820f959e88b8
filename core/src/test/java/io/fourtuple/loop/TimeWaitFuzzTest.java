package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.PortUse;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.timewait.TimeWaitPolicies;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * TIME_WAIT under a peer without mercy and an application without sense, for every policy: few ports, few entries, a
 * link that is full at times, a clock that jumps. After each step, what the engine holds is what a map of entries says;
 * each connection ends once; and when time has passed nothing is left.
 */
@OneJdk
class TimeWaitFuzzTest
{
    private static final int STEPS = Integer.getInteger("fourtuple.fuzz.steps", 6_000);
    private static final int ROUNDS = Integer.getInteger("fourtuple.fuzz.rounds", 1);
    private static final long FIRST = Long.getLong("fourtuple.fuzz.first", 1);
    /** The shortest queue's length, and the steps of the packed times. */
    private static final int LATE_MS = 50 + 16;
    private static final int[] JUMPS_MS = {100, 1_000, 5_000, 61_000, 8_000_000, 40_000_000, 59_000_000};

    private SplittableRandom random;
    private EngineFixture fixture;
    private ModelledPolicy policy;
    private TimeWaitPeer peer;
    private ConnectionTable table;
    private long nowMs;
    private int listener;
    private boolean isEnding;
    private final List<Long> open = new ArrayList<>();
    private long[] before = new long[4];

    static List<String> cases()
    {
        final List<String> cases = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + ROUNDS; seed++)
        {
            for (final String name : TimeWaitPolicies.names())
            {
                cases.add(name + " " + seed);
            }
            cases.add("random " + seed);
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldHoldWhatTheModelHolds(final String name)
    {
        final String[] parts = name.split(" ");
        random = new SplittableRandom(name.hashCode());
        start(parts[0], Long.parseLong(parts[1]));
        for (int step = 0; step < STEPS; step++)
        {
            step(name + " step=" + step);
        }
        fixture.link.room(Integer.MAX_VALUE);
        isEnding = true;
        if (random.nextInt(4) == 0)
        {
            fixture.engine.onClose();
            assertEquals(0, fixture.counter(Counter.CURR_TIME_WAIT), fixture.counters.toString());
        }
        else
        {
            end(name);
        }
        assertTrue(open.isEmpty(), () -> name + ": not told of their end: " + open);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN), fixture.counters.toString());
        assertTrue(STEPS < 6_000 || fixture.counter(Counter.CLOSED_FINISHED) > 40, fixture.counters.toString());
        fixture.latencies.assertAllCounted(fixture.counters);
        fixture.assertCountersAddUp();
    }

    /** Time passes, until nothing is in TIME_WAIT. */
    private void end(final String name)
    {
        while (!open.isEmpty())
        {
            assertEquals(0, fixture.tcp.abort(open.get(0)));
        }
        for (int i = 0; i < 800; i++)
        {
            jump(10_000);
            look(name + " ending");
        }
        assertTrue(policy.timeWait.isEmpty(), () -> name + ": " + policy.timeWait.keySet());
        assertEquals(0, table.timeWaitSize());
    }

    private Settings settings(final String name)
    {
        final int first = 1 + random.nextInt(65_000);
        return EngineFixture.smallSettings()
            .with("time_wait=" + (name.equals("random") ? "rfc6191" : name))
            // Now and then so large that batches are loaded ahead.
            .with(Setting.MAX_CONNECTIONS_IPV4, random.nextInt(3) == 0 ? 20_000 : 8 + random.nextInt(30))
            .with(Setting.MAX_CONNECTIONS_IPV6, 8 + random.nextInt(30))
            .with(Setting.TCP_MAX_TW_BUCKETS, 1 + random.nextInt(12))
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 1 + random.nextInt(6))
            .with(Setting.TIME_WAIT_AT_LIMIT, random.nextInt(3))
            .with(Setting.TIME_WAIT_SECONDS, new int[]{1, 2, 60, 60, 240, 7_200}[random.nextInt(6)])
            .with(Setting.TCP_TW_REUSE, random.nextInt(4) == 0 ? 0 : 1)
            .with(Setting.TCP_TW_REUSE_DELAY, 1 + random.nextInt(2_000))
            .with(Setting.TCP_RFC1337, random.nextInt(2))
            .with(Setting.TOLERATE_MISSING_TS, random.nextInt(2))
            .with(Setting.TCP_TIMESTAMPS, random.nextInt(6) == 0 ? 0 : 1)
            .with(Setting.TCP_INVALID_RATELIMIT, random.nextInt(3) * 500)
            .with(Setting.TCP_FIN_TIMEOUT, 1 + random.nextInt(60))
            .with(Setting.TCP_MAX_SYN_BACKLOG, 1 + random.nextInt(20))
            .with(Setting.IP_LOCAL_PORT_MIN, first)
            .with(Setting.IP_LOCAL_PORT_MAX, first + random.nextInt(4))
            .with(Setting.PORT_SELECTION, random.nextInt(2));
    }

    private void start(final String name, final long seed)
    {
        final Settings settings = settings(name);
        final TimeWaitPolicy own =
            name.equals("random") ? new RandomPolicy(random.split()) : TimeWaitPolicies.of(settings);
        policy = new ModelledPolicy(own, () -> nowMs);
        peer = new TimeWaitPeer(random.split());
        fixture = EngineFixture.with(false, settings).seed(seed).policy(policy).recorded().build();
        nowMs = 1_000;
        // To where the loop's milliseconds wrap, one way or the other.
        final long[] wraps = {0, (1L << 31) - 30_000, (1L << 32) - 30_000, (1L << 26) - 30_000};
        jump(wraps[random.nextInt(wraps.length)]);
        table = fixture.table();
        listener = fixture.tcp.listen(Endpoint.any(80), new AnythingFilter(), new AnythingHandler());
    }

    private void jump(final long ms)
    {
        nowMs += ms;
        fixture.jump(ms);
    }

    private void step(final String where)
    {
        final int action = random.nextInt(100);
        for (int i = action < 60 ? 1 : action < 75 ? random.nextInt(2, 9) : 0; i > 0; i--)
        {
            fixture.link.put(peer.frame(nowMs));
        }
        if (action >= 90)
        {
            anything(fixture.tcp, open.isEmpty() ? 0 : open.get(random.nextInt(open.size())));
        }
        if (random.nextInt(20) == 0)
        {
            fixture.link.room(Integer.MAX_VALUE);
        }
        fixture.engine.doWork();
        look(where);
        if (random.nextInt(3) == 0)
        {
            jump(random.nextInt(200) == 0 ? JUMPS_MS[random.nextInt(JUMPS_MS.length)] : random.nextInt(30));
            look(where + " later");
        }
    }

    /** Whether the engine holds what the model says. */
    private void look(final String where)
    {
        assertTrue(fixture.errors.removeIf(error -> error instanceof AgentTerminationException) ||
            fixture.errors.isEmpty(), () -> where + ": " + Arrays.toString(fixture.errors.get(0).getStackTrace()) +
            fixture.errors);
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            peer.see(frame);
        }
        final long[] ends = {fixture.counter(Counter.TW), fixture.counter(Counter.TW_RECYCLED),
            fixture.counter(Counter.TW_KILLED), fixture.counter(Counter.TW_EVICTED)};
        final long early = ends[1] + ends[2] + ends[3] - before[1] - before[2] - before[3];
        before = ends;
        final int[] goneEarly = new int[1];
        policy.timeWait.values().removeIf(expected ->
        {
            final boolean isThere = isTimeWait(expected.tuple);
            assertFalse(isThere && expected.endMs + LATE_MS < nowMs, () ->
                where + ": in TIME_WAIT for too long: " + expected.tuple + " by " + (nowMs - expected.endMs) + " ms");
            goneEarly[0] += !isThere && expected.endMs > nowMs ? 1 : 0;
            return !isThere;
        });
        assertTrue(goneEarly[0] <= early, () -> where + ": gone too early: " + goneEarly[0] + " of " + early);
        fixture.assertCountersAddUp();
        assertEquals(policy.timeWait.size(), fixture.counter(Counter.CURR_TIME_WAIT), where);
        assertEquals(policy.timeWait.size(), table.timeWaitSize(), where);
        assertEquals(table.size() + table.timeWaitSize() + table.halfOpenSize(), fixture.counter(Counter.CURR_OPEN), where);
        for (final Counter counter : Counter.values())
        {
            assertTrue(fixture.counter(counter) >= 0, () -> where + ": " + counter);
        }
    }

    private boolean isTimeWait(final FourTuple tuple)
    {
        final int ref = table.find(tuple);
        return ref != ConnectionTable.NONE && ConnectionTable.isTimeWait(ref);
    }

    private void connect(final Tcp tcp, final FourTuple tuple)
    {
        final long id = tcp.connect(tuple, new AnythingHandler(), 0);
        if (id > 0)
        {
            open.add(id);
        }
        else
        {
            final PortUse use = tcp.portUse();
            assertTrue(id != Tcp.NO_PORT_FREE ||
                use.inUse() + use.inTimeWait() == use.lastPort() - use.firstPort() + 1, use::toString);
        }
    }

    private void connect(final Tcp tcp)
    {
        final boolean ipv6 = random.nextBoolean();
        final Endpoint to = peer.any(ipv6);
        final Endpoint from = peer.engine(ipv6, 80);
        connect(tcp, new FourTuple().family(ipv6).remote(to.hi(), to.lo(), to.port())
            .local(from.hi(), from.lo(), random.nextInt(3) == 0 ? 80 : 0));
    }

    /** Calls that an application may make at any time, and some that it may not. */
    private void anything(final Tcp tcp, final long id)
    {
        if (isEnding)
        {
            return;
        }
        switch (random.nextInt(20))
        {
            case 0, 1, 15, 16 -> tcp.close(id);
            case 2, 3, 17 -> tcp.close(id, random.nextInt(4) - 1);
            case 4, 18 -> tcp.shutdownOutput(id);
            case 5 -> tcp.abort(id);
            case 6 -> tcp.send(id, new UnsafeBuffer(new byte[3_000]), 0, random.nextInt(3_000));
            case 7 -> tcp.receiveWindow(id, random.nextInt(70_000));
            case 8 -> fixture.link.room(random.nextInt(3) == 0 ? random.nextInt(20) : Integer.MAX_VALUE);
            case 9, 10, 11 -> connect(tcp);
            case 12 -> connectAgain(tcp, id);
            case 13 -> tcp.abort(open.isEmpty() ? 0 : open.get(random.nextInt(open.size())));
            case 14 -> relisten(tcp);
            default ->
            {
            }
        }
    }

    private void connectAgain(final Tcp tcp, final long id)
    {
        final FourTuple tuple = new FourTuple();
        if (tcp.tuple(id, tuple))
        {
            connect(tcp, tuple);
        }
    }

    private void relisten(final Tcp tcp)
    {
        if (listener != 0)
        {
            assertTrue(tcp.unlisten(listener));
            listener = 0;
        }
        if (random.nextInt(4) != 0)
        {
            final SynFilter filter = random.nextInt(4) == 0 ? SynFilter.ACCEPT_ALL : new AnythingFilter();
            listener = tcp.listen(Endpoint.any(80), filter, new AnythingHandler());
        }
    }

    /** Refuses, drops, and connects on the very tuple that it is asked about. */
    private final class AnythingFilter implements SynFilter
    {
        @Override
        public Decision onSyn(final FourTuple tuple)
        {
            switch (random.nextInt(20))
            {
                case 0 -> connect(fixture.tcp, tuple);
                case 1 -> anything(fixture.tcp, open.isEmpty() ? 0 : open.get(random.nextInt(open.size())));
                default ->
                {
                }
            }
            final int choice = random.nextInt(20);
            return choice == 0 ? Decision.REFUSE : choice == 1 ? Decision.DROP : Decision.ACCEPT;
        }
    }

    /** Does anything, from within any call. */
    private final class AnythingHandler extends RecordingHandler
    {
        @Override
        public void onEstablished(final Tcp tcp, final long id)
        {
            assertEquals(TcpState.ESTABLISHED, tcp.state(id));
            if (!open.contains(id))
            {
                open.add(id);
            }
            anything(tcp, id);
        }

        @Override
        public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
        {
            anything(tcp, id);
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long id)
        {
            assertTrue(open.contains(id));
            if (random.nextBoolean())
            {
                tcp.close(id);
            }
            anything(tcp, id);
        }

        @Override
        public void onWritable(final Tcp tcp, final long id)
        {
            anything(tcp, id);
        }

        @Override
        public void onLingered(final Tcp tcp, final long id)
        {
            assertEquals(TcpState.FIN_WAIT_2, tcp.state(id));
            anything(tcp, id);
            anything(tcp, id);
        }

        @Override
        public void onClosed(final Tcp tcp, final long id, final CloseReason reason)
        {
            assertTrue(open.remove(id), () -> "ended twice, or never known: " + id + " " + reason);
            assertEquals(Tcp.NO_CONNECTION, tcp.close(id, 1));
            if (reason == CloseReason.FINISHED && random.nextInt(3) == 0 && !isEnding)
            {
                connectAgain(tcp, id);
            }
            anything(tcp, id);
        }
    }
}
