package io.fourtuple.bench.tool.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.CloseReason;

class SmallServicesTest
{
    private static final long SEED = 20261121;

    private final Random random = new Random(SEED);

    @Test
    void shouldEchoEverythingUnderBackPressure()
    {
        final EchoHandler handler = new EchoHandler();
        for (int round = 0; round < 50; round++)
        {
            final FakeTcp tcp = new FakeTcp(handler, 3_000);
            final ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = 0; i < 200; i++)
            {
                final byte[] segment = new byte[1 + random.nextInt(1_460)];
                random.nextBytes(segment);
                sent.writeBytes(segment);
                tcp.deliver(segment);
                tcp.acknowledge(random.nextInt(3_000));
            }
            tcp.peerCloses();
            tcp.acknowledgeAll();
            assertArrayEquals(sent.toByteArray(), tcp.received(), "seed=" + SEED + " round=" + round);
            assertTrue(tcp.closed);
            tcp.ends(CloseReason.FINISHED);
        }
    }

    @Test
    void shouldShutTheWindowWhileTheEchoWaits()
    {
        final FakeTcp tcp = new FakeTcp(new EchoHandler(), 100);
        tcp.deliver(new byte[100]);
        assertEquals(FakeTcp.MAX_WINDOW, tcp.windowBytes);
        tcp.deliver(new byte[1]);
        assertEquals(0, tcp.windowBytes);
        tcp.acknowledge(100);
        assertEquals(FakeTcp.MAX_WINDOW, tcp.windowBytes);
        assertEquals(101, tcp.received().length);
    }

    @Test
    void shouldEchoTheRestBeforeItClosesItsSide()
    {
        final FakeTcp tcp = new FakeTcp(new EchoHandler(), 100);
        tcp.deliver(new byte[1_000]);
        tcp.peerCloses();
        assertFalse(tcp.closed);
        tcp.acknowledgeAll();
        assertEquals(1_000, tcp.received().length);
        assertTrue(tcp.closed);
    }

    @Test
    void shouldGenerateTheLinesOfRfc864()
    {
        final FakeTcp tcp = new FakeTcp(new ChargenHandler(), 10_000);
        for (int i = 0; i < 20; i++)
        {
            tcp.acknowledge(1 + random.nextInt(9_999));
        }
        final String[] lines = tcp.text().split("\r\n");
        assertEquals(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg", lines[0]);
        assertEquals(lines[0].substring(1) + "h", lines[1]);
        assertEquals(72, lines[94].length());
        assertEquals(lines[0], lines[95]);
        final byte[] bytes = tcp.received();
        for (int i = 0; i < bytes.length; i++)
        {
            assertEquals(ChargenHandler.at(i), bytes[i], "seed=" + SEED + " byte " + i);
        }
    }

    @Test
    void shouldDiscardAndCloseWhenThePeerDoes()
    {
        final FakeTcp tcp = new FakeTcp(new DiscardHandler(), 100);
        tcp.deliver("anything");
        assertEquals(0, tcp.received().length);
        tcp.peerCloses();
        assertTrue(tcp.closed);
    }
}
