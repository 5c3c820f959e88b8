package io.fourtuple.loop;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.IcmpErrors;
import io.fourtuple.testing.SentSegment;

/**
 * The network around an engine under a flood: real clients of a few endpoints, who open one connection after the other;
 * and an attacker who sends SYNs of any source, guesses, repeats what others have sent, resets and lies.
 */
final class FloodPeer
{
    private static final int PORTS = 6;
    private static final int REMEMBERED = 40;
    private static final String[] FLAGS = {".", ".", "S", "S.", "R", "R.", "F.", "P.", "-", "SF", "P"};

    /** One endpoint, and the connection that it makes just now. */
    static final class RealClient
    {
        final Endpoint here;
        final Endpoint engine;
        int irs;
        int engineIss;
        int engineTsVal;
        boolean hasSynAck;
        boolean offersTimestamps;
        boolean hasTimestamps;
        /** Set by the test: who was asked, and when, if the SYN was answered by a cookie, and by which. */
        int cookieListener;
        long cookieMs;
        int cookieIss;
        int peerNxt;
        int engineNxt;

        RealClient(final Endpoint here, final Endpoint engine)
        {
            this.here = here;
            this.engine = engine;
        }

        FourTuple tuple()
        {
            return new FourTuple().family(here.family() == 6)
                .local(engine.hi(), engine.lo(), engine.port()).remote(here.hi(), here.lo(), here.port());
        }
    }

    final List<RealClient> clients = new ArrayList<>();
    private final SplittableRandom random;
    private final List<byte[]> remembered = new ArrayList<>();

    FloodPeer(final SplittableRandom random)
    {
        this.random = random;
        for (int i = 0; i < 4 * PORTS; i++)
        {
            final boolean ipv6 = i % 2 == 1;
            clients.add(new RealClient(
                Endpoint.of((ipv6 ? "2001:db8::" : "198.18.0.") + (8 + i / 2 % 2), 2_000 + i / 4), engine(ipv6)));
        }
    }

    Endpoint engine(final boolean ipv6)
    {
        return Endpoint.of((ipv6 ? "2001:db8::" : "198.18.0.") + (2 + random.nextInt(2)), 80);
    }

    RealClient any()
    {
        return clients.get(random.nextInt(clients.size()));
    }

    /** Takes note of what the engine has sent. */
    void see(final byte[] frame)
    {
        final SentSegment sent = SentSegment.of(frame);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final boolean ipv6 = frame[0] >> 4 == 6;
        final int port = buffer.getShort((ipv6 ? 40 : 20) + 2, ByteOrder.BIG_ENDIAN) & 0xFFFF;
        for (final RealClient client : clients)
        {
            if (client.here.port() == port && client.here.family() == 6 == ipv6 &&
                (client.here.lo() & 0xFF) == (frame[ipv6 ? 39 : 19] & 0xFF) &&
                (client.engine.lo() & 0xFF) == (frame[ipv6 ? 23 : 15] & 0xFF))
            {
                see(client, sent);
            }
        }
    }

    private static void see(final RealClient client, final SentSegment sent)
    {
        if (sent.flags().equals("S.") && sent.ack() == client.irs + 1)
        {
            client.hasSynAck = true;
            client.engineIss = sent.seq();
            client.engineTsVal = sent.tsVal();
            client.hasTimestamps = sent.hasTimestamps();
            client.peerNxt = client.irs + 1;
            client.engineNxt = sent.seq() + 1;
        }
        else if (sent.flags().contains("."))
        {
            client.peerNxt = sent.ack();
            client.engineNxt = sent.seq() + sent.payload().length + (sent.flags().contains("F") ? 1 : 0);
        }
    }

