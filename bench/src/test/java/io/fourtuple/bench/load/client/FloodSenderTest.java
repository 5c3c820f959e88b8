package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;
import static io.fourtuple.bench.load.client.VirtualLoad.MS;
import static io.fourtuple.bench.load.client.VirtualLoad.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.RingLink;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.IpCheck;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpCheck;

class FloodSenderTest
{
    private final RingLink[] ends = RingLink.pair(1 << 20, 1_500);
    private final FrameBatch batch = new FrameBatch(256);
    private final LoadCounts counts = new LoadCounts();
    private final Segment segment = new Segment();
    private final IpCheck ipCheck = new IpCheck(LocalAddresses.all());
    private final TcpCheck tcpCheck = new TcpCheck(new Counters());

    private FloodSender sender(final FloodKind kind, final String sources, final String server)
    {
        return new FloodSender(ends[0], Endpoint.of(server, 80),
            FloodPlan.NONE.withKind(kind).withSources(AddressRange.parse(sources)), 42);
    }

    @ParameterizedTest
    @CsvSource({
        "SYN, 198.19.0.0/16, 198.18.1.1, 2", "ACK, 203.0.113.0/24, 198.18.1.1, 16", "RST, 198.19.7.7/32, 198.18.1.1, 4",
        "SYN, 2001:db8:0:2::/104, 2001:db8::1, 2", "ACK, 2001:db8:0:2::/64, 2001:db8::1, 16",
        "RST, 2001:db8:0:2::5, 2001:db8::1, 4"})
    void shouldSendValidFramesOfItsSources(
        final FloodKind kind, final String sources, final String server, final int flags)
    {
        final AddressRange range = AddressRange.parse(sources);
        final FloodSender sender = sender(kind, sources, server);
        final Set<Long> drawn = new HashSet<>();
        sender.rate(1e6, 0, counts);
        for (long ns = 0; ns <= 900_000; ns += 50_000)
        {
            sender.turn(ns, counts);
            while (ends[1].receive(batch) > 0)
            {
                for (int i = 0; i < batch.size(); i++)
                {
                    assertNull(ipCheck.check(batch.buffer(), batch.offset(i), batch.lengthBytes(i), segment));
                    assertNull(tcpCheck.check(segment));
                    assertEquals(flags, segment.flags());
                    assertEquals(80, segment.destinationPort());
                    assertTrue(segment.sourcePort() >= 1_024, "port=" + segment.sourcePort());
                    assertTrue(range.prefix().contains(range.ipv6(), segment.sourceHi(), segment.sourceLo()),
                        () -> segment.tuple().toString());
                    assertEquals(kind == FloodKind.SYN ? 1_460 : Segment.ABSENT, segment.mss());
                    drawn.add(segment.sourceLo() << 16 ^ segment.sourcePort());
                }
            }
        }
        assertEquals(900, counts.get(FLOOD_SENT));
        assertTrue(drawn.size() > 800, "different sources: " + drawn.size());
    }

    @Test
    void shouldMixAllKinds()
    {
        final FloodSender sender = sender(FloodKind.MIXED, "198.19.0.0/16", "198.18.1.1");
        sender.rate(1e6, 0, counts);
        for (long ns = 0; ns <= 200_000; ns += 50_000)
        {
            sender.turn(ns, counts);
        }
        final int[] flags = new int[32];
        while (ends[1].receive(batch) > 0)
        {
            for (int i = 0; i < batch.size(); i++)
            {
                assertNull(ipCheck.check(batch.buffer(), batch.offset(i), batch.lengthBytes(i), segment));
                assertNull(tcpCheck.check(segment));
                flags[segment.flags()]++;
            }
        }
        assertEquals(200, flags[2] + flags[4] + flags[16]);
        assertTrue(flags[2] > 30 && flags[4] > 30 && flags[16] > 30,
            "SYN " + flags[2] + " RST " + flags[4] + " ACK " + flags[16]);
    }

    @Test
    void shouldKeepItsRateAndNotMakeUpForAStall()
    {
        final FloodSender sender = sender(FloodKind.SYN, "198.19.0.0/16", "198.18.1.1");
        sender.rate(100_000, 0, counts);
        for (long ns = 0; ns <= 10 * MS; ns += 10_000)
        {
            sender.turn(ns, counts);
            drain();
        }
        assertEquals(1_000, counts.get(FLOOD_SENT));
        for (int i = 0; i < 1_000; i++)
        {
            sender.turn(SECOND, counts);
            drain();
        }
        assertEquals(100_000, counts.get(FLOOD_DUE));
        assertEquals(1_000 + 1_000 + 64, counts.get(FLOOD_SENT), "10 ms and a burst");
        assertEquals(0, counts.get(FLOOD_LOST));
    }

    @Test
    void shouldLoseWhatFindsNoRoom()
    {
        final FloodSender sender = sender(FloodKind.SYN, "198.19.0.0/16", "198.18.1.1");
        sender.rate(10e6, 0, counts);
        for (long ns = 0; ns < 10 * MS; ns += 5_000)
        {
            sender.turn(ns, counts);
        }
        assertTrue(counts.get(FLOOD_LOST) > 50_000, "lost=" + counts.get(FLOOD_LOST));
        assertEquals(counts.get(FLOOD_DUE), counts.get(FLOOD_SENT) + counts.get(FLOOD_LOST));
    }

    private void drain()
    {
        while (ends[1].receive(batch) > 0)
        {
            Thread.onSpinWait();
        }
    }
}
