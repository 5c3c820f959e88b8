package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.wire.Segment;

/**
 * What every policy keeps to, the supplied ones and a user's own. A policy's test extends this, names the policy, and
 * adds a test for each row of its table.
 */
abstract class TimeWaitPolicyContract
{
    private static final long MAX_WAIT_MS = 7_200_000;
    private static final int[] RTOS_MS = {0, 4, 200, 1_000, 120_000};
    private static final int[] EDGES = {0, 1, -1, 2, -2, 65_536, -65_536, 65_537, 65_538, Integer.MAX_VALUE,
        Integer.MIN_VALUE, Integer.MIN_VALUE + 1, Integer.MIN_VALUE + 65_536, Integer.MIN_VALUE + 65_537};

    private final CheckedSegments segments = new CheckedSegments();

    /** As {@link TimeWaitPolicies#of(String, Settings)} takes it. */
    abstract String name();

    /** The settings under which the contract is to hold. */
    List<Settings> variants()
    {
        return List.of(Settings.defaults());
    }

    /** False for a policy that makes no entries. */
    boolean isHolding()
    {
        return true;
    }

    /** False for a policy that documents that it takes whatever ISN there is. */
    boolean isIsnAboveOldOnes()
    {
        return true;
    }

    TimeWaitPolicy policy(final Settings settings)
    {
        return TimeWaitPolicies.of(name(), settings);
    }

    TimeWaitPolicy policy(final String... assignments)
    {
        Settings settings = Settings.defaults();
        for (final String assignment : assignments)
        {
            settings = settings.with(assignment);
        }
        return policy(settings);
    }

    /** Every combination of flags, data, SEQ and ACK around what was kept, and timestamps, in both connections. */
    @OneJdk
    @Test
    void shouldKeepToTheRulesWhateverArrives()
    {
        for (final Settings settings : variants())
        {
            final ExpectedActions answers = new ExpectedActions(policy(settings), policy(settings), isHolding());
            assertTrue(answers.checkAll() > 50_000, "answers: " + answers.count());
        }
    }

    @Test
    void shouldHoldAsLongAsTheSettingSays()
    {
        for (final Settings settings : variants())
        {
            for (final int seconds : new int[]{0, 1, 30, 60, 120, 240, 7_200})
            {
                final TimeWaitPolicy policy = policy(settings.with(Setting.TIME_WAIT_SECONDS, seconds));
                final long expectedMs = isHolding() ? seconds * 1_000L : 0;
                // When the wait starts again, the RTO is not known (0).
                assertEquals(expectedMs, policy.timeWaitMs(TimeWaitSample.of(false), 0));
                assertEquals(expectedMs, policy.timeWaitMs(TimeWaitSample.of(true).timestamps(7), 0));
                for (final int rtoMs : RTOS_MS)
                {
                    assertEquals(expectedMs, policy.timeWaitMs(TimeWaitSample.of(true), rtoMs), "without timestamps, rtoMs=" + rtoMs);
                    final long timeWaitMs = policy.timeWaitMs(TimeWaitSample.of(false).timestamps(7), rtoMs);
                    final String what = "timeWaitMs=" + timeWaitMs + " rtoMs=" + rtoMs + " seconds=" + seconds;
                    assertTrue(timeWaitMs >= 0 && timeWaitMs <= MAX_WAIT_MS, what);
                    assertEquals(expectedMs > 0, timeWaitMs > 0, what);
                }
            }
        }
    }

    @Test
    void shouldNeverConnectOverAYoungEntryOrOneWithoutTimestamps()
    {
        for (final Settings settings : variants())
        {
            final TimeWaitPolicy policy = policy(settings);
            for (final String remote : new String[]{"198.18.0.9", "127.0.0.1", "2001:db8::9", "::1"})
            {
                final TimeWaitSample timeWait = TimeWaitSample.of(remote.contains(":")).remote(remote);
                for (int ageMs = -8; ageMs <= 240_000; ageMs += 8)
                {
                    assertFalse(policy.mayConnect(timeWait.ageMs(ageMs)), timeWait::toString);
                }
                timeWait.timestamps(7);
                for (int ageMs = -8; ageMs < settings.get(Setting.TCP_TW_REUSE_DELAY); ageMs += 8)
                {
                    assertFalse(policy.mayConnect(timeWait.ageMs(ageMs)), timeWait::toString);
                }
            }
        }
    }

    @Test
    void shouldBeginAboveEverythingTheOldConnectionSent()
    {
        final TimeWaitPolicy policy = policy();
        for (final int sndNxt : EDGES)
        {
            for (final int distance : EDGES)
            {
                final TimeWaitSample timeWait = TimeWaitSample.of(false).sndNxt(sndNxt);
                final int isn = sndNxt + distance;
                final int initial = policy.initialSequence(timeWait, isn);
                final String what = "snd_nxt=" + sndNxt + " isn=snd_nxt+" + distance + " initial=" + initial;
                if (isIsnAboveOldOnes())
                {
                    assertTrue(initial - sndNxt > 0, what);
                }
                else
                {
                    assertEquals(isn, initial, what);
                }
            }
        }
    }

    @Test
    void shouldLetAHostOpenThatIsNotKnown()
    {
        final TimeWaitPolicy policy = policy();
        policy.onEntered(TimeWaitSample.of(false).timestamps(1_000), 0);
        policy.onEntered(TimeWaitSample.of(true).timestamps(1_000), 0);
        for (final String remote : new String[]{"198.18.0.10", "2001:db8::a"})
        {
            final TimeWaitSample other = TimeWaitSample.of(remote.contains(":")).remote(remote);
            assertTrue(policy.mayOpen(tuple(other), syn(other, null), 1));
            assertTrue(policy.mayOpen(tuple(other), syn(other, 1), 1));
        }
    }

    @Test
    void shouldSayWhatHappensAtTheLimitAndWhetherItIsSafe()
    {
        final TimeWaitPolicy policy = policy();
        assertNotNull(policy.atLimit());
        assertTrue(policy.unsafeBecause() == null || !policy.unsafeBecause().isBlank());
    }

    /** The 4-tuple of an entry, as this end sees it. */
    static FourTuple tuple(final TimeWaitSample timeWait)
    {
        return new FourTuple().family(timeWait.isIpv6())
            .local(timeWait.localHi(), timeWait.localLo(), timeWait.localPort())
            .remote(timeWait.remoteHi(), timeWait.remoteLo(), timeWait.remotePort());
    }

    /** A SYN from an entry's peer; with a TSval unless that is null. */
    Segment syn(final TimeWaitSample timeWait, final Integer tsVal)
    {
        final Frames frames = Frames.segment("S").from(timeWait.remote()).to(timeWait.local());
        return segments.of(tsVal == null ? frames : frames.timestamps(tsVal, 0));
    }
}
