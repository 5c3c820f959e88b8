package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Attackers who forge segments of a victim's address and count the RSTs that they get themselves, as in CVE-2016-5696: do
 * these tell whether the victim is connected from the port that was guessed? Each guess is a second, of which half are
 * right; who has nothing to go by is right 50 times of 100.
 */
@OneJdk
class RstSideChannelTest
{
    private static final int GUESSES = 100;
    /** Three standard deviations beyond chance: sqrt(100) / 2 is one. */
    private static final int MOST_BY_CHANCE = 65;
    private static final int FORGED = 60;
    private static final int OTHER_PORT = 41_234;

    /** Segments that an attacker may forge without knowing the connection's numbers. */
    private static Frames forged(final EngineFixture fixture, final String flags, final int port)
    {
        final Frames frames = Frames.segment(flags).from(Endpoint.of(fixture.ipv6 ? "2001:db8::9" : "198.18.0.9", port))
            .to(fixture.local).seq(0x7654_3210).ack(flags.contains(".") ? 0x3456_789A : 0);
        return flags.contains("P") ? frames.payload(10) : frames;
    }

    private static byte[] own(final EngineFixture fixture, final int number)
    {
        final String address = fixture.ipv6 ?
            "2001:db8:7:" + Integer.toHexString(number) + "::1" : "198.19." + (number >> 8) + "." + (number & 0xFF);
        return Frames.segment(".").from(Endpoint.of(address, 7_000)).to(fixture.local).seq(5).ack(6).bytes();
    }

