package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/** The default defence in an engine: records as long as there are some, then cookies; both kinds of ACK are known. */
@OneJdk
class HybridDefenceEngineTest
{
    private static final int BACKLOG = 5;

    private static EngineFixture fixture(final boolean ipv6, final String encoding)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with("syn_cookie_encoding=" + encoding).with(Setting.MAX_CONNECTIONS_IPV4, 20_000)
            .with(Setting.MAX_CONNECTIONS_IPV6, 20_000));
        fixture.tcp.listen(Endpoint.any(80), BACKLOG, SynFilter.ACCEPT_ALL, fixture.handler);
        return fixture;
    }

    /** Ten thousand SYNs of nobody, and a client after each tenth: every one of them is let in, and no memory is taken. */
    @ParameterizedTest
    @CsvSource({"false, linux", "true, linux", "false, freebsd", "true, freebsd"})
    void shouldLetEveryClientInBesideAFlood(final boolean ipv6, final String encoding)
    {
        final EngineFixture fixture = fixture(ipv6, encoding);
        final List<Client> clients = new ArrayList<>();
        long memory = 0;
        for (int i = 0; i < 10_000; i++)
        {
            final Client flooding = new Client(fixture, 100_000 + i);
            fixture.inject(flooding.syn());
            if (i % 10 == 0)
            {
                fixture.link.take();
                final Client client = new Client(fixture, i).mss(1_460).scale(7).timestamps();
                client.connect();
                clients.add(client);
            }
            // The ACK comes 20 SYNs later.
            if (i % 10 == 5 && clients.size() > 2)
            {
                clients.get(clients.size() - 3).ack();
            }
            while (fixture.link.hasSent())
            {
                fixture.link.take();
            }
            assertTrue(fixture.table().halfOpenSize() <= BACKLOG);
            memory = i == 100 ? fixture.engine.memoryBytes() : memory;
        }
        assertEquals(clients.size() - 2, fixture.counter(Counter.ESTABLISHED), fixture.counters.toString());
        assertTrue(fixture.counter(Counter.SYNCOOKIES_RECV) > 900, fixture.counters.toString());
        assertEquals(memory, fixture.engine.memoryBytes());
        assertEquals(fixture.counter(Counter.REQ_Q_FULL_DO_COOKIES), fixture.counter(Counter.SYNCOOKIES_SENT));
        fixture.assertCountersAddUp();
    }

    /** When the flood has passed there are records again, and cookies that are still under way count nevertheless. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoBackToRecords(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, "linux");
        for (int i = 0; i < BACKLOG; i++)
        {
            new Client(fixture, i).connect();
        }
        final Client byCookie = new Client(fixture, 50);
        byCookie.connect();
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_SENT));
        fixture.pass(63_200);
        assertEquals(0, fixture.table().halfOpenSize());
        while (fixture.link.hasSent())
        {
            fixture.link.take();
        }
        final Client byRecord = new Client(fixture, 51);
        byRecord.connect();
        assertEquals(1, fixture.table().halfOpenSize());
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_SENT));
        byCookie.ack();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        byRecord.ack();
        assertEquals(2, fixture.counter(Counter.ESTABLISHED));
        fixture.assertCountersAddUp();
    }
}
