package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.testing.EngineFixture;

/** The round trip learnt of a path outlives a pause of the data, but not for ever. */
class RestingTransferTest
{
    /**
     * RFC 6298 2.2, 2.3: the first measurement of 600 ms makes SRTT 600 and RTTVAR 300, the second of 100 ms 537.5 and 350, so
     * RTO = 537.5 + 4 * 350 = 1,937 ms. After a pause longer than an RTO only the RTO is left of the first, which is kept in
     * steps of 9 %: SRTT 574, RTTVAR 287 are made of it, and RTO = 515 + 4 * 333 = 1,849 ms.
     */
    @ParameterizedTest
    @CsvSource({"0, 1937, 2113", "100, 1937, 2113", "1700, 1937, 2113", "3000, 1849, 1936"})
    void shouldRememberTheRoundTripForAnRto(final int pauseMs, final int from, final int to)
    {
        final EngineFixture fixture = EngineFixture.of(false,
            EngineFixture.smallSettings().with(Setting.TCP_RTO_MIN_MS, 700)).established();
        for (int i = 0; i < 2; i++)
        {
            fixture.send(i * 10, 10);
            fixture.pass(i == 0 ? 600 : 100).expect("P.", 1 + i * 10, 1);
            fixture.inject(".", 1, 11 + i * 10);
            fixture.pass(i == 0 ? pauseMs : 0);
        }
        fixture.send(20, 10);
        fixture.expect("P.", 21, 1);
        final long againMs = fixture.msUntilSent();
        assertTrue(againMs >= from && againMs <= to, "sent again after " + againMs + " ms");
    }

    /** All the memory is free while nothing is outstanding, and all of it can be sent. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldNoMemoryWhileItRests(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.SEND_MEMORY, 65_536).with(Setting.TCP_WMEM, 1 << 20)).established();
        fixture.inject(fixture.segment(".", 1, 1).window(65_000));
        final int all = fixture.tcp.sendSpace(fixture.handler.connection);
        for (int i = 0; i < 3; i++)
        {
            assertEquals(all, fixture.send(i * all, all));
            fixture.inject(".", 1, 1 + (i + 1) * all);
            assertEquals(all, fixture.tcp.sendSpace(fixture.handler.connection));
        }
    }
}
