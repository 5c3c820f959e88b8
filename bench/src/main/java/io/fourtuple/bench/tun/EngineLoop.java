package io.fourtuple.bench.tun;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;

/** The engine, whose loop polls the device; every connection stays open. */
final class EngineLoop implements HandshakeLoop
{
    private static final int CYCLES_PER_LOOK = 1_024;

    @Override
    public String title()
    {
        return "the engine, polling the device";
    }

    @Override
    public Turn run(final TunDevice device, final int handshakes, final Runnable ready)
    {
        final Counters counters = new Counters();
        final EmptyReads link = new EmptyReads(TunLinks.polled(device, counters));
        final Accepted accepted = new Accepted();
        final Engine engine = MeasuredEngine.create(link, counters, handshakes, accepted);
        ready.run();
        final long limitNs = System.nanoTime() + LIMIT_NS;
        long startNs = 0;
        int idle = 0;
        while (startNs == 0 && (++idle % CYCLES_PER_LOOK != 0 || limitNs - System.nanoTime() > 0))
        {
            startNs = engine.doWork() > 0 ? System.nanoTime() : 0;
        }
        link.count = 0;
        serve(engine, accepted, handshakes, limitNs);
        final long elapsedNs = System.nanoTime() - startNs;
        return new Turn(accepted.count, elapsedNs, link.count, trouble(counters, accepted.count, handshakes));
    }

    private static void serve(
        final Engine engine, final Accepted accepted, final int handshakes, final long limitNs)
    {
        int cycles = 0;
        while (accepted.count < handshakes && (++cycles % CYCLES_PER_LOOK != 0 || limitNs - System.nanoTime() > 0))
        {
            engine.doWork();
        }
    }

    private static String trouble(final Counters counters, final long accepted, final int handshakes)
    {
        final boolean isRight = accepted == handshakes && counters.get(Counter.ESTABLISHED) == handshakes &&
            counters.get(Counter.SEGMENTS_ACCEPTED) == 2L * handshakes &&
            counters.get(Counter.IP_IN_RECEIVES) == 2L * handshakes &&
            counters.get(Counter.OUT_SEGS) == handshakes && counters.get(Counter.LINK_TX_ERRORS) == 0;
        return isRight ? "" : "the engine's counters do not fit " + handshakes + " handshakes:\n" + counters;
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

    /** A receive that does not fill its batch has ended with a read that found nothing. */
    private static final class EmptyReads implements Link
    {
        private final Link link;
        private long count;

        EmptyReads(final Link link)
        {
            this.link = link;
        }

        @Override
        public int receive(final FrameBatch batch)
        {
            final int frames = link.receive(batch);
            if (frames < batch.capacity())
            {
                count++;
            }
            return frames;
        }

        @Override
        public int claim(final int lengthBytes)
        {
            return link.claim(lengthBytes);
        }

        @Override
        public MutableDirectBuffer txBuffer()
        {
            return link.txBuffer();
        }

        @Override
        public void commit(final int offset, final int lengthBytes)
        {
            link.commit(offset, lengthBytes);
        }

        @Override
        public void flush()
        {
            link.flush();
        }

        @Override
        public int mtuBytes()
        {
            return link.mtuBytes();
        }

        @Override
        public boolean isUp()
        {
            return link.isUp();
        }

        @Override
        public void close()
        {
            link.close();
        }
    }
}
