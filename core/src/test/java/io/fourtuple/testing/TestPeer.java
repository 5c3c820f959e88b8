package io.fourtuple.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.AgentTerminationException;

import io.fourtuple.app.Endpoint;
import io.fourtuple.loop.Engine;

/**
 * The engine's peer, played by the test: it {@link #inject}s segments and {@link #expect}s those that the engine sends, with
 * numbers relative to both ISNs, and decides when time passes.
 *
 * @param <F> the fixture that this is of.
 */
public abstract class TestPeer<F extends TestPeer<F>>
{
    /** The peer's ISN; its first byte of data has this plus 1. */
    public static final int PEER_ISS = 1_000;
    public static final int MTU = 1_500;
    private static final Endpoint LOCAL_IPV4 = Endpoint.of("198.18.0.2", 80);
    private static final Endpoint LOCAL_IPV6 = Endpoint.of("2001:db8::2", 80);
    private static final Endpoint PEER_IPV4 = Endpoint.of("198.18.0.9", 40_000);
    private static final Endpoint PEER_IPV6 = Endpoint.of("2001:db8::9", 40_000);

    public final TestLink link = new TestLink(MTU);
    public final TestClock clock = new TestClock();
    public final List<Throwable> errors = new ArrayList<>();
    public final boolean ipv6;
    public final Endpoint local;
    public final Endpoint peer;
    public final Engine engine;
    public int peerIss = PEER_ISS;
    /** The engine's ISN, once it was seen. */
    public int iss;

    TestPeer(final boolean ipv6, final EngineFixture.Builder parts)
    {
        this.ipv6 = ipv6;
        local = ipv6 ? LOCAL_IPV6 : LOCAL_IPV4;
        peer = ipv6 ? PEER_IPV6 : PEER_IPV4;
        engine = new Engine(parts.config(link).clock(clock).errorHandler(errors::add));
    }

    abstract F self();

    /** A segment from the peer to the engine, with sequence numbers relative to the ISNs. */
    public Frames segment(final String flags, final int seq, final int ack)
    {
        return Frames.segment(flags).from(peer).to(local).seq(peerIss + seq).ack(flags.contains(".") ? iss + ack : 0);
    }

    /** Hands the engine a frame and lets it do its work; its end, if it was told to drain and has, is among the errors. */
    public F inject(final byte[] frame)
    {
        link.put(frame);
        try
        {
            engine.doWork();
        }
        catch (final AgentTerminationException ex)
        {
            errors.add(ex);
        }
        return self();
    }

    public F inject(final Frames frames)
    {
        return inject(frames.bytes());
    }

    public F inject(final String flags, final int seq, final int ack)
    {
        return inject(segment(flags, seq, ack));
    }

    /** The oldest segment that the engine has sent and that no one has looked at; there must be one. */
    public SentSegment sent()
    {
        final byte[] frame = link.take();
        assertNotNull(frame, "the engine has sent nothing");
        return SentSegment.of(frame);
    }

    /** The latest segment that the engine has sent; those before it are taken, too. */
    public SentSegment sentLast()
    {
        SentSegment last = sent();
        while (link.hasSent())
        {
            last = sent();
        }
        return last;
    }

    public SentSegment expect(final String flags, final int seq, final int ack)
    {
        final SentSegment segment = sent();
        assertEquals(flags, segment.flags(), segment.toString());
        assertEquals(seq, segment.seq() - iss, "SEG.SEQ of " + segment);
        if (flags.contains("."))
        {
            assertEquals(ack, segment.ack() - peerIss, "SEG.ACK of " + segment);
        }
        return segment;
    }

    public F expectNothing()
    {
        final byte[] frame = link.take();
        assertNull(frame, () -> "the engine has sent " + SentSegment.of(frame));
        return self();
    }

    /** Time passes, and the engine notices. */
    public F pass(final long ms)
    {
        final long untilNs = clock.nowNs() + ms * 1_000_000L;
        while (clock.nowNs() < untilNs)
        {
            clock.advanceNs(Math.min(untilNs - clock.nowNs(), 1_000_000L));
            engine.doWork();
        }
        return self();
    }

    /** Time passes that the engine does not notice yet. */
    public F sleepNs(final long ns)
    {
        clock.advanceNs(ns);
        return self();
    }

    /** A long time passes at once, as if the loop had stood still. */
    public F jump(final long ms)
    {
        return jumpNs(ms * 1_000_000L);
    }

    public F jumpNs(final long ns)
    {
        clock.advanceNs(ns);
        return work();
    }

    public F work()
    {
        try
        {
            for (int i = 0; i < 16; i++)
            {
                engine.doWork();
            }
        }
        catch (final AgentTerminationException ex)
        {
            errors.add(ex);
        }
        return self();
    }
}
