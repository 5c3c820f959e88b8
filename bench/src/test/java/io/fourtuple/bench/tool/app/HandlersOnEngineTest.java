package io.fourtuple.bench.tool.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.link.FaultLink;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.Link;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** The handlers on the real engine: two of them joined in memory, on one thread and a clock that the test moves. */
class HandlersOnEngineTest
{
    private static final long SEED = 42;
    private static final long TICK_NS = 100_000;
    private static final int MOST_CYCLES = 20_000_000;

    private final SplittableRandom secrets = new SplittableRandom(SEED);
    private final RingLink[] ends = RingLink.pair(1 << 18, 1_500);
    private final Counters serverCounters = new Counters();
    private long nowNs = 1;
    private Engine server;
    private Engine client;

    private void start(final FaultPlan plan)
    {
        final Link clientLink = plan == null ? ends[0] : new FaultLink(ends[0], plan, () -> nowNs);
        client = engine(clientLink, "198.18.0.1", "2001:db8::1", new Counters());
        server = engine(ends[1], "198.18.0.2", "2001:db8::2", serverCounters);
    }

    private Engine engine(final Link link, final String ipv4, final String ipv6, final Counters counters)
    {
        return new Engine(new EngineConfig(link)
            .localAddresses(new LocalAddresses().add(ipv4).add(ipv6))
            .counters(counters)
            .clock(() -> nowNs)
            .random(secrets::nextLong)
            .errorHandler(ex ->
            {
                throw new AssertionError(ex);
            }));
    }

    @AfterEach
    void close()
    {
        client.onClose();
        server.onClose();
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.0.2, 10000000, ''",
        "2001:db8::2, 10000000, ''",
        "198.18.0.2, 1000000, 'drop=0.02,dup=0.02,reorder=0.02,corrupt=0.02,seed=42'",
        "2001:db8::2, 1000000, 'drop=0.02,dup=0.02,reorder=0.02,corrupt=0.02,seed=43'"})
    void shouldEchoIdenticalBytes(final String address, final int length, final String plan)
    {
        start(plan.isEmpty() ? null : FaultPlan.parse(plan));
        server.tcp().listen(Endpoint.any(7), new EchoHandler());
        final byte[] data = new byte[length];
        new Random(SEED).nextBytes(data);
        final Exchange exchange = new Exchange(data, true);
        run(address, 7, exchange);
        assertArrayEquals(data, exchange.received.toByteArray());
        assertEquals(CloseReason.FINISHED, exchange.reason);
        assertEquals(serverCounters.get(Counter.IP_IN_RECEIVES), serverCounters.outcomes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.2", "2001:db8::2"})
    void shouldServeManyBytesByHttp(final String address)
    {
        start(null);
        server.tcp().listen(Endpoint.any(80), new HttpHandler());
        final int length = 3_000_000;
        final byte[] request = ("GET /bytes/" + length + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        final Exchange exchange = new Exchange(request, false);
        run(address, 80, exchange);
        final byte[] response = exchange.received.toByteArray();
        final int start = response.length - length;
        assertTrue(new String(response, 0, start, StandardCharsets.US_ASCII).endsWith("\r\n\r\n"));
        for (int i = 0; i < length; i++)
        {
            assertEquals(BytePattern.at(i), response[start + i], "byte " + i);
        }
        assertEquals(CloseReason.FINISHED, exchange.reason);
    }

    private void run(final String address, final int port, final Exchange exchange)
    {
        final long connection = client.tcp().connect(FourTuple.to(Endpoint.of(address, port)), exchange, 0);
        assertTrue(connection > 0, "connection=" + connection);
        for (int cycle = 0; exchange.reason == null; cycle++)
        {
            assertTrue(cycle < MOST_CYCLES, "no end: received=" + exchange.received.size() + " seed=" + SEED);
            if (client.doWork() + server.doWork() == 0)
            {
                nowNs += TICK_NS;
            }
        }
    }

    /** Sends some bytes, collects what comes, and shuts its output behind them or waits for the peer to close. */
    private static final class Exchange implements ConnectionHandler
    {
        private final UnsafeBuffer data;
        private final boolean shutsOutput;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private int sent;
        private CloseReason reason;

        Exchange(final byte[] data, final boolean shutsOutput)
        {
            this.data = new UnsafeBuffer(data);
            this.shutsOutput = shutsOutput;
        }

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            onWritable(tcp, connection);
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            sent += Math.max(tcp.send(connection, data, sent, data.capacity() - sent), 0);
            if (sent == data.capacity() && shutsOutput)
            {
                tcp.shutdownOutput(connection);
            }
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            received.writeBytes(bytes);
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason closeReason)
        {
            reason = closeReason;
        }
    }
}
