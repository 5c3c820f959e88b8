package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.OneJdk;

/** Segments that belong to nothing: how many of them are answered, so that an engine is no reflector. */
@OneJdk
class ResetLimitTest
{
    private static final int LIMIT = 80;
    private static final int PER_ADDRESS = 10;

    private static EngineFixture fixture(final boolean ipv6, final String answer)
    {
        final Settings settings = EngineFixture.smallSettings().with("rst_answer=" + answer)
            .with(Setting.RST_RATELIMIT, LIMIT).with(Setting.RST_RATELIMIT_PER_ADDRESS, PER_ADDRESS);
        return EngineFixture.of(ipv6, settings);
    }

    private static Endpoint source(final boolean ipv6, final int number)
    {
        return Endpoint.of(ipv6 ? "2001:db8:" + Integer.toHexString(1 + number) + "::9" :
            "198.19." + number / 250 + "." + (1 + number % 250), 7_000);
    }

    private static int answers(final EngineFixture fixture)
    {
        int count = 0;
        for (; fixture.link.hasSent(); count++)
        {
            assertTrue(fixture.sent().flags().startsWith("R"));
        }
        return count;
    }

    private static Frames stray(final EngineFixture fixture, final Endpoint from)
    {
        return Frames.segment(".").from(from).to(fixture.local).seq(5).ack(6);
    }

    @ParameterizedTest
    @CsvSource({"false, always, 1000", "true, always, 1000", "false, never, 0", "true, never, 0"})
    void shouldAnswerAlwaysOrNever(final boolean ipv6, final String answer, final int expected)
    {
        final EngineFixture fixture = fixture(ipv6, answer);
        for (int i = 0; i < 1_000; i++)
        {
            fixture.inject(stray(fixture, source(ipv6, 1)));
        }
        assertEquals(expected, answers(fixture));
        assertEquals(expected, fixture.counter(Counter.OUT_RSTS));
        assertEquals(1_000 - expected, fixture.counter(Counter.RST_SKIPPED));
        assertEquals(1_000, fixture.counter(Counter.NO_CONNECTION));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerOneAddressSoOftenAndNoTwoAlike(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, "limited");
        final Set<Integer> seen = new HashSet<>();
        final Set<Integer> differences = new HashSet<>();
        for (int second = 1; second <= 60; second++)
        {
            final int first = answersTo(fixture, source(ipv6, 1));
            // Another address has a limit of its own, and nobody knows the one by the other.
            final int other = answersTo(fixture, source(ipv6, 2));
            seen.add(first);
            differences.add(first - other);
            fixture.jump(1_000);
        }
        assertTrue(seen.size() >= 8, "of 10 numbers: " + seen);
        assertTrue(differences.size() >= 10, "of 19 numbers: " + differences);
        assertEquals(60L * 2 * 30, fixture.counter(Counter.OUT_RSTS) + fixture.counter(Counter.RST_SKIPPED));
        fixture.assertCountersAddUp();
    }

    private static int answersTo(final EngineFixture fixture, final Endpoint from)
    {
        for (int i = 0; i < 30; i++)
        {
            fixture.inject(stray(fixture, from));
        }
        final int answers = answers(fixture);
        assertTrue(answers >= PER_ADDRESS / 2 && answers < PER_ADDRESS + PER_ADDRESS / 2, "answers=" + answers);
        return answers;
    }

    /** A host of IPv6 has a whole /64 to send from. */
    @ParameterizedTest
    @CsvSource({"2001:db8:7::, true", "2001:db8:7:0:ffff::, true", "2001:db8:7:1::, false"})
    void shouldTakeAnIpv6NetworkForOneHost(final String network, final boolean isTheSame)
    {
        final EngineFixture fixture = fixture(true, "limited");
        for (int i = 1; i <= 2 * PER_ADDRESS; i++)
        {
            fixture.inject(stray(fixture, Endpoint.of("2001:db8:7::" + i, 7_000)));
        }
        assertTrue(answers(fixture) < 2 * PER_ADDRESS);
        fixture.inject(stray(fixture, Endpoint.of(network + "99", 7_000)));
        assertEquals(isTheSame ? 0 : 1, answers(fixture));
    }

