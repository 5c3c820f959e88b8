package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class CacheDefenceTest extends SynDefenceContract
{
    @Override
    String name()
    {
        return "cache";
    }

    @Test
    void shouldEvictWhenFullUnlessItCouldNotBeAccepted()
    {
        expect(EVICT, DROP_ACCEPT_QUEUE_FULL, DROP_ACCEPT_QUEUE_FULL, QUEUE);
    }

    /** Eviction makes room: nobody has to go early. */
    @Test
    void shouldRetryAsConfigured()
    {
        assertEquals(5, defence.synAckRetries(5, queue.length(255).young(0)));
        assertNull(defence.cookies());
    }
}
