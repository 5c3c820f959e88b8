package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.fourtuple.config.Settings;
import io.fourtuple.table.Touched;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.IcmpErrors;

/** A frame that is no segment, or none that passed the border, must not spoil what was loaded ahead for those behind it. */
class RefusedFrameTest
{
    @Test
    void shouldFindAllOthersWhereTheyWereTouched()
    {
        // Large enough that a batch is touched at all.
        final EngineFixture fixture = EngineFixture.of(false, Settings.defaults()).listen();
        final Client[] clients = new Client[6];
        for (int i = 0; i < clients.length; i++)
        {
            clients[i] = new Client(fixture, i);
            clients[i].establish();
        }
        final byte[] truncated = clients[0].segment(".", 1, 1).bytes();
        final byte[] corrupt = clients[1].segment(".", 1, 1).bytes();
        corrupt[corrupt.length - 1] ^= 1;
        final byte[] echo = IcmpErrors.quoting(fixture.local, fixture.peer, 7, 8, 0, 0);
        for (int i = 0; i < clients.length; i++)
        {
            fixture.link.put(clients[i].segment(".", 1, 1).bytes());
            fixture.link.put(i == 1 ? echo : i == 3 ? corrupt : Arrays.copyOf(truncated, 30));
        }
        fixture.engine.doWork();
        assertEquals(4, fixture.counter(Counter.IP_IN_TRUNCATED));
        assertEquals(1, fixture.counter(Counter.TCP_IN_CSUM_ERRORS));
        assertEquals(1, fixture.counter(Counter.ICMP_IN_ECHOS));
        assertEquals(clients.length, Touched.foundIpv4(fixture.table()), "segments found where they were touched");
        fixture.assertCountersAddUp();
    }
}
