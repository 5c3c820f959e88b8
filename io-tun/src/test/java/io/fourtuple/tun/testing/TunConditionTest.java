package io.fourtuple.tun.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class TunConditionTest
{
    @Test
    void shouldNameTheFirstObstacle()
    {
        assertEquals(Optional.of("not root"), TunCondition.obstacle(false, false, false));
        assertEquals(Optional.of("no /dev/net/tun"), TunCondition.obstacle(true, false, true));
        assertEquals(Optional.of("no ip command"), TunCondition.obstacle(true, true, false));
        assertEquals(Optional.empty(), TunCondition.obstacle(true, true, true));
    }

    @Test
    void shouldGoByTheCapabilitiesOfTheProcess()
    {
        assertTrue(TunCondition.hasCapabilities("CapPrm:\t0\nCapEff:\t000001ffffffffff\n"));
        assertFalse(TunCondition.hasCapabilities("CapEff:\t00000000a80425fb\n"));
        assertFalse(TunCondition.hasCapabilities("CapEff:\t0000000000000000\n"));
        assertFalse(TunCondition.hasCapabilities(""));
    }

    @Test
    void shouldFailInsteadOfSkippingWhenRequired()
    {
        assertFalse(TunCondition.decide(Optional.empty(), true).isDisabled());
        final IllegalStateException ex =
            assertThrows(IllegalStateException.class, () -> TunCondition.decide(Optional.of("not root"), true));
        assertEquals("FOURTUPLE_REQUIRE_TUN=1, but TUN tests cannot run: not root", ex.getMessage());
        assertFalse(TunCondition.decide(Optional.empty(), false).isDisabled());
    }
}
