package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.IcmpErrors;

/** A half-open connection ends from outside, or loses its record: ICMP that quotes our ISN, a TIME_WAIT reopened. */
class HalfOpenIcmpTest
{
    private static final int UNREACHABLE = 3;
    private static final int V6_UNREACHABLE = 1;
    private static final int V6_TOO_BIG = 2;

    private static void check(final EngineFixture fixture, final byte[] icmp, final boolean ends)
    {
        fixture.inject(icmp).expectNothing();
        assertEquals(ends ? 0 : 1, fixture.table().halfOpenSize());
        assertEquals(ends ? 0 : 1, fixture.counter(Counter.ICMP_IGNORED));
        assertEquals(ends ? 1 : 0, fixture.counter(Counter.ATTEMPT_FAILS));
        assertEquals(1, fixture.counter(Counter.ICMP_IN_DEST_UNREACHS));
        fixture.assertCountersAddUp();
    }

    /** The ISN, neither the next number nor one before: nobody else knows it. */
    @ParameterizedTest
    @CsvSource({
        "false, 0, true", "true, 0, true", "false, 1, false", "true, 1, false", "false, -1, false", "true, -1, false",
        "false, 1000000, false", "true, -2147483648, false"})
    void shouldBelieveAnErrorThatQuotesTheIsn(final boolean ipv6, final int beside, final boolean ends)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        check(fixture, IcmpErrors.quoting(fixture.local, fixture.peer, fixture.iss + beside,
            ipv6 ? V6_UNREACHABLE : UNREACHABLE, ipv6 ? 4 : 3, 0), ends);
    }

    /** Net and host unreachable, protocol and port: nobody there wants it. IPv6 by what Linux calls fatal. */
    @ParameterizedTest
    @CsvSource({
        "false, 3, 0, true", "false, 3, 1, true", "false, 3, 2, true", "false, 3, 3, true", "false, 3, 4, false",
        "false, 3, 13, false", "true, 1, 0, false", "true, 1, 1, true", "true, 1, 3, false", "true, 1, 4, true",
        "true, 1, 5, true", "true, 1, 6, true", "true, 2, 0, false"})
    void shouldEndWhereNobodyIs(final boolean ipv6, final int type, final int code, final boolean ends)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        check(fixture, IcmpErrors.quoting(fixture.local, fixture.peer, fixture.iss, type, code,
            type == V6_TOO_BIG ? 1_280 : 0), ends);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIgnoreAnErrorAboutACookie(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with("syn_defence=cookies-always"));
        fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        final Client client = new Client(fixture, 1);
        client.connect();
        fixture.inject(IcmpErrors.quoting(fixture.local, client.endpoint, client.iss,
            ipv6 ? V6_UNREACHABLE : UNREACHABLE, ipv6 ? 4 : 3, 0)).expectNothing();
        assertEquals(1, fixture.counter(Counter.ICMP_IGNORED));
        client.ack();
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_RECV));
        fixture.assertCountersAddUp();
    }

    /** Its peer was there a moment ago: it is not asked to prove itself, and the oldest of the others makes room. */
    @ParameterizedTest
    @CsvSource({
        "false, backlog", "true, backlog", "false, hybrid", "true, hybrid", "false, cookies-always",
        "true, cookies-always", "false, cache", "true, cache"})
    void shouldMakeRoomForATimeWaitThatIsReopened(final boolean ipv6, final String defence)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with("syn_defence=" + defence)
            .with(Setting.TCP_MAX_SYN_BACKLOG, 1).with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 1));
        fixture.tcp.listen(Endpoint.any(80), 1, SynFilter.ACCEPT_ALL, fixture.handler);
        final Client[] clients = {new Client(fixture, 1), new Client(fixture, 2)};
        for (final Client client : clients)
        {
            client.establish();
            fixture.tcp.close(fixture.handler.connection);
            fixture.work();
            assertEquals("F.", fixture.sent().flags());
            fixture.inject(client.segment("F.", 1, 2));
            assertEquals(".", fixture.sent().flags());
        }
        assertEquals(2, fixture.counter(Counter.CURR_TIME_WAIT));
        final long cookies = fixture.counter(Counter.SYNCOOKIES_SENT);
        fixture.pass(1_000);
        for (int i = 0; i < clients.length; i++)
        {
            fixture.inject(clients[i].segment("S", 90_000, 0).mss(1_460));
            assertEquals("S.", fixture.sent().flags());
            assertEquals(i + 1, fixture.counter(Counter.TW_RECYCLED));
            assertEquals(1, fixture.table().halfOpenSize());
            assertEquals(i, fixture.counter(Counter.SYN_EVICTED), "the first made room for the second");
        }
        assertEquals(cookies, fixture.counter(Counter.SYNCOOKIES_SENT));
        fixture.assertCountersAddUp();
    }

    /** A peer with many entries in TIME_WAIT must not sweep the half-open connections of all others away. */
    @ParameterizedTest
    @CsvSource({"false, backlog", "true, hybrid", "false, cookies-always"})
    void shouldNotLetReopenedTimeWaitsEvictAllOthers(final boolean ipv6, final String defence)
    {
        final int records = 32;
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with("syn_defence=" + defence)
            .with(Setting.TCP_MAX_SYN_BACKLOG, records).with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, records));
        fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        final Client[] clients = new Client[2 * records];
        for (int i = 0; i < clients.length; i++)
        {
            clients[i] = new Client(fixture, i);
            clients[i].establish();
            fixture.tcp.close(fixture.handler.connection);
            fixture.work();
            fixture.sent();
            fixture.inject(clients[i].segment("F.", 1, 2));
            fixture.sent();
        }
        fixture.pass(1_000);
        // The first half stand for others: they wait for their ACKs when the second half sweeps in.
        for (int i = 0; i < clients.length; i++)
        {
            fixture.inject(clients[i].segment("S", 90_000, 0).mss(1_460));
            if (i < records)
            {
                clients[i].iss = fixture.sent().seq();
            }
        }
        final long most = records / 16 + 1;
        assertEquals(most, fixture.counter(Counter.SYN_EVICTED));
        assertEquals(records - most, fixture.counter(Counter.REQ_Q_FULL_DROP));
        assertEquals(records - most, fixture.counter(Counter.CURR_TIME_WAIT), "their entries are kept");
        while (fixture.link.hasSent())
        {
            fixture.sent();
        }
        // A second later as many more may.
        fixture.pass(1_000);
        for (int i = 0; i < records; i++)
        {
            fixture.inject(clients[2 * records - 1 - i].segment("S", 90_000, 0).mss(1_460));
        }
        assertEquals(2 * most, fixture.counter(Counter.SYN_EVICTED));
        final long established = fixture.counter(Counter.ESTABLISHED);
        for (int i = 0; i < records; i++)
        {
            fixture.inject(clients[i].segment(".", 90_001, 1));
        }
        assertEquals(records - 2 * most, fixture.counter(Counter.ESTABLISHED) - established);
        fixture.assertCountersAddUp();
    }
}
