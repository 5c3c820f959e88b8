package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynRulesTest
{
    private final FakeBacklog queue = new FakeBacklog();

    /** The backlog is 256: up to half of it, all have every retry; beyond, the share of young ones counts. */
    @ParameterizedTest(name = "{0} of 256, {1} young, tcp_synack_retries={2}: {3}")
    @CsvSource({
        "0, 0, 5, 5", "1, 0, 5, 5", "128, 0, 5, 5", "128, 128, 5, 5",
        "129, 129, 5, 5", "129, 65, 5, 5", "129, 64, 5, 4", "129, 33, 5, 4", "129, 32, 5, 3", "129, 17, 5, 3",
        "129, 16, 5, 2", "129, 0, 5, 2", "200, 101, 5, 5", "200, 100, 5, 4", "200, 51, 5, 4", "200, 50, 5, 3",
        "200, 26, 5, 3", "200, 25, 5, 2", "256, 129, 5, 5", "256, 128, 5, 4", "256, 0, 5, 2",
        "256, 0, 15, 2", "256, 1, 15, 7", "256, 1, 9, 2", "256, 129, 15, 15", "256, 65, 15, 14",
        "256, 0, 3, 2", "256, 0, 2, 2", "256, 0, 1, 1", "256, 0, 0, 0", "256, 256, 0, 0"})
    void shouldReserveHalfOfALongQueueForYoungEntries(
        final int length, final int young, final int configured, final int retries)
    {
        queue.length(length).young(young);
        assertEquals(retries, SynRules.synAckRetries(configured, queue));
    }

    /** A queue of four or less is never long, however small the backlog. */
    @ParameterizedTest(name = "{0} of {1}, none young: {2}")
    @CsvSource({
        "4, 1, 5", "4, 4, 5", "5, 1, 2", "5, 8, 2", "5, 9, 2", "5, 10, 5", "6, 11, 2", "268435456, 268435455, 2"})
    void shouldLeaveAShortQueueAlone(final int length, final int limit, final int retries)
    {
        queue.length(length).young(0).limit(limit);
        assertEquals(retries, SynRules.synAckRetries(5, queue));
    }

    /** One retransmission less for each halving that the share of young ones is below a half; two are left to all. */
    @Test
    void shouldTakeOneRetryForEachHalving()
    {
        for (final int backlog : new int[]{1, 2, 7, 8, 9, 16, 63, 64, 65, 128})
        {
            for (int length = 0; length <= backlog + 1; length++)
            {
                for (int young = 0; young <= length; young++)
                {
                    queue.length(length).young(young).limit(backlog);
                    final boolean isLong = length > 4 && length > backlog / 2.0;
                    final double halvings = Math.floor(Math.log((double)length / young) / Math.log(2) + 1e-9);
                    for (int configured = 0; configured <= 15; configured++)
                    {
                        final double expected =
                            isLong ? Math.min(configured, Math.max(2, configured - halvings)) : configured;
                        assertEquals(expected, SynRules.synAckRetries(configured, queue), queue::toString);
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "length {0} of {1}, records {2} of {3}: {4}")
    @CsvSource({
        "0, 1, 0, 1, false", "1, 1, 1, 2, true", "2, 1, 2, 3, true", "255, 256, 255, 256, false",
        "0, 256, 1023, 1024, false", "0, 256, 1024, 1024, true", "0, 256, 1025, 1024, true", "256, 256, 0, 1024, true"})
    void shouldBeFullWhenEitherIs(
        final int length, final int limit, final int records, final int recordLimit, final boolean full)
    {
        queue.length(length).limit(limit).records(records).recordLimit(recordLimit);
        assertEquals(full, SynRules.isFull(queue));
    }
}
