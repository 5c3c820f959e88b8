package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.wire.IpDescriptor;

/** Explicit congestion notification, rule by rule (RFC 3168 6.1). */
class EcnTest
{
    private static final int MSS = 1_000;
    private static final int ECN_MASK = 3;

    private EngineFixture fixture;

    private static Settings settings(final int tcpEcn)
    {
        return EngineFixture.smallSettings().with("tcp_congestion_control=newreno").with(Setting.TCP_ECN, tcpEcn);
    }

    private Frames syn(final String flags)
    {
        return fixture.segment(flags, 0, 0).mss(MSS);
    }

    /** A connection with ECN that a client has opened. */
    private void established(final boolean ipv6, final Settings settings)
    {
        fixture = EngineFixture.of(ipv6, settings).listen();
        fixture.inject(syn("SEW"));
        final SentSegment synAck = fixture.sent();
        assertEquals("S.E", synAck.flags());
        assertEquals(IpDescriptor.NOT_ECT, synAck.trafficClass() & ECN_MASK);
        fixture.iss = synAck.seq();
        fixture.inject(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    private static int ecn(final SentSegment segment)
    {
        return segment.trafficClass() & ECN_MASK;
    }

    /** 6.1.1: a SYN with ECE and CWR is answered by ECE alone, if this end takes part; any other as ever. */
    @ParameterizedTest
    @CsvSource({
        "0, SEW, S.", "1, SEW, S.E", "2, SEW, S.E", "2, S, S.", "2, SE, S.", "2, SW, S.", "1, SE, S.", "1, S, S."})
    void shouldAnswerASynThatAsks(final int tcpEcn, final String flags, final String answer)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            fixture = EngineFixture.of(ipv6, settings(tcpEcn)).listen();
            fixture.inject(syn(flags));
            assertEquals(answer, fixture.sent().flags());
            // The SYN-ACK that is sent again says the same.
            fixture.msUntilSent();
            assertEquals(answer, fixture.sent().flags());
            fixture.assertCountersAddUp();
        }
    }

    /** 6.1.1: a SYN must not be ECN-capable, so that the field was spoilt. RFC 9768 3.1.1 allows it to one with AE. */
    @ParameterizedTest
    @CsvSource({
        "false, 0, S.E", "false, 1, S.", "false, 2, S.", "false, 3, S.",
        "true, 0, S.E", "true, 1, S.E", "true, 2, S.E", "true, 3, S.E"})
    void shouldNeverDropASynForItsBits(final boolean isAccurate, final int field, final String answer)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            fixture = EngineFixture.of(ipv6, settings(2)).listen();
            final Frames syn = syn("SEW").ecn(field);
            fixture.inject(isAccurate ? syn.ae() : syn);
            assertEquals(answer, fixture.sent().flags());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, S", "1, SEW", "2, S"})
    void shouldAskInASynIfItIsSetTo(final int tcpEcn, final String flags)
    {
        fixture = EngineFixture.of(false, settings(tcpEcn));
        fixture.handler.connection = fixture.tcp.connect(fixture.tuple(), fixture.handler, 7);
        fixture.work();
        final SentSegment syn = fixture.sent();
        assertEquals(flags, syn.flags());
        assertEquals(IpDescriptor.NOT_ECT, ecn(syn));
    }

    /** 6.1.1: ECE without CWR agrees; both are the echo of a broken peer. */
    @ParameterizedTest
    @CsvSource({"S.E, true", "S., false", "S.EW, false", "S.W, false"})
    void shouldAgreeByTheAnswerToItsSyn(final String answer, final boolean isAgreed)
    {
        connect();
        fixture.inject(fixture.segment(answer, 0, 1).mss(MSS));
        fixture.sentLast();
        fixture.send(0, MSS);
        assertEquals(isAgreed ? IpDescriptor.ECT_0 : IpDescriptor.NOT_ECT, ecn(fixture.sent()));
    }

    private void connect()
    {
        fixture = EngineFixture.of(false, settings(1));
        fixture.handler.connection = fixture.tcp.connect(fixture.tuple(), fixture.handler, 7);
        fixture.work();
        fixture.iss = fixture.sent().seq();
    }

    /** 6.1.1.1: the first SYN may have been dropped for its flags; whatever comes then, there is no ECN. */
    @Test
    void shouldNotAskAgain()
    {
        connect();
        fixture.msUntilSent();
        assertEquals("S", fixture.sent().flags());
        fixture.inject(fixture.segment("S.E", 0, 1).mss(MSS));
        fixture.sentLast();
        fixture.send(0, MSS);
        assertEquals(IpDescriptor.NOT_ECT, ecn(fixture.sent()));
    }

