package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import io.fourtuple.flood.own.HalfDefence;

/** A user's own class, given by name, passes the same contract; what it does not say has a sound default. */
class OwnDefenceTest extends SynDefenceContract
{
    @Override
    String name()
    {
        return HalfDefence.class.getName();
    }

    @Test
    void shouldBeMadeOfTheClassNamed()
    {
        assertEquals(HalfDefence.class, defence.getClass());
        assertNull(defence.cookies());
        assertEquals(5, defence.synAckRetries(5, queue.length(256).young(0)));
    }
}
