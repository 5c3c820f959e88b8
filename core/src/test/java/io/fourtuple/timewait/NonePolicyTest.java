package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** No TIME_WAIT at all, and said to be unsafe for both of the reasons the state exists for. */
class NonePolicyTest extends TimeWaitPolicyContract
{
    @Override
    String name()
    {
        return "none";
    }

    @Override
    boolean isHolding()
    {
        return false;
    }

    @Test
    void shouldMakeNoEntry()
    {
        assertEquals(0, policy("time_wait_seconds=240").timeWaitMs(TimeWaitSample.of(false).timestamps(1), 1_000));
        assertFalse(policy("tcp_tw_reuse=1").mayConnect(TimeWaitSample.of(false).timestamps(1).ageMs(2_000)));
    }

    /** Why the state exists: 1. a delayed segment gets into a new connection; 2. the last ACK can be lost. */
    @Test
    void shouldSayWhyItIsUnsafe()
    {
        final String because = policy().unsafeBecause();
        assertTrue(because.contains("old segments") && because.contains("last ACK was lost"), because);
    }
}
