package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.own.WideReno;
import io.fourtuple.wire.TcpDescriptor;

/**
 * A receiver that says by SACK what it has. It counts in segments: segment 1 begins at sequence number 1, {@code ack(3, 5, 7)}
 * acknowledges what lies before segment 3 and SACKs 5 and 6. The round trip is {@value #RTT_MS} ms, measured by a first segment
 * of which no test speaks.
 */
final class SackPeer
{
    static final int MSS = 1_000;
    static final int RTT_MS = 100;

    final EngineFixture fixture;
    private final boolean timestamps;
    private int tsVal = 1;
    private int tsEcr;
    private int queued;

    SackPeer(final boolean ipv6, final boolean timestamps)
    {
        this(ipv6, timestamps, EngineFixture.smallSettings());
    }

    SackPeer(final boolean ipv6, final boolean timestamps, final Settings settings)
    {
        this.timestamps = timestamps;
        fixture = EngineFixture.with(ipv6, settings).congestionControl(new WideReno()).build().listen();
        final Frames syn = fixture.segment("S", 0, 0)
            .mss(timestamps ? MSS + TcpDescriptor.TIMESTAMPS_LENGTH : MSS).sackPermitted();
        fixture.inject(timestamps ? syn.timestamps(tsVal, 0) : syn);
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        tsEcr = synAck.tsVal();
        ack(1);
        // So that the tests count from segment 1, the first one lies before it.
        fixture.send(0, MSS);
        tsEcr = fixture.sent().tsVal();
        fixture.iss += MSS;
        fixture.pass(RTT_MS);
        ack(1);
    }

    /** The application sends so many segments; the numbers of those that go. */
    String send(final int segments)
    {
        assertEquals(segments * MSS, fixture.send(queued, segments * MSS));
        queued += segments * MSS;
        return sent();
    }

    /** The numbers of the segments that the engine has sent since; a segment that is no whole one with its length. */
    String sent()
    {
        final List<String> numbers = new ArrayList<>();
        while (fixture.link.hasSent())
        {
            final SentSegment segment = fixture.sent();
            final int number = (segment.seq() - fixture.iss - 1) / MSS + 1;
            final int length = segment.payload().length;
            numbers.add(length == MSS ? "" + number : number + "(" + length + ")");
            tsEcr = segment.tsVal();
        }
        return String.join(" ", numbers);
    }

    /** The TSval of what was sent last. */
    int lastTsVal()
    {
        return tsEcr;
    }

    /** @return what the engine sends in answer. */
    String ack(final int segment, final int... blocks)
    {
        return ackEchoing(tsEcr, segment, blocks);
    }

    String ackEchoing(final int echo, final int segment, final int... blocks)
    {
        final int[] edges = new int[blocks.length];
        for (int i = 0; i < blocks.length; i++)
        {
            edges[i] = fixture.iss + seq(blocks[i]);
        }
        return ackRaw(echo, seq(segment), edges);
    }

    /** With blocks of absolute sequence numbers. */
    String ackRaw(final int echo, final int ack, final int... edges)
    {
        final Frames frames = fixture.segment(".", 1, ack);
        if (timestamps)
        {
            frames.timestamps(++tsVal, echo);
        }
        fixture.inject(edges.length == 0 ? frames : frames.sack(edges));
        return sent();
    }

    static int seq(final int segment)
    {
        return (segment - 1) * MSS + 1;
    }

    long count(final Counter counter)
    {
        return fixture.counter(counter);
    }

    /** What the engine sends until then. */
    String pass(final int ms)
    {
        fixture.pass(ms);
        return sent();
    }
}