    /** RSTs for the attacker's own segments; whatever goes to the victim he does not see. */
    private static int answers(final EngineFixture fixture)
    {
        fixture.work();
        int count = 0;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            final int tcp = fixture.ipv6 ? 40 : 20;
            final int port = (frame[tcp + 2] & 0xFF) << 8 | frame[tcp + 3] & 0xFF;
            count += port == 7_000 && (frame[tcp + TcpDescriptor.FLAGS_OFFSET] & TcpDescriptor.RST) != 0 ? 1 : 0;
        }
        return count;
    }

    private static void putAll(final EngineFixture fixture, final byte[] frame, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            fixture.link.put(frame);
        }
        fixture.work();
    }

    /** How many guesses are right, if those with more RSTs than the one in the middle are said to be connected. */
    private static int right(final List<Integer> connected, final List<Integer> others)
    {
        final List<Integer> all = new ArrayList<>(connected);
        all.addAll(others);
        all.sort(null);
        final int middle = all.get(all.size() / 2);
        final int right = (int)(connected.stream().filter(count -> count >= middle).count() +
            others.stream().filter(count -> count < middle).count());
        return Math.max(right, GUESSES - right);
    }

    private static EngineFixture connected(final boolean ipv6, final boolean isPassive, final int limit, final int each)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.RST_RATELIMIT, limit).with(Setting.RST_RATELIMIT_PER_ADDRESS, each)
            .with(Setting.TCP_RTO_MAX_MS, 120_000));
        if (isPassive)
        {
            return fixture.established();
        }
        fixture.synSent();
        fixture.inject("S.", 0, 1);
        fixture.expect(".", 1, 1);
        return fixture;
    }

    /** The number for all: he uses it up, and counts what the victim's segments have left of it. */
    @ParameterizedTest(name = "IPv6 {0}, passive {1}, {2}")
    @CsvSource({
        "false, true, .", "true, true, .", "false, true, S.", "true, true, P.", "false, true, S", "false, true, F",
        "false, false, .", "true, false, S", "false, false, S", "true, false, SF", "false, false, F", "false, true, R"})
    void shouldTellNothingByTheNumberForAll(final boolean ipv6, final boolean isPassive, final String flags)
    {
        final EngineFixture fixture = connected(ipv6, isPassive, 80, 40);
        final List<Integer> connected = new ArrayList<>();
        final List<Integer> others = new ArrayList<>();
        for (int guess = 0; guess < GUESSES; guess++)
        {
            final boolean isRight = guess % 2 == 0;
            fixture.jump(1_000);
            putAll(fixture, forged(fixture, flags, isRight ? fixture.peer.port() : OTHER_PORT).bytes(), FORGED);
            answers(fixture);
            for (int address = 1; address <= 20; address++)
            {
                putAll(fixture, own(fixture, address), 8);
            }
            (isRight ? connected : others).add(answers(fixture));
        }
        final int right = right(connected, others);
        assertTrue(right <= MOST_BY_CHANCE, "right=" + right + " connected=" + connected + " others=" + others);
        assertTrue(fixture.counter(Counter.RST_SKIPPED) > 0, "the number for all was never used up");
        assertEquals(1, fixture.counter(Counter.CURR_ESTAB), "the victim has lost its connection");
        fixture.assertCountersAddUp();
    }

    /**
     * The number of one address: among many of his own he looks for one that loses its RSTs when the victim's are used up,
     * and goes on with that.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellNothingByTheNumberOfAnAddress(final boolean ipv6)
    {
        final EngineFixture fixture = connected(ipv6, true, 1 << 20, 20);
        final int addresses = ipv6 ? 60_000 : 65_000;
        int suspect = 1;
        for (int address = 1; address < addresses; address++)
        {
            if (address % 16_000 == 1)
            {
                fixture.jump(1_000);
                putAll(fixture, forged(fixture, ".", OTHER_PORT).bytes(), FORGED);
                answers(fixture);
            }
            fixture.link.put(own(fixture, address));
            fixture.engine.doWork();
            suspect = answersOf(fixture) == 0 ? address : suspect;
        }
        final List<Integer> connected = new ArrayList<>();
        final List<Integer> others = new ArrayList<>();
        for (int guess = 0; guess < GUESSES; guess++)
        {
            final boolean isRight = guess % 2 == 0;
            fixture.jump(1_000);
            putAll(fixture, forged(fixture, ".", isRight ? fixture.peer.port() : OTHER_PORT).bytes(), FORGED);
            answers(fixture);
            putAll(fixture, own(fixture, suspect), FORGED);
            (isRight ? connected : others).add(answers(fixture));
        }
        final int right = right(connected, others);
        assertTrue(right <= MOST_BY_CHANCE, "right=" + right + " connected=" + connected + " others=" + others);
        fixture.assertCountersAddUp();
    }

    private static int answersOf(final EngineFixture fixture)
    {
        return fixture.link.take() == null ? 0 : 1;
    }

    /** Answers to one address do not depend on segments of another, as long as the number for all suffices. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveEachAddressItsOwnNumber(final boolean ipv6)
    {
        final List<Integer> alone = new ArrayList<>();
        final List<Integer> besideOthers = new ArrayList<>();
        for (final List<Integer> counts : List.of(alone, besideOthers))
        {
            final EngineFixture fixture = connected(ipv6, true, 60_000, 20);
            for (int second = 0; second < 20; second++)
            {
                fixture.jump(1_000);
                for (int address = 2; counts == besideOthers && address < 2_000; address++)
                {
                    putAll(fixture, own(fixture, address), 2);
                }
                answers(fixture);
                putAll(fixture, own(fixture, 1), FORGED);
                counts.add(answers(fixture));
            }
        }
        assertEquals(alone.size(), besideOthers.size());
        assertTrue(besideOthers.stream().allMatch(count -> count >= 10 && count < 30), besideOthers.toString());
        assertEquals(alone, besideOthers);
    }

    /** Nobody's segments are answered more often than the limit has it, wherever they claim to come from. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBoundTheRstsOfAFlood(final boolean ipv6)
    {
        final EngineFixture fixture = connected(ipv6, true, 80, 40);
        for (int second = 0; second < 10; second++)
        {
            fixture.jump(1_000);
            for (int address = 1; address < 5_000; address++)
            {
                fixture.link.put(own(fixture, address));
                if (address % 64 == 0)
                {
                    fixture.engine.doWork();
                }
            }
            final int answers = answers(fixture);
            assertTrue(answers >= 40 && answers < 120, "answers=" + answers);
        }
        fixture.assertCountersAddUp();
    }
}