    /** A new connection's SYN, or the same one again. */
    byte[] syn(final RealClient client, final long nowMs, final boolean isAgain)
    {
        if (!isAgain)
        {
            client.irs = random.nextInt();
            client.offersTimestamps = random.nextBoolean();
            client.hasSynAck = false;
        }
        final Frames syn = Frames.segment("S").from(client.here).to(client.engine).seq(client.irs);
        if (random.nextBoolean())
        {
            syn.mss(random.nextInt(3_000)).windowScale(random.nextInt(16));
        }
        return remember((client.offersTimestamps ? syn.timestamps(clock(nowMs), 0) : syn).bytes());
    }

    /** The ACK of the SYN-ACK that it saw last, with data or FIN at times. */
    byte[] ack(final RealClient client, final long nowMs)
    {
        final Frames ack = Frames.segment(random.nextInt(5) == 0 ? "F." : ".").from(client.here).to(client.engine)
            .seq(client.irs + 1).ack(client.engineIss + 1);
        if (client.hasTimestamps)
        {
            ack.timestamps(clock(nowMs), client.engineTsVal);
        }
        return remember((random.nextInt(4) == 0 ? ack.payload(random.nextInt(500)) : ack).bytes());
    }

    /** Something that goes on with an open connection, or ends it. */
    byte[] more(final RealClient client, final long nowMs)
    {
        final String[] kinds = {".", "P.", "F.", "F.", "R"};
        final String flags = kinds[random.nextInt(kinds.length)];
        final Frames frames = Frames.segment(flags).from(client.here).to(client.engine)
            .seq(client.peerNxt).ack(client.engineNxt);
        if (client.hasTimestamps)
        {
            frames.timestamps(clock(nowMs), client.engineTsVal);
        }
        return remember((flags.equals("P.") ? frames.payload(random.nextInt(300)) : frames).bytes());
    }

    /** Segments of a hostile peer. */
    byte[] attack(final long nowMs)
    {
        final RealClient client = any();
        switch (random.nextInt(8))
        {
            case 0:
                return remembered.isEmpty() ? guess(client, nowMs) : remembered.get(random.nextInt(remembered.size()));
            case 1:
                return guess(client, nowMs);
            case 2:
                return Frames.segment("R").from(client.here).to(client.engine)
                    .seq(random.nextInt(4) == 0 ? client.irs + 1 : client.irs + random.nextInt(100_000)).bytes();
            case 3:
                final boolean ipv6 = client.here.family() == 6;
                return IcmpErrors.quoting(client.engine, client.here,
                    random.nextInt(4) == 0 ? client.engineIss : random.nextInt(),
                    ipv6 ? 1 + random.nextInt(2) : 3, random.nextInt(6), random.nextInt(2_000));
            default:
                return spoofed(nowMs);
        }
    }

    private byte[] spoofed(final long nowMs)
    {
        final boolean ipv6 = random.nextBoolean();
        final Endpoint source = Endpoint.of(ipv6 ? "2001:db8:0:" + random.nextInt(50) + "::7" :
            "198.19.0." + (1 + random.nextInt(250)), 1 + random.nextInt(65_535));
        final Frames syn = Frames.segment("S").from(source).to(engine(ipv6)).seq(random.nextInt());
        return (random.nextBoolean() ? syn.timestamps(clock(nowMs), 0).windowScale(7) : syn).bytes();
    }

    private byte[] guess(final RealClient client, final long nowMs)
    {
        final Frames frames = Frames.segment(FLAGS[random.nextInt(FLAGS.length)]).from(client.here).to(client.engine)
            .seq(client.irs + random.nextInt(3)).ack(random.nextBoolean() ? random.nextInt() :
                client.engineIss + random.nextInt(9) - 4);
        return (random.nextBoolean() ? frames.timestamps(clock(nowMs), random.nextInt()) : frames).bytes();
    }

    private byte[] remember(final byte[] frame)
    {
        if (remembered.size() == REMEMBERED)
        {
            remembered.remove(random.nextInt(REMEMBERED));
        }
        remembered.add(frame);
        return frame;
    }

    private static int clock(final long nowMs)
    {
        return (int)nowMs + 12_345;
    }
}
