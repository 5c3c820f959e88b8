package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;

/** A SYN for a connection in TIME_WAIT, with timestamps or without, in both of the connections (RFC 6191 2). */
class TimeWaitTimestampsTest
{
    private static final int TS_RECENT = 1_000;

    /** RCV.NXT of the old connection is 2, its last TSval 1000; 0 means no timestamps. */
    @ParameterizedTest(name = "old with timestamps: {0}, SYN at {1} with TSval {2}: accepted {3}")
    @CsvSource({
        "true, 100, 1001, true", "true, 0, 1001, true", "true, -70000, 1001, true",
        "true, 100, 1000, true", "true, 2, 1000, false", "true, 0, 1000, false",
        "true, 100, 999, false", "true, 0, 999, false",
        "true, 100, 0, true", "true, 2, 0, false", "true, 0, 0, false",
        "false, 100, 1, true", "false, 0, 1, true",
        "false, 100, 0, true", "false, 2, 0, false", "false, 0, 0, false"})
    void shouldAcceptOnlyANewerSyn(final boolean oldHad, final int seq, final int tsVal, final boolean isAccepted)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = timeWait(ipv6, oldHad);
            final Frames syn = fixture.segment("S", seq, 0);
            fixture.inject(tsVal == 0 ? syn : syn.timestamps(tsVal, 0));
            if (isAccepted)
            {
                assertEquals("S.", fixture.sent().flags());
                assertEquals(1, fixture.counter(Counter.TW_RECYCLED));
            }
            else
            {
                assertTrue(fixture.isInTimeWait());
                assertEquals(1, fixture.counter(Counter.TIME_WAIT_SYN_DROP));
            }
            fixture.expectNothing().assertCountersAddUp();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerOldSegmentOfTheOldConnection(final boolean ipv6)
    {
        final EngineFixture fixture = timeWait(ipv6, true);
        fixture.inject(fixture.segment("F.", 1, 2).timestamps(TS_RECENT - 1, 0)).expect(".", 2, 2);
        assertEquals(1, fixture.counter(Counter.PAWS_TIME_WAIT));
        fixture.inject(fixture.segment("F.", 1, 2).timestamps(TS_RECENT, 0));
        assertEquals(TS_RECENT, fixture.expect(".", 2, 2).tsEcr());
        fixture.assertCountersAddUp();
    }

    /** Nobody listens any more, or the engine drains: the entry stays as it is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStayInTimeWaitWhenNobodyTakesTheSyn(final boolean ipv6)
    {
        final EngineFixture fixture = timeWait(ipv6, false);
        fixture.tcp.drain();
        fixture.inject("S", 100, 0).expectNothing();
        assertTrue(fixture.isInTimeWait());
        assertEquals(1, fixture.counter(Counter.TIME_WAIT_SYN_DROP));
    }

    private static EngineFixture timeWait(final boolean ipv6, final boolean withTimestamps)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(stamped(fixture.segment("S", 0, 0), withTimestamps));
        fixture.iss = fixture.sent().seq();
        fixture.inject(stamped(fixture.segment(".", 1, 1), withTimestamps));
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject(stamped(fixture.segment("F.", 1, 2), withTimestamps)).expect(".", 2, 2);
        assertTrue(fixture.isInTimeWait());
        return fixture;
    }

    private static Frames stamped(final Frames frames, final boolean withTimestamps)
    {
        return withTimestamps ? frames.timestamps(TS_RECENT, 0) : frames;
    }
}
