package io.fourtuple.bench.measure.tun;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;
import io.fourtuple.loop.Engine;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;

/** The engine, whose loop polls the device; every connection stays open until the round's end. */
final class EngineLoop implements HandshakeLoop
{
    private Counters counters;
    private Engine engine;
    private Accepted accepted;
    private int handshakes;
    private long received;

    @Override
    public String title()
    {
        return "the engine, polling the device";
    }

    @Override
    public void begin(final TunDevice device, final int expected)
    {
        handshakes = expected;
        received = 0;
        counters = new Counters();
        accepted = new Accepted();
        engine = MeasuredEngine.create(TunLinks.polled(device, counters), counters, expected, accepted);
    }

    @Override
    public void drain(final int frames)
    {
        received += frames;
        int idle = 0;
        while (counters.get(Counter.IP_IN_RECEIVES) < received)
        {
            if (engine.doWork() == 0 && ++idle == MOST_EMPTY_READS)
            {
                throw new IllegalStateException("frames were lost:\n" + counters);
            }
        }
    }

    @Override
    public long end()
    {
        final long established = counters.get(Counter.ESTABLISHED);
        final boolean isRight = accepted.count == established &&
            counters.get(Counter.SYN_QUEUED) == handshakes &&
            counters.get(Counter.SEGMENTS_ACCEPTED) == handshakes &&
            counters.get(Counter.IP_IN_RECEIVES) == 2L * handshakes &&
            counters.get(Counter.OUT_SEGS) == handshakes && counters.get(Counter.LINK_TX_ERRORS) == 0;
        if (!isRight)
        {
            throw new IllegalStateException(
                "the engine's counters do not fit " + handshakes + " handshakes:\n" + counters);
        }
        engine = null;
        return established;
    }

    private static final class Accepted implements ConnectionHandler
    {
        private long count;

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            count++;
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            throw new IllegalStateException("nobody sent data: connection=" + connection + " length=" + length);
        }
    }
}
