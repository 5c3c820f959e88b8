package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** The answer to our SYN may echo any of the SYNs sent so far, however slow the network. */
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
            final EngineFixture fixture = new EngineFixture(ipv6, EngineFixture.smallSettings()
                .with(Setting.TCP_RTO_INITIAL_MS, initialMs)
                .with(Setting.TCP_RTO_MAX_MS, maxMs)
                .with(Setting.TCP_SYN_RETRIES, retries));
            fixture.handler.connection = fixture.tcp.connect(fixture.tuple(), fixture.handler, 7);
            fixture.work();
            final SentSegment syn = fixture.sent();
            fixture.iss = syn.seq();
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
            new EngineFixture(ipv6, EngineFixture.smallSettings().with(Setting.TCP_TIMESTAMPS, 0)).synSent();
        fixture.inject(fixture.segment("S.", 0, 1).timestamps(5, 0x7654_3210));
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.expect(".", 1, 1);
    }
}
