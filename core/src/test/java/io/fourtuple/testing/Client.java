package io.fourtuple.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * A client beside the fixture's own peer: an endpoint with numbers, options and a clock of its own, that does what a
 * real one does. Numbers of its segments are relative to the ISNs.
 */
public final class Client
{
    /** Ports of one address; each client has an endpoint of its own. */
    private static final int PORTS = 60_000;
    private static final int NOT_SENT = Segment.ABSENT;
    private static final Endpoint FIRST_IPV4 = Endpoint.of("198.18.1.10", 0);
    private static final Endpoint FIRST_IPV6 = Endpoint.of("2001:db8::1:10", 0);

    public final Endpoint endpoint;
    /** The engine's ISN, once it was seen. */
    public int iss;
    public int peerIss;
    private final EngineFixture fixture;
    private int mss = NOT_SENT;
    private int scale = NOT_SENT;
    private boolean withSack;
    private boolean withTimestamps;
    private int tsVal;
    /** The last TSval of the engine, which is echoed. */
    private int tsEcr;

    /**
     * @param number of the client; each has another endpoint.
     */
    public Client(final EngineFixture fixture, final int number)
    {
        this.fixture = fixture;
        final Endpoint first = fixture.ipv6 ? FIRST_IPV6 : FIRST_IPV4;
        endpoint = new Endpoint(first.family(), first.hi(), first.lo() + number / PORTS, 1_024 + number % PORTS);
        peerIss = 7_000_000 + 1_000_003 * number;
        tsVal = 50_000 + number;
    }

    public Client mss(final int bytes)
    {
        mss = bytes;
        return this;
    }

    public Client scale(final int shift)
    {
        scale = shift;
        return this;
    }

    public Client sack()
    {
        withSack = true;
        return this;
    }

    public Client timestamps()
    {
        withTimestamps = true;
        return this;
    }

    public Frames syn()
    {
        final Frames syn = Frames.segment("S").from(endpoint).to(fixture.local).seq(peerIss);
        if (mss != NOT_SENT)
        {
            syn.mss(mss);
        }
        if (scale != NOT_SENT)
        {
            syn.windowScale(scale);
        }
        if (withSack)
        {
            syn.sackPermitted();
        }
        return withTimestamps ? syn.timestamps(tsVal, 0) : syn;
    }

    /** A segment with timestamps if they were agreed on; the clock moves by 1 with each. */
    public Frames segment(final String flags, final int seq, final int ack)
    {
        final Frames segment = Frames.segment(flags).from(endpoint).to(fixture.local)
            .seq(peerIss + seq).ack(flags.contains(".") ? iss + ack : 0);
        return withTimestamps ? segment.timestamps(++tsVal, tsEcr) : segment;
    }

    /** Sends the SYN, and takes the SYN-ACK that must come. */
    public SentSegment connect()
    {
        fixture.inject(syn());
        return synAck();
    }

    /** Takes the SYN-ACK that must have come. */
    public SentSegment synAck()
    {
        final SentSegment synAck = fixture.sent();
        assertEquals("S.", synAck.flags(), synAck.toString());
        assertEquals(peerIss + 1, synAck.ack(), synAck.toString());
        assertEquals(withTimestamps && synAck.hasTimestamps(), synAck.hasTimestamps(), "nobody asked for timestamps");
        withTimestamps = synAck.hasTimestamps();
        iss = synAck.seq();
        tsEcr = synAck.tsVal();
        return synAck;
    }

    /** The ACK that completes the handshake. */
    public Client ack()
    {
        fixture.inject(segment(".", 1, 1));
        return this;
    }

    public Client establish()
    {
        connect();
        return ack();
    }

    public int tsVal()
    {
        return tsVal;
    }

    /** The timestamp that the next segments echo. */
    public Client tsEcr(final int value)
    {
        tsEcr = value;
        return this;
    }

    /** The 4-tuple as the engine sees it. */
    public FourTuple tuple()
    {
        return new FourTuple().family(fixture.ipv6)
            .local(fixture.local.hi(), fixture.local.lo(), fixture.local.port())
            .remote(endpoint.hi(), endpoint.lo(), endpoint.port());
    }
}