    /** Linux's cookies have a bit for it in the timestamp; without timestamps, and in FreeBSD's, there is none. */
    @ParameterizedTest
    @CsvSource({
        "linux, true, true, 2", "linux, false, true, 2", "linux, true, false, 2", "linux, true, true, 0",
        "freebsd, true, true, 2"})
    void shouldCarryItInACookie(final String encoding, final boolean withTimestamps, final boolean asks, final int tcpEcn)
    {
        final boolean isAgreed = encoding.equals("linux") && withTimestamps && asks && tcpEcn != 0;
        fixture = EngineFixture.of(false, settings(tcpEcn).with("syn_defence=cookies-" + encoding)).listen();
        final Frames syn = syn(asks ? "SEW" : "S");
        fixture.inject(withTimestamps ? syn.timestamps(77, 0) : syn);
        final SentSegment synAck = fixture.sent();
        assertEquals(isAgreed ? "S.E" : "S.", synAck.flags());
        fixture.iss = synAck.seq();
        final Frames ack = fixture.segment(".", 1, 1);
        fixture.inject(withTimestamps ? ack.timestamps(78, synAck.tsVal()) : ack);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.send(0, 100);
        assertEquals(isAgreed ? IpDescriptor.ECT_0 : IpDescriptor.NOT_ECT, ecn(fixture.sent()));
        fixture.assertCountersAddUp();
    }

    /** The bit in the timestamp is not protected: a peer that makes it up gets no ECN from an engine without. */
    @Test
    void shouldNotBelieveABitThatItHasNotSet()
    {
        fixture = EngineFixture.of(false, settings(0).with("syn_defence=cookies-linux")).listen();
        fixture.inject(syn("SEW").timestamps(77, 0));
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        for (int bit = 32; bit >= -32 && fixture.state() != TcpState.ESTABLISHED; bit -= 64)
        {
            fixture.inject(fixture.segment(".", 1, 1).timestamps(78, synAck.tsVal() + bit));
        }
        fixture.send(0, 100);
        assertEquals(IpDescriptor.NOT_ECT, ecn(fixture.sentLast()));
    }

    /** 6.1.4, 6.1.5: new data is capable; ACKs, and data that is sent again, are not. The DSCP stays. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMarkNewDataAsCapableAndNothingElse(final boolean ipv6)
    {
        established(ipv6, settings(2).with(Setting.IP_DSCP, 46));
        fixture.send(0, 2 * MSS);
        assertEquals(46 << 2 | IpDescriptor.ECT_0, fixture.expect(".", 1, 1).trafficClass());
        assertEquals(46 << 2 | IpDescriptor.ECT_0, fixture.expect("P.", 1 + MSS, 1).trafficClass());
        fixture.msUntilSent();
        assertEquals(46 << 2, fixture.expect(".", 1, 1).trafficClass());
        fixture.inject(fixture.segment("P.", 1, 1 + 2 * MSS).payload(10));
        assertEquals(46 << 2, fixture.expect(".", 1 + 2 * MSS, 11).trafficClass());
        fixture.tcp.close(fixture.handler.connection);
        fixture.work();
        assertEquals(46 << 2, fixture.sent().trafficClass());
    }

    @Test
    void shouldSetNothingWithoutAnAgreement()
    {
        fixture = EngineFixture.of(false, settings(2)).established();
        fixture.inject(fixture.segment("P.E", 1, 1).payload(10).ecn(IpDescriptor.CE));
        assertEquals(IpDescriptor.NOT_ECT, ecn(fixture.expect(".", 1, 11)));
        fixture.send(0, MSS);
        assertEquals(IpDescriptor.NOT_ECT, ecn(fixture.sent()));
        assertEquals(0, fixture.counter(Counter.IN_CE_PKTS));
    }

    /** 6.1.3: each ACK bears ECE from a mark on, data with one included, until CWR; a mark on that packet counts anew. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEchoAMarkUntilThePeerHasReacted(final boolean ipv6)
    {
        established(ipv6, settings(2));
        fixture.inject(fixture.segment("P.", 1, 1).payload(10).ecn(IpDescriptor.ECT_0));
        fixture.expect(".", 1, 11);
        fixture.inject(fixture.segment("P.", 11, 1).payload(10).ecn(IpDescriptor.CE));
        fixture.expect(".E", 1, 21);
        fixture.inject(fixture.segment("P.", 21, 1).payload(10).ecn(IpDescriptor.ECT_1));
        fixture.expect(".E", 1, 31);
        fixture.send(0, 10);
        fixture.expect("P.E", 1, 31);
        fixture.inject(fixture.segment("P.W", 31, 11).payload(10).ecn(IpDescriptor.CE));
        fixture.expect(".E", 11, 41);
        fixture.inject(fixture.segment("P.W", 41, 11).payload(10).ecn(IpDescriptor.ECT_0));
        fixture.expect(".", 11, 51);
        assertEquals(2, fixture.counter(Counter.IN_CE_PKTS));
        assertEquals(2, fixture.counter(Counter.IN_ECT0_PKTS));
        assertEquals(1, fixture.counter(Counter.IN_ECT1_PKTS));
        fixture.assertCountersAddUp();
    }

    /** A mark is no news about a packet that carries no data, and CWR without data is none about our echo (6.1.5). */
    @Test
    void shouldEchoMarksOfDataOnly()
    {
        established(false, settings(2));
        fixture.inject(fixture.segment(".", 1, 1).ecn(IpDescriptor.CE));
        fixture.inject(fixture.segment("P.", 1, 1).payload(10));
        fixture.expect(".", 1, 11);
        fixture.inject(fixture.segment("P.", 11, 1).payload(10).ecn(IpDescriptor.CE));
        fixture.expect(".E", 1, 21);
        fixture.inject(fixture.segment(".W", 21, 1));
        fixture.inject(fixture.segment("P.", 21, 1).payload(10));
        fixture.expect(".E", 1, 31);
    }

