package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Fault;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.testing.EngineFixture;

/**
 * One engine sends to another along a path that loses and reorders its data, in virtual time: all of it arrives as it was sent,
 * and hardly more is sent again than was lost.
 */
class LossyPathTest
{
    private static final long MS = 1_000_000;
    private static final int LENGTH = 2_000_000;
    private static final int PORT = 80;
    private static final String SERVER = "198.18.0.2";
    private static final String CLIENT = "198.18.1.1";

    private long nowNs = 1_000_000_000L;
    private final List<Throwable> errors = new ArrayList<>();
    private int sent;
    private int received;
    private CloseReason end;

    private final class Source implements ConnectionHandler
    {
        private long id;

        private void send(final Tcp tcp)
        {
            int taken = 1;
            while (taken > 0 && sent < LENGTH)
            {
                final byte[] bytes = new byte[Math.min(LENGTH - sent, 1 << 14)];
                for (int i = 0; i < bytes.length; i++)
                {
                    bytes[i] = at(sent + i);
                }
                taken = Math.max(0, tcp.send(id, new UnsafeBuffer(bytes), 0, bytes.length));
                sent += taken;
            }
            if (sent == LENGTH)
            {
                tcp.close(id);
            }
        }

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            id = connection;
            send(tcp);
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            send(tcp);
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int bytes)
        {
            throw new AssertionError("nothing is sent this way");
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            end = reason;
        }
    }

    private final class Sink implements ConnectionHandler
    {
        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int bytes)
        {
            for (int i = 0; i < bytes; i++)
            {
                if (at(received) != buffer.getByte(offset + i))
                {
                    throw new AssertionError("byte " + received);
                }
                received++;
            }
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long connection)
        {
            tcp.close(connection);
        }
    }

    private static byte at(final int position)
    {
        return (byte)(position * 31 >> 3 ^ position >> 11);
    }

    /** @param needless most segments sent again that were not lost, in all of the transfer. */
    @ParameterizedTest
    @CsvSource({
        "0.00, 0.00, 0, 0", "0.01, 0.00, 0, 4", "0.01, 0.00, 1, 4", "0.03, 0.00, 1, 12", "0.00, 0.02, 0, 4",
        "0.00, 0.02, 1, 4", "0.01, 0.05, 1, 20"})
    void shouldSendAgainWhatWasLostAndLittleElse(
        final double loss, final double reordering, final int timestamps, final int needless)
    {
        final long seed = 77;
        final Settings settings = EngineFixture.smallSettings().with(Setting.TCP_TIMESTAMPS, timestamps)
            .with("tcp_congestion_control=cubic")
            .with(Setting.TCP_WMEM, 1 << 18);
        final ChaosPipe near = new ChaosPipe(FaultPlan.none().withTx(Fault.DROP, loss).withTx(Fault.REORDER, reordering)
            .seed(seed), () -> nowNs);
        final ChaosPipe far = new ChaosPipe(FaultPlan.none().seed(seed), () -> nowNs);
        near.connect(far);
        final Telemetry telemetry = Telemetry.inMemory();
        final Engine client = engine(near, settings, telemetry, 1);
        final Engine server = engine(far, settings, Telemetry.inMemory(), 2);
        server.tcp().listen(Endpoint.any(PORT), new Sink());
        final FourTuple tuple = new FourTuple()
            .local(0, Endpoint.of(CLIENT, 0).lo(), 0).remote(0, Endpoint.of(SERVER, PORT).lo(), PORT);
        assertTrue(client.tcp().connect(tuple, new Source(), 0) > 0);
        final long beginNs = nowNs;
        while (end == null && nowNs - beginNs < 60_000 * MS && errors.isEmpty())
        {
            client.doWork();
            server.doWork();
            nowNs += MS / 4;
        }
        final var counters = telemetry.counters();
        final long again = counters.get(Counter.RETRANS_SEGS);
        final String text = "loss=" + loss + " reordering=" + reordering + " timestamps=" + timestamps +
            " ms=" + (nowNs - beginNs) / MS + " lost=" + near.dropped() + " again=" + again +
            " time-outs=" + counters.get(Counter.TIMEOUTS) + " recoveries=" + counters.get(Counter.SACK_RECOVERY) +
            " probes=" + counters.get(Counter.LOSS_PROBES) + " lost again=" + counters.get(Counter.LOST_RETRANSMIT) +
            " undone=" + (counters.get(Counter.DSACK_UNDO) + counters.get(Counter.FULL_UNDO) +
            counters.get(Counter.PARTIAL_UNDO) + counters.get(Counter.LOSS_UNDO));
        System.out.println(text);
        assertEquals(List.of(), errors, text);
        assertEquals(LENGTH, received, text);
        assertEquals(CloseReason.FINISHED, end, text);
        assertTrue(again <= near.dropped() + needless, text);
    }

    private Engine engine(final ChaosPipe pipe, final Settings settings, final Telemetry telemetry, final long seed)
    {
        return new Engine(new EngineConfig(pipe).settings(settings).telemetry(telemetry).clock(() -> nowNs)
            .errorHandler(errors::add).random(new SplittableRandom(seed)::nextLong));
    }
}
