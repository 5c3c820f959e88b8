package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HybridDefenceTest extends SynDefenceContract
{
    @Override
    String name()
    {
        return "hybrid";
    }

    @Test
    void shouldSendCookiesWhenFullUnlessItCouldNotBeAccepted()
    {
        expect(COOKIE, DROP_ACCEPT_QUEUE_FULL, DROP_ACCEPT_QUEUE_FULL, QUEUE);
    }

    @Test
    void shouldGiveOldEntriesOfALongQueueFewerRetries()
    {
        assertEquals(2, defence.synAckRetries(5, queue.length(200).young(10)));
        assertEquals(5, defence.synAckRetries(5, queue.length(100).young(10)));
    }
}