    /** A segment outside the window is not the peer's for sure. */
    @Test
    void shouldNotBelieveASegmentOutsideTheWindow()
    {
        established(false, settings(2));
        fixture.inject(fixture.segment("P.E", -50, 1).payload(10).ecn(IpDescriptor.CE));
        assertEquals(".", fixture.sent().flags());
        assertEquals(0, fixture.counter(Counter.IN_CE_PKTS));
    }

    /** 6.1.2: the echo cuts the window as a loss does, once in a window; CWR is on the next new data, and only on that. */
    @Test
    void shouldReactOnceAWindowAndSaySo()
    {
        established(false, settings(2));
        fixture.send(0, 60 * MSS);
        for (int i = 0; i < 10; i++)
        {
            assertEquals(i * MSS + 1, fixture.sent().seq() - fixture.iss);
        }
        fixture.expectNothing();
        // 10 in flight, ssthresh 5; the ACKs of the rest of that flight bear the echo too, and cut no more.
        for (int acked = 1; acked <= 4; acked++)
        {
            fixture.inject(fixture.segment(".E", 1, 1 + acked * MSS));
            fixture.expectNothing();
        }
        fixture.inject(fixture.segment(".E", 1, 1 + 5 * MSS));
        assertEquals(".W", fixture.sent().flags());
        fixture.expectNothing();
        for (int acked = 6; acked <= 9; acked++)
        {
            fixture.inject(fixture.segment(".E", 1, 1 + acked * MSS));
            assertEquals(".", fixture.sent().flags());
            fixture.expectNothing();
        }
        // Beyond the flight of the first reaction an echo asks for another.
        fixture.inject(fixture.segment(".", 1, 1 + 10 * MSS));
        final SentSegment more = fixture.sentLast();
        final int sent = more.seq() - fixture.iss - 1 + MSS;
        fixture.inject(fixture.segment(".E", 1, 1 + 11 * MSS));
        fixture.expectNothing();
        fixture.inject(fixture.segment(".", 1, 1 + sent));
        assertEquals(".W", fixture.sent().flags());
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
    }

    /** An echo for nothing in flight, or in an old ACK, or without end, never takes more than the window's minimum. */
    @Test
    void shouldBearAPeerThatEchoesForEver()
    {
        established(false, settings(2));
        fixture.inject(fixture.segment(".E", 1, 1));
        fixture.send(0, 60 * MSS);
        int acked = 0;
        int rounds = 0;
        while (acked < 60 * MSS)
        {
            final SentSegment last = fixture.sentLast();
            acked = last.seq() - fixture.iss - 1 + last.payload().length;
            fixture.inject(fixture.segment(".E", 1, 1 + acked));
            fixture.inject(fixture.segment(".E", 1, 1));
            rounds++;
        }
        assertTrue(rounds >= 12 && rounds <= 60, "round trips: " + rounds);
        assertEquals(0, fixture.errors.size());
        fixture.assertCountersAddUp();
    }

    /** 6.1.2: the peer is told of a cut for any reason; without that it would count on its echo having been heard. */
    @Test
    void shouldSayCwrAfterALossToo()
    {
        established(false, settings(2));
        fixture.send(0, 20 * MSS);
        while (fixture.link.hasSent())
        {
            fixture.sent();
        }
        fixture.msUntilSent();
        assertEquals(".", fixture.expect(".", 1, 1).flags());
        fixture.inject(fixture.segment(".", 1, 1 + 10 * MSS));
        assertEquals(".W", fixture.sent().flags());
        assertEquals(".", fixture.sent().flags());
    }
}
