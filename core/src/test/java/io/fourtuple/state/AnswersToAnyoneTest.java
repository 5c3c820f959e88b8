package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.States;

/** A stranger that knows a 4-tuple, and nothing more of the connection, draws few answers. */
class AnswersToAnyoneTest
{
    private static final int MANY = 100;

    /** RFC 9293 3.10.7.4, fifth: "if the ACK bit is off, drop the segment". */
    @ParameterizedTest
    @ValueSource(strings = {"rfc6191", "classic", "freebsd"})
    void shouldDropWhatHasNoAckInTimeWait(final String policy)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = timeWait(ipv6, policy);
            int count = 0;
            for (final String flags : List.of("-", "P", "F", "FP", "U"))
            {
                for (final int seq : new int[]{-70_000, 0, 1, 2, 3, 100, 70_000})
                {
                    fixture.inject(fixture.segment(flags, seq, 0)).expectNothing();
                    fixture.inject(fixture.segment(flags, seq, 0).payload(10)).expectNothing();
                    count += 2;
                }
            }
            assertEquals(count, fixture.counter(Counter.ACK_MISSING));
            // None of them has started the wait again, or ended it.
            fixture.jump(59_900);
            assertTrue(fixture.isInTimeWait());
            fixture.inject("F.", 1, 2).expect(".", 2, 2);
            fixture.assertCountersAddUp();
        }
    }

    /** Linux answers them, which is limited here. */
    @ParameterizedTest
    @CsvSource({"linux, false", "linux, true", "rfc6191, false", "classic, true", "freebsd, false"})
    void shouldLimitAnswersToDataInTimeWait(final String policy, final boolean ipv6)
    {
        final EngineFixture fixture = timeWait(ipv6, policy);
        for (int i = 0; i < MANY; i++)
        {
            // What lies in the place of the acknowledgment is none without the flag.
            fixture.inject(fixture.segment("P", 2 + i, 0).ack(fixture.iss + 2).payload(10));
            fixture.inject(fixture.segment("F", 1, 0));
            fixture.inject(fixture.segment("P.", 2 + i, 1_000 + i).payload(10));
        }
        fixture.expect(".", 2, 2);
        fixture.expectNothing();
        // The peer itself does not wait.
        fixture.inject("F.", 1, 1).expect(".", 2, 2);
        fixture.inject(fixture.segment("FP.", -9, 2).payload(10)).expect(".", 2, 2);
        fixture.inject(fixture.segment("P.", -19, 2).payload(10)).expect(".", 2, 2);
    }

    @ParameterizedTest
    @EnumSource(value = TcpState.class, names = {"ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"})
    void shouldLimitAnswersOutsideTheWindow(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            for (int i = 0; i < MANY; i++)
            {
                fixture.inject(fixture.segment("P", 70_000 + i, 0).ack(fixture.iss + 1).payload(10));
                fixture.inject(fixture.segment("P.", 70_000 + i, 1_000).payload(10));
                fixture.inject(fixture.segment("F.", -70_000 - i, -70_000));
            }
            fixture.sent();
            fixture.expectNothing();
            // Old data with an ACK that was valid is a peer that sends again, as often as it does.
            for (int i = 0; i < MANY; i++)
            {
                fixture.inject(fixture.segment("P.", -9, 1).payload(10)).sent();
            }
            fixture.expectNothing().assertCountersAddUp();
        }
    }

    /** Behind the peer's FIN nothing comes from the peer (RFC 9293 3.10.7.4, seventh). */
    @ParameterizedTest
    @EnumSource(value = TcpState.class, names = {"CLOSE_WAIT", "CLOSING", "LAST_ACK"})
    void shouldLimitAnswersToTextBehindTheFin(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            for (int i = 0; i < MANY; i++)
            {
                fixture.inject(fixture.segment("P.", 2, 1).payload(10));
            }
            fixture.sent();
            fixture.expectNothing();
            assertEquals(MANY - 1, fixture.counter(Counter.DUP_ACK_SKIPPED));
            fixture.inject("F.", 1, 1).sent();
            fixture.expectNothing();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitAnswersToOldTimestamps(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).timestamps(1_000, 0));
        fixture.iss = fixture.sent().seq();
        fixture.inject(fixture.segment(".", 1, 1).timestamps(1_000, 0)).expectNothing();
        for (int i = 0; i < MANY; i++)
        {
            fixture.inject(old(fixture, 1_000));
        }
        fixture.expect(".", 1, 1);
        fixture.expectNothing();
        fixture.inject(old(fixture, 1)).expect(".", 1, 1);
        fixture.inject(old(fixture, 1)).expect(".", 1, 1);
        assertFalse(fixture.handler.events.contains("data 10"));
    }

    private static Frames old(final EngineFixture fixture, final int ack)
    {
        return fixture.segment("P.", 1, ack).payload(10).timestamps(999, 0);
    }

    private static EngineFixture timeWait(final boolean ipv6, final String policy)
    {
        return EngineFixture.of(ipv6, EngineFixture.smallSettings().with("time_wait=" + policy)).timeWait();
    }
}
