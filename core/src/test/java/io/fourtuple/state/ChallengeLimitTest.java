package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** The limit of challenge ACKs, 500 ms for each connection as Linux has it (RFC 5961 7). */
class ChallengeLimitTest
{
    /** RFC 5961 7, as Linux limits it: 500 ms for each connection. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitChallengeAcks(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject("S", 5, 0).expect(".", 1, 1);
        fixture.pass(400).inject("S", 5, 0).inject("R", 5, 0).inject(".", 1, 9).expectNothing();
        assertEquals(3, fixture.counter(Counter.CHALLENGE_SKIPPED));
        fixture.pass(120).inject("R", 5, 0).expect(".", 1, 1);
        assertEquals(2, fixture.counter(Counter.CHALLENGE_ACK));
    }

    /** Times are kept in units of 8 ms: wherever in its unit the first answer was, the next one is never early. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNeverChallengeEarlyWhereverInItsUnitTheLastOneWas(final boolean ipv6)
    {
        for (int firstMs = 0; firstMs < 16; firstMs++)
        {
            final EngineFixture fixture = EngineFixture.of(ipv6).established();
            fixture.pass(firstMs).inject("S", 5, 0).expect(".", 1, 1);
            fixture.jump(499).inject("S", 5, 0).expectNothing();
            fixture.jump(17).inject("S", 5, 0).expect(".", 1, 1);
            assertEquals(1, fixture.counter(Counter.CHALLENGE_SKIPPED));
        }
    }
}
