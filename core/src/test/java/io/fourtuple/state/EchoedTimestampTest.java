package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.SentSegment;

/** The answer to our SYN may echo any of the SYNs sent so far, however slow the network. */
@OneJdk
class EchoedTimestampTest
{
    /** Answers were lost for so long; the peer echoes the first SYN, as it keeps the connection half open. */
    @ParameterizedTest
    @CsvSource({
        "10, 1000, 6, 3", "10, 1000, 15, 5000", "200, 1000, 6, 4900", "1000, 1000, 6, 10", "1000, 1000, 6, 6700",
        "1000, 1000, 15, 14000", "1000, 120000, 6, 126000", "1000, 120000, 15, 300000", "1000, 120000, 15, 1080000",
        "120000, 120000, 15, 1900000"})
    void shouldTakeAnAnswerToTheFirstSyn(
        final int initialMs, final int maxMs, final int retries, final int lateMs)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
                .with(Setting.TCP_RTO_INITIAL_MS, initialMs)
                .with(Setting.TCP_RTO_MAX_MS, maxMs)
                .with(Setting.TCP_SYN_RETRIES, retries));
            final SentSegment syn = connect(fixture);
            final int stepMs = Math.max(1, Math.min(initialMs, 1_000) / 4);
            for (int ms = 0; ms < lateMs; ms += stepMs)
            {
                fixture.jump(stepMs);
            }
            while (fixture.link.hasSent())
            {
                assertEquals(syn.seq(), fixture.sent().seq());
            }
            fixture.inject(fixture.segment("S.", 0, 1).timestamps(5, syn.tsVal()));
            assertEquals(TcpState.ESTABLISHED, fixture.state());
            assertEquals(0, fixture.counter(Counter.PAWS_ACTIVE));
        }
    }

    /** Without timestamps of ours there is nothing to echo, and what is in the peer's option is of no meaning. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotLookAtAnEchoWithoutTimestampsOfItsOwn(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_TIMESTAMPS, 0)).synSent();
        fixture.inject(fixture.segment("S.", 0, 1).timestamps(5, 0x7654_3210));
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.expect(".", 1, 1);
    }

    /** A timestamp that no SYN of ours can have carried yet comes from somebody who guesses; now is the latest one. */
    @ParameterizedTest
    @CsvSource({"false, 1", "true, 1", "false, 1000", "true, 100000000", "false, 0", "true, 0", "false, -40", "true, -40"})
    void shouldRefuseAnEchoOfTheFuture(final boolean ipv6, final int aheadMs)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final SentSegment syn = connect(fixture);
        fixture.pass(40);
        fixture.inject(fixture.segment("S.", 0, 1).timestamps(5, syn.tsVal() + 40 + aheadMs));
        assertEquals(aheadMs > 0 ? 1 : 0, fixture.counter(Counter.PAWS_ACTIVE));
        assertEquals(aheadMs > 0 ? TcpState.SYN_SENT : TcpState.ESTABLISHED, fixture.state());
        fixture.expect(aheadMs > 0 ? "R" : ".", 1, 1);
        fixture.assertCountersAddUp();
    }

    /** RFC 7323 4: the echo tells which of our SYNs is answered, and so how long the round trip was. */
    @ParameterizedTest
    @CsvSource({"false, true, 900", "true, true, 900", "false, false, 3000", "true, false, 3000"})
    void shouldMeasureASynThatWasSentAgainByItsEcho(final boolean ipv6, final boolean isEchoed, final int rtoMs)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        connect(fixture);
        fixture.msUntilSent();
        final SentSegment again = fixture.expect("S", 0, 0);
        fixture.pass(300);
        fixture.inject(fixture.segment("S.", 0, 1).timestamps(5, isEchoed ? again.tsVal() : 0)).expect(".", 1, 1);
        assertRto(fixture, rtoMs);
    }

    /** The same of our SYN-ACKs; an echo from before the first, or from the future, measures nothing. */
    @ParameterizedTest
    @CsvSource({"false, 300, 900", "true, 300, 900", "false, 1250, 3750", "true, 1250, 3750", "false, 1400, 3000",
        "false, -1, 3000", "true, -1, 3000"})
    void shouldMeasureASynAckThatWasSentAgainByItsEcho(final boolean ipv6, final int echoedMs, final int rtoMs)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).timestamps(5, 0));
        fixture.iss = fixture.sent().seq();
        fixture.msUntilSent();
        final SentSegment again = fixture.expect("S.", 0, 1);
        fixture.pass(300);
        fixture.inject(fixture.segment(".", 1, 1).timestamps(6, again.tsVal() + 300 - echoedMs));
        assertRto(fixture, rtoMs);
    }

    private static void assertRto(final EngineFixture fixture, final int rtoMs)
    {
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        final long ms = fixture.msUntilSent();
        assertTrue(ms >= rtoMs && ms <= rtoMs * 1.0906 + 2, "RTO was " + ms);
    }

    private static SentSegment connect(final EngineFixture fixture)
    {
        fixture.handler.connection = fixture.tcp.connect(fixture.tuple(), fixture.handler, 7);
        fixture.work();
        final SentSegment syn = fixture.sent();
        fixture.iss = syn.seq();
        return syn;
    }

    /** One that none of our SYNs can have carried: the future's, or one from before the first. */
    @ParameterizedTest
    @CsvSource({"false, 0, true", "true, 0, true", "false, 1, false", "true, 1, false", "false, 1000000, false",
        "false, -1, false", "true, -1000000, false"})
    void shouldRefuseAnEchoOfWhatItNeverSent(final boolean ipv6, final int off, final boolean isTaken)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        fixture.handler.connection = fixture.tcp.connect(fixture.tuple(), fixture.handler, 7);
        final SentSegment syn = fixture.work().sent();
        fixture.iss = syn.seq();
        fixture.inject(fixture.segment("S.", 0, 1).timestamps(5, syn.tsVal() + (off < 0 ? off - 3_000 : off)));
        assertEquals(isTaken ? TcpState.ESTABLISHED : TcpState.SYN_SENT, fixture.state());
        assertEquals(isTaken ? 0 : 1, fixture.counter(Counter.PAWS_ACTIVE));
        fixture.expect(isTaken ? "." : "R", 1, 1);
    }
}
