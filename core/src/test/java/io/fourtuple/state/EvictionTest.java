package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/** The cache of half-open connections: when all records are in use, it is the oldest that goes, however fast they come. */
@OneJdk
class EvictionTest
{
    private static final int RECORDS = 32;

    private int number;

    private static EngineFixture cache(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with("syn_defence=cache")
            .with(Setting.TCP_MAX_SYN_BACKLOG, RECORDS)
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, RECORDS));
        fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        return fixture;
    }

    private void flood(final EngineFixture fixture, final int syns, final long betweenNs)
    {
        for (int i = 0; i < syns; i++)
        {
            fixture.jumpNs(betweenNs);
            new Client(fixture, ++number).connect();
        }
    }

    /** With n records, a client has as long as n SYNs of the flood take, at any rate: also when all come at the same time. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 10000", "true, 10000", "false, 3000000", "true, 3000000"})
    void shouldEvictTheOldestAtAnyRate(final boolean ipv6, final long betweenNs)
    {
        final EngineFixture fixture = cache(ipv6);
        flood(fixture, 3 * RECORDS, betweenNs);
        for (int round = 1; round <= 20; round++)
        {
            final Client client = new Client(fixture, ++number);
            client.connect();
            flood(fixture, RECORDS - 1, betweenNs);
            assertTrue(ConnectionTable.isHalfOpen(fixture.table().find(client.tuple())),
                "round=" + round + ": gone before its turn: " + fixture.counters);
            flood(fixture, 1, betweenNs);
            assertEquals(ConnectionTable.NONE, fixture.table().find(client.tuple()), "round=" + round);
            assertEquals(RECORDS, fixture.table().halfOpenSize());
            fixture.assertCountersAddUp();
        }
    }

    /** The record of a connection that was established is used next; the one who gets it is not taken for the oldest. */
    @ParameterizedTest
    @CsvSource({"false, 100000", "true, 100000", "false, 1000000", "true, 1000000", "false, 7000000", "true, 7000000"})
    void shouldKeepAClientWhoseRecordWasUsedBefore(final boolean ipv6, final long betweenNs)
    {
        final EngineFixture fixture = cache(ipv6);
        flood(fixture, 3 * RECORDS, betweenNs);
        for (int round = 1; round <= 50; round++)
        {
            final Client client = new Client(fixture, ++number);
            client.connect();
            flood(fixture, RECORDS - 1, betweenNs);
            assertTrue(ConnectionTable.isHalfOpen(fixture.table().find(client.tuple())),
                "round=" + round + ": gone before its turn: " + fixture.counters);
            client.ack();
            assertEquals(round, fixture.counter(Counter.ESTABLISHED), fixture.counters.toString());
            fixture.inject(client.segment("R", 1, 0));
            assertEquals(RECORDS - 1, fixture.table().halfOpenSize());
            fixture.assertCountersAddUp();
        }
    }
}