    /** Half of the limit more or less, and another number each second, so that nobody can count by it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldVaryTheLimitOfAll(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, "limited");
        final Set<Integer> seen = new HashSet<>();
        for (int second = 0; second < 60; second++)
        {
            for (int i = 0; i < 2 * LIMIT; i++)
            {
                fixture.inject(stray(fixture, source(ipv6, i)));
            }
            final int answers = answers(fixture);
            assertTrue(answers >= LIMIT / 2 && answers < LIMIT + LIMIT / 2, "answers=" + answers);
            seen.add(answers);
            fixture.jump(1_000);
        }
        assertTrue(seen.size() >= 30, "of 80 numbers: " + seen);
        assertEquals(60L * 2 * LIMIT, fixture.counter(Counter.OUT_RSTS) + fixture.counter(Counter.RST_SKIPPED));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited", "always", "never"})
    void shouldNeverAnswerARst(final String answer)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = fixture(ipv6, answer);
            for (final String flags : new String[]{"R", "R.", "SR", "FR."})
            {
                fixture.inject(Frames.segment(flags).from(source(ipv6, 1)).to(fixture.local).seq(5).ack(6));
                fixture.expectNothing();
            }
            assertEquals(4, fixture.counter(Counter.NO_CONNECTION_RST));
            assertEquals(0, fixture.counter(Counter.RST_SKIPPED), "there was none to skip");
            fixture.assertCountersAddUp();
        }
    }

    /** All that belongs to nothing is under one limit: closed ports, a listener's ACKs, cookies that are not valid. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitAllKindsTogether(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with("syn_defence=cookies-always").with("rst_answer=never"));
        fixture.tcp.listen(fixture.local, fixture.handler);
        final Endpoint from = source(ipv6, 3);
        fixture.inject(stray(fixture, from)).expectNothing();
        fixture.inject(Frames.segment("S").from(from).to(fixture.local).seq(1));
        assertEquals("S.", fixture.sent().flags());
        fixture.inject(stray(fixture, from)).expectNothing();
        fixture.inject(Frames.segment("S").from(from)
            .to(Endpoint.of(ipv6 ? "2001:db8::2" : "198.18.0.2", 81)).seq(1)).expectNothing();
        fixture.inject(Frames.segment("S.").from(from).to(fixture.local).seq(1).ack(2)).expectNothing();
        assertEquals(2, fixture.counter(Counter.LISTEN_ACK));
        assertEquals(1, fixture.counter(Counter.SYNCOOKIES_FAILED));
        assertEquals(1, fixture.counter(Counter.NO_CONNECTION));
        assertEquals(4, fixture.counter(Counter.RST_SKIPPED));
        assertEquals(0, fixture.counter(Counter.OUT_RSTS));
        fixture.assertCountersAddUp();
    }

    /** In SYN_SENT too: whoever knows the 4-tuple could have each segment turned into a RST for our peer. */
    @ParameterizedTest
    @CsvSource({"false, 9, 7", "true, 9, 7", "false, 1, 1000000", "true, 1, 1000000"})
    void shouldLimitTheRstsOfSynSent(final boolean ipv6, final int ack, final int tsEcrAhead)
    {
        final EngineFixture fixture = fixture(ipv6, "limited").synSent();
        for (int i = 0; i < 1_000; i++)
        {
            // An ACK of what was not sent, or an answer whose timestamp we have not sent yet.
            fixture.inject(fixture.segment("S.", 0, ack).timestamps(1, tsEcrAhead));
        }
        final int answers = answers(fixture);
        assertTrue(answers >= PER_ADDRESS / 2 && answers < PER_ADDRESS + PER_ADDRESS / 2, "answers=" + answers);
        assertEquals(1_000 - answers, fixture.counter(Counter.RST_SKIPPED));
        assertEquals(1_000, fixture.counter(ack == 1 ? Counter.PAWS_ACTIVE : Counter.SYN_SENT_BAD_ACK));
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        fixture.assertCountersAddUp();
    }

    /** A peer that repeats itself acknowledges what we have sent, which nobody can forge: it does not use RSTs up. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotCountWhatAPeerRepeats(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, "limited").established();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        for (int i = 0; i < 1_000; i++)
        {
            fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        }
        assertEquals(1_000, fixture.counter(Counter.OUT_OF_WINDOW));
        fixture.inject(stray(fixture, new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), 9)));
        assertEquals(1, answers(fixture));
        fixture.assertCountersAddUp();
    }

    /** Answers of a connection that is there are not limited: its segments are no strays. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStillAnswerForItsOwnConnections(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, "never").established();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject(fixture.segment("P.", 1, 2).payload(10));
        assertNotEquals(0, answers(fixture), "data after close");
        fixture.assertCountersAddUp();
    }
}
