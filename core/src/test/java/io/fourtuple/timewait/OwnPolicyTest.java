package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.fourtuple.timewait.own.NewerClockPolicy;

/** A user's own class, given by name, passes the same contract and has the safe answers as default. */
class OwnPolicyTest extends TimeWaitPolicyContract
{
    @Override
    String name()
    {
        return NewerClockPolicy.class.getName();
    }

    @Test
    void shouldBeMadeOfTheClassNamed()
    {
        assertEquals(NewerClockPolicy.class, policy().getClass());
        assertEquals(OverflowAction.REFUSE, policy().atLimit());
    }
}
