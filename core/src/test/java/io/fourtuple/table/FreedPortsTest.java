package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.FourTuple;

/** Ports that become free are remembered, for several remote endpoints at a time. */
class FreedPortsTest
{
    private static final long ADDRESS = 0xC612_0009L;

    private static FourTuple to(final int port)
    {
        return new FourTuple().local(0, 1, 0).remote(0, ADDRESS, port);
    }

    @Test
    void shouldCountNothingThatNobodyWatches()
    {
        final FreedPorts freed = new FreedPorts();
        freed.removed(0, 0, 7);
        freed.removed(80, ADDRESS, 7);
        assertEquals(0, freed.count(to(80)));
        freed.watch(to(80));
        freed.removed(81, ADDRESS, 7);
        freed.removed(80, ADDRESS + 1, 7);
        assertEquals(0, freed.count(to(80)));
    }

    @Test
    void shouldRememberTheLastPortsOfAWatch()
    {
        final FreedPorts freed = new FreedPorts();
        final long watch = freed.watch(to(80));
        final int all = 3 * FreedPorts.MAX_PORTS;
        for (int i = 0; i < all; i++)
        {
            freed.removed(80, ADDRESS, 10_000 + i);
        }
        assertTrue(freed.isWatched(to(80), watch));
        assertEquals(all, freed.count(to(80)));
        for (int i = all - FreedPorts.MAX_PORTS; i < all; i++)
        {
            assertEquals(10_000 + i, freed.port(to(80), i));
        }
        assertTrue(freed.watch(to(80)) > watch);
        assertFalse(freed.isWatched(to(80), watch), "its own next watch began anew");
        assertEquals(0, freed.count(to(80)));
    }

    /** Two endpoints that share a slot: the later watch has it, and the earlier one knows. */
    @Test
    void shouldTellThatAnotherWatchHasTakenItsPlace()
    {
        final FreedPorts freed = new FreedPorts();
        final long watch = freed.watch(to(80));
        int port = 80;
        while (freed.isWatched(to(80), watch))
        {
            port++;
            assertTrue(port < 65_536, "nobody shares the slot");
            freed.watch(to(port));
        }
        freed.removed(80, ADDRESS, 7);
        assertEquals(0, freed.count(to(port)), "not of this endpoint");
        freed.removed(port, ADDRESS, 8);
        assertEquals(1, freed.count(to(port)));
        assertEquals(8, freed.port(to(port), 0));
    }
}
