package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.RecordingHandler;

/** A peer that means harm, or picks the worst moment by chance. */
@OneJdk
class HostilePeerTest
{
    private static final int LISTED = 1 << 16;
    private static final int MANY = 1 << 20;

    /** The ACK of our FIN comes while the output list is full, so that output is served at once. */
    @Test
    void shouldSendOneFinOnlyWhenTheListIsFull()
    {
        final EngineFixture fixture = EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, LISTED + 1)).established();
        final long closing = fixture.handler.connection;
        final int closingIss = fixture.iss;
        fixture.tcp.shutdownOutput(closing);
        fixture.work().expect("F.", 1, 1);
        fillList(fixture);
        fixture.iss = closingIss;
        fixture.link.room(MANY);
        fixture.inject(".", 1, 2);
        assertEquals(TcpState.FIN_WAIT_2, fixture.tcp.state(closing));
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            assertEquals(".", io.fourtuple.testing.SentSegment.of(frame).flags());
        }
        // Nobody may acknowledge a second FIN.
        fixture.inject(".", 1, 3);
        assertEquals(1, fixture.counter(Counter.ACK_UNACCEPTABLE));
        fixture.assertCountersAddUp();
    }

    private static void fillList(final EngineFixture fixture)
    {
        final RecordingHandler others = new RecordingHandler();
        fixture.tcp.listen(Endpoint.any(81), others);
        final Endpoint local = new Endpoint(4, 0, fixture.local.lo(), 81);
        final int[] isses = new int[LISTED];
        for (int i = 0; i < LISTED; i++)
        {
            final Endpoint peer = new Endpoint(4, 0, fixture.peer.lo() + (i >> 15), 20_000 + (i & 0x7FFF));
            fixture.inject(fixture.segment("S", 0, 0).from(peer).to(local));
            final int iss = fixture.sent().seq();
            fixture.inject(fixture.segment(".", 1, 0).ack(iss + 1).from(peer).to(local));
            isses[i] = iss;
        }
        fixture.link.room(0);
        for (int i = 0; i < LISTED; i++)
        {
            final Endpoint peer = new Endpoint(4, 0, fixture.peer.lo() + (i >> 15), 20_000 + (i & 0x7FFF));
            fixture.link.put(
                fixture.segment("P.", 1, 0).ack(isses[i] + 1).payload(10).from(peer).to(local).bytes());
        }
        while (fixture.counter(Counter.IN_BYTES) < LISTED * 10L)
        {
            fixture.work();
        }
    }
}
