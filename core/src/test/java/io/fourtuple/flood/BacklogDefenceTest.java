package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacklogDefenceTest extends SynDefenceContract
{
    private static final long HOUR_NS = 3_600_000_000_000L;

    @Override
    String name()
    {
        return "backlog";
    }

    /** In Linux's order: queue, accept queue, last quarter. */
    @ParameterizedTest(name = "length {0} of {1}, records {2} of {3}, accept queue full {4}: {5}")
    @CsvSource({
        "0, 256, 0, 1024, false, QUEUE", "255, 256, 255, 1024, false, QUEUE",
        "256, 256, 256, 1024, false, DROP_QUEUE_FULL", "257, 256, 257, 1024, false, DROP_QUEUE_FULL",
        "256, 256, 256, 1024, true, DROP_QUEUE_FULL", "255, 256, 255, 1024, true, DROP_ACCEPT_QUEUE_FULL",
        "10, 256, 1023, 1024, false, DROP_UNPROVEN", "10, 256, 768, 1024, false, QUEUE",
        "10, 256, 1024, 1024, false, DROP_QUEUE_FULL",
        "768, 4096, 768, 1024, false, QUEUE", "769, 4096, 769, 1024, false, DROP_UNPROVEN",
        "1023, 4096, 1023, 1024, false, DROP_UNPROVEN", "1024, 4096, 1024, 1024, false, DROP_QUEUE_FULL",
        "769, 4096, 769, 1024, true, DROP_ACCEPT_QUEUE_FULL",
        "1, 4096, 1, 1, false, DROP_QUEUE_FULL", "0, 4096, 0, 1, false, QUEUE",
        "3, 4096, 3, 4, false, QUEUE", "6, 4096, 6, 8, false, QUEUE", "7, 4096, 7, 8, false, DROP_UNPROVEN"})
    void shouldJudgeInLinuxsOrder(
        final int length,
        final int limit,
        final int records,
        final int recordLimit,
        final boolean acceptQueueFull,
        final SynAction action)
    {
        queue.length(length).limit(limit).records(records).recordLimit(recordLimit).acceptQueueFull(acceptQueueFull);
        assertEquals(action, onSyn());
    }

    @Test
    void shouldKeepTheLastQuarterForPeersThatAreKnown()
    {
        queue.length(1_000).limit(4_096);
        assertEquals(DROP_UNPROVEN, onSyn());
        defence.onEstablished(Peers.ipv4(2), 0);
        assertEquals(DROP_UNPROVEN, onSyn());
        defence.onEstablished(Peers.ipv4(1), 0);
        assertEquals(QUEUE, onSyn());
        assertEquals(QUEUE, defence.onSyn(Peers.ipv4(1).ports(81, 1), syn, queue, HOUR_NS - 1));
        assertEquals(DROP_UNPROVEN, defence.onSyn(Peers.ipv4(1), syn, queue, HOUR_NS));
        // A known peer has no more than that: the queue can be full for it too.
        defence.onEstablished(Peers.ipv4(1), HOUR_NS);
        assertEquals(DROP_QUEUE_FULL, defence.onSyn(Peers.ipv4(1), syn, queue.length(1_024), HOUR_NS));
    }

    @Test
    void shouldGiveOldEntriesOfALongQueueFewerRetries()
    {
        assertEquals(2, defence.synAckRetries(5, queue.length(200).young(10)));
        assertEquals(5, defence.synAckRetries(5, queue.length(100).young(10)));
    }

    @Test
    void shouldHaveNoCookies()
    {
        assertNull(defence.cookies());
    }
}
