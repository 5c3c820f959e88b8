package io.fourtuple.loop;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;

/**
 * A peer that knows what the engine has sent, and opens and closes connections with it most of the time; else it lies
 * about sequence numbers and timestamps, repeats itself, and resets. Its two hosts of each family have clocks of their
 * own.
 */
final class TimeWaitPeer
{
    static final int PORTS = 5;
    private static final String[] FLAGS =
        {".", ".", ".", "F.", "F.", "F.", "S", "S", "S.", "S.", "P.", "R", "R.", "SF", "F", "-", "SF.", "SR"};

    /** The peer's knowledge of one 4-tuple. */
    private static final class Flow
    {
        final Endpoint here;
        final Endpoint engine;
        int engineNxt;
        int peerNxt;
        boolean hasTimestamps;
        int engineTsVal;
        String last = "";
        boolean isOver;

        Flow(final Endpoint here, final Endpoint engine)
        {
            this.here = here;
            this.engine = engine;
        }
    }

    private final SplittableRandom random;
    private final List<Flow> flows = new ArrayList<>();

    TimeWaitPeer(final SplittableRandom random)
    {
        this.random = random;
    }

    Endpoint engine(final boolean ipv6, final int port)
    {
        return Endpoint.of(ipv6 ? "2001:db8::2" : "198.18.0.2", port);
    }

    /** One of the endpoints that it has. */
    Endpoint any(final boolean ipv6)
    {
        return Endpoint.of((ipv6 ? "2001:db8::" : "198.18.0.") + (8 + random.nextInt(2)), 1 + random.nextInt(PORTS));
    }

    /** Takes note of what the engine has sent. */
    void see(final byte[] frame)
    {
        final boolean ipv6 = frame[0] >> 4 == 6;
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final int tcp = ipv6 ? 40 : 20;
        final SentSegment sent = SentSegment.of(frame);
        final Flow flow = flow(ipv6, frame[ipv6 ? 39 : 19], buffer.getShort(tcp + 2, ByteOrder.BIG_ENDIAN) & 0xFFFF,
            buffer.getShort(tcp, ByteOrder.BIG_ENDIAN) & 0xFFFF);
        flow.isOver = sent.flags().contains("R");
        if (flow.isOver)
        {
            return;
        }
        flow.last = sent.flags();
        flow.engineNxt = sent.seq() + sent.payload().length + (sent.flags().matches(".*[SF].*") ? 1 : 0);
        flow.peerNxt = sent.flags().contains(".") ? sent.ack() : random.nextInt();
        flow.hasTimestamps = sent.hasTimestamps();
        flow.engineTsVal = sent.tsVal();
    }

    private Flow flow(final boolean ipv6, final int host, final int port, final int enginePort)
    {
        final Endpoint here = Endpoint.of((ipv6 ? "2001:db8::" : "198.18.0.") + host, port);
        final Endpoint engine = engine(ipv6, enginePort);
        for (final Flow flow : flows)
        {
            if (flow.here.equals(here) && flow.engine.equals(engine))
            {
                return flow;
            }
        }
        final Flow flow = new Flow(here, engine);
        flows.add(flow);
        return flow;
    }

    /** The next segment for the engine. */
    byte[] frame(final long nowMs)
    {
        if (flows.isEmpty() || random.nextInt(8) == 0)
        {
            final boolean ipv6 = random.nextBoolean();
            final Endpoint from = any(ipv6);
            final Frames syn = Frames.segment("S").from(from).to(engine(ipv6, 80)).seq(random.nextInt());
            return (random.nextBoolean() ? syn.mss(1_460).timestamps(clock(from, nowMs), 0) : syn).bytes();
        }
        Flow flow = flows.get(random.nextInt(flows.size()));
        for (int i = 0; i < 20 && flow.isOver; i++)
        {
            flow = flows.get(random.nextInt(flows.size()));
        }
        final String flags = random.nextInt(5) == 0 ? FLAGS[random.nextInt(FLAGS.length)] : answer(flow);
        final int back = flags.startsWith("F") && random.nextInt(4) == 0 ? -1 : 0;
        final int forward = flags.equals("S") ? random.nextInt(200_000) : 0;
        final Frames frames = Frames.segment(flags).from(flow.here).to(flow.engine)
            .seq(flow.peerNxt + back + forward + near()).ack(flow.engineNxt + near())
            .window(random.nextInt(5) == 0 ? random.nextInt(3) : 65_535);
        if (flags.contains("S") && random.nextBoolean())
        {
            frames.windowScale(random.nextInt(15));
        }
        if (flow.hasTimestamps != (random.nextInt(20) == 0))
        {
            final int echo = random.nextInt(8) == 0 ? random.nextInt() : flow.engineTsVal;
            frames.timestamps(clock(flow.here, nowMs), flags.equals("S") ? 0 : echo);
        }
        return (flags.equals("P.") ? frames.payload(random.nextInt(500)) : frames).bytes();
    }

    /** A segment that fits the engine's last one. */
    private String answer(final Flow flow)
    {
        return switch (flow.last)
        {
            case "S" -> "S.";
            case "S." -> ".";
            default -> random.nextInt(3) == 0 ? "." : random.nextInt(4) == 0 ? "P." : "F.";
        };
    }

    private int clock(final Endpoint host, final long nowMs)
    {
        final int wrong = random.nextInt(10) == 0 ? random.nextInt(2_000_000) - 1_000_000 : 0;
        return (int)(nowMs + host.lo() * 0x0765_4321L) + wrong;
    }

    private int near()
    {
        return random.nextInt(12) != 0 ? 0 : random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(5) - 2;
    }
}
