package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.RecordedLatencies;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.TestLink;

/**
 * Two engines that connect to each other in every way, over a network that delays and loses, and applications that do
 * anything. A model that knows only the frames and what the applications are told says what must have been recorded: each
 * value, of each connection, in the end.
 */
@OneJdk
class LatencyFuzzTest
{
    private static final int STEPS = Integer.getInteger("fourtuple.fuzz.steps", 30_000);
    private static final int PORTS = 4;
    private static final UnsafeBuffer BYTES = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(100));

    private SplittableRandom random;
    private long nowNs;
    private boolean closes;
    private final Map<Counter, Long> seen = new EnumMap<>(Counter.class);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldRecordWhatAModelExpects(final long seed)
    {
        random = new SplittableRandom(seed);
        nowNs = seed % 3 == 0 ? -5_000_000_000L : random.nextLong(1L << 40);
        // Nobody is told of a FIN that meets an application which has closed. Ours must have been sent by then, or the model
        // would not know which was the first: there is nothing that it waits behind.
        closes = seed % 2 == 0;
        final Side[] sides = {new Side(2), new Side(3)};
        for (int step = 0; step < STEPS; step++)
        {
            nowNs += random.nextInt(50) == 0 ? random.nextLong(1_200_000_000L) : random.nextLong(3_000_000);
            final int who = random.nextInt(2);
            sides[who].application(sides[1 - who].host);
            sides[who].work(sides[1 - who]);
        }
        for (final Side side : sides)
        {
            for (final Counter counter : Counter.values())
            {
                seen.merge(counter, side.counters.get(counter), Long::sum);
            }
            side.assertRecorded("seed=" + seed);
        }
        for (final Counter counter : List.of(Counter.SYN_QUEUED, Counter.PASSIVE_OPENS, Counter.CLOSED_FINISHED,
            Counter.TW_RECYCLED, Counter.SYNCOOKIES_RECV, Counter.SYN_RETRANS,
            closes ? Counter.TW_ENTERED : Counter.DATA_CALLS))
        {
            assertTrue(seen.get(counter) > 3, () -> "seed=" + seed + ": too few of " + counter + "\n" + seen);
        }
        assertTrue(seen.get(Counter.ESTABLISHED) - seen.get(Counter.PASSIVE_OPENS) > 20, seen::toString);
    }

    /** One engine, its application, the frames on their way to it, and what must have been recorded of it. */
    private final class Side implements ConnectionHandler
    {
        final int host;
        final Counters counters = new Counters();
        private final TestLink link = new TestLink(1_500);
        private final RecordedLatencies latencies = new RecordedLatencies(LatencyRecorders.all());
        private final Engine engine;
        private final Tcp tcp;
        private final List<Throwable> errors = new ArrayList<>();
        private final ArrayDeque<byte[]> coming = new ArrayDeque<>();
        private final List<Long> open = new ArrayList<>();
        private final Map<String, Long> synAt = new HashMap<>();
        private final Map<Long, Long> connectAt = new HashMap<>();
        private final Map<String, Long> finAt = new HashMap<>();
        private final List<String> accepted = new ArrayList<>();
        private final Map<Latency, Histogram> expected = new EnumMap<>(Latency.class);
        private final FourTuple tuple = new FourTuple();

        Side(final int host)
        {
            this.host = host;
            for (final Latency latency : Latency.values())
            {
                expected.put(latency, LatencyRecorder.newHistogram());
            }
            engine = new Engine(new EngineConfig(link)
                .settings(settings())
                .counters(counters)
                .latencies(latencies.recorders)
                .localAddresses(new LocalAddresses().add("198.18.0." + host).add("2001:db8::" + host))
                .clock(() -> nowNs)
                .random(random.split()::nextLong)
                .errorHandler(errors::add));
            tcp = engine.tcp();
            tcp.listen(Endpoint.any(1), 5, io.fourtuple.app.SynFilter.ACCEPT_ALL, this);
            tcp.listen(Endpoint.any(2), this);
        }

        private Settings settings()
        {
            return Settings.defaults()
                .with(Setting.MAX_CONNECTIONS_IPV4, 20).with(Setting.MAX_CONNECTIONS_IPV6, 20)
                .with(Setting.TCP_MAX_TW_BUCKETS, 5).with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 5)
                .with(Setting.TCP_MAX_SYN_BACKLOG, 1 + random.nextInt(3))
                .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 1 + random.nextInt(3))
                .with(Setting.MAX_TRANSFERS, 64).with(Setting.SEND_MEMORY, 1 << 20).with(Setting.RECEIVE_MEMORY, 1 << 20)
                .with(Setting.TIME_WAIT_SECONDS, 1).with(Setting.TCP_TW_REUSE, 1)
                .with("time_wait=" + (random.nextBoolean() ? "linux" : "rfc6191"));
        }

        private void application(final int peer)
        {
            final int action = random.nextInt(12);
            if (action < 2)
            {
                connect(peer);
            }
            else if (action == 2)
            {
                link.room(closes ? Integer.MAX_VALUE : random.nextInt(4));
            }
            else if (action < 6)
            {
                link.room(Integer.MAX_VALUE);
            }
            else if (!open.isEmpty())
            {
                anything(open.get(random.nextInt(open.size())));
            }
        }

        private void connect(final int peer)
        {
            final boolean ipv6 = random.nextBoolean();
            final Endpoint here = Endpoint.of((ipv6 ? "2001:db8::" : "198.18.0.") + host, 1 + random.nextInt(PORTS));
            final Endpoint there = Endpoint.of((ipv6 ? "2001:db8::" : "198.18.0.") + peer, 1 + random.nextInt(PORTS));
            final long id = tcp.connect(new FourTuple().family(ipv6).local(here.hi(), here.lo(), here.port())
                .remote(there.hi(), there.lo(), there.port()), this, 0);
            if (id > 0)
            {
                connectAt.put(id, nowNs);
                open.add(id);
            }
        }

        private void anything(final long id)
        {
            final int action = random.nextInt(8);
            if (action == 0)
            {
                tcp.abort(id);
            }
            else if (action < 3)
            {
                tcp.shutdownOutput(id);
            }
            else if (closes)
            {
                tcp.close(id);
            }
            else if (action == 3)
            {
                tcp.receiveWindow(id, random.nextInt(3) * 50);
            }
            else
            {
                tcp.send(id, BYTES, 0, 1 + random.nextInt(100));
            }
        }

        /** A cycle, with one frame at most, so that it is known what it did. */
        void work(final Side peer)
        {
            final byte[] frame = random.nextInt(8) == 0 ? null : coming.poll();
            if (frame != null)
            {
                link.put(frame);
            }
            final long queued = counters.get(Counter.SYN_QUEUED);
            final long cookies = counters.get(Counter.SYNCOOKIES_RECV);
            engine.doWork();
            assertTrue(errors.isEmpty(), errors::toString);
            if (counters.get(Counter.SYN_QUEUED) > queued)
            {
                synAt.put(key(frame, false), nowNs);
            }
            for (final String key : accepted)
            {
                if (counters.get(Counter.SYNCOOKIES_RECV) == cookies)
                {
                    record(Latency.SYN_TO_ESTABLISHED, synAt.remove(key));
                }
            }
            accepted.clear();
            for (byte[] sent = link.take(); sent != null; sent = link.take())
            {
                if (SentSegment.of(sent).flags().contains("F"))
                {
                    finAt.putIfAbsent(key(sent, true), nowNs);
                }
                if (random.nextInt(20) != 0)
                {
                    peer.coming.add(sent);
                }
            }
        }

        private void record(final Latency latency, final long sinceNs)
        {
            expected.get(latency).recordValue(nowNs - sinceNs);
        }

        /** The 4-tuple of a frame that this side has sent, or got. */
        private static String key(final byte[] frame, final boolean isSent)
        {
            final int ports = frame[0] >> 4 == 6 ? 40 : 20;
            final int source = frame[ports + 1];
            final int destination = frame[ports + 3];
            return key(ports == 40, isSent ? source : destination, isSent ? destination : source);
        }

        private static String key(final boolean ipv6, final int local, final int remote)
        {
            return (ipv6 ? "IPv6 " : "IPv4 ") + local + ' ' + remote;
        }

        private String key(final long id)
        {
            assertTrue(tcp.tuple(id, tuple));
            return key(tuple.isIpv6(), tuple.localPort(), tuple.remotePort());
        }

        @Override
        public void onEstablished(final Tcp ignored, final long id)
        {
            finAt.remove(key(id));
            final Long connected = connectAt.remove(id);
            if (connected != null)
            {
                record(Latency.CONNECT_TO_ESTABLISHED, connected);
            }
            else
            {
                open.add(id);
                accepted.add(key(id));
            }
        }

        @Override
        public void onData(
            final Tcp ignored, final long id, final DirectBuffer buffer, final int offset, final int length)
        {
            expected.get(Latency.DATA_TO_HANDLER).recordValue(0);
        }

        @Override
        public void onPeerClosed(final Tcp ignored, final long id)
        {
            finAt.putIfAbsent(key(id), nowNs);
        }

        @Override
        public void onClosed(final Tcp ignored, final long id, final CloseReason reason)
        {
            connectAt.remove(id);
            assertTrue(open.remove(id));
            final Long fin = finAt.remove(key(id));
            if (reason == CloseReason.FINISHED)
            {
                record(Latency.FIN_TO_CLOSED, fin);
            }
        }

        void assertRecorded(final String where)
        {
            latencies.assertAllCounted(counters);
            for (final Latency latency : List.of(Latency.SYN_TO_ESTABLISHED, Latency.CONNECT_TO_ESTABLISHED,
                Latency.FIN_TO_CLOSED, Latency.DATA_TO_HANDLER))
            {
                assertEquals(expected.get(latency), latencies.total(latency), where + " " + latency);
            }
        }
    }
}
