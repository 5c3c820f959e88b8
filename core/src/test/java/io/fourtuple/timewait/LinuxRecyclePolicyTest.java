package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The part on tcp_tw_recycle, row by row; all rows of Linux hold too. The row is quoted above its test. */
class LinuxRecyclePolicyTest extends LinuxPolicyTest
{
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int STAMP = 1_000_000;

    @Override
    String name()
    {
        return "linux-recycle";
    }

    /** The wait is shortened to 3.5 * RTO when timestamps are in use. */
    @ParameterizedTest(name = "rtoMs={0}: {1}")
    @CsvSource({"200, 700", "1000, 3500", "201, 703", "4, 14", "1, 3", "120000, 420000"})
    void shouldWaitForThreeAndAHalfRtoWithTimestamps(final int rtoMs, final long timeWaitMs)
    {
        assertEquals(timeWaitMs, policy().timeWaitMs(TimeWaitSample.of(false).timestamps(STAMP), rtoMs));
        assertEquals(timeWaitMs, policy("time_wait_seconds=240").timeWaitMs(TimeWaitSample.of(true).timestamps(STAMP), rtoMs));
        assertEquals(60_000, policy().timeWaitMs(TimeWaitSample.of(false), rtoMs), "without timestamps");
    }

    /** In both directions: the side that a connection was opened from makes no difference to an entry. */
    @Test
    void shouldHoldAsLongWhicheverSideOpened()
    {
        final TimeWaitSample asClient = TimeWaitSample.of(false).local("198.18.0.9").remote("198.18.0.2").timestamps(STAMP);
        assertEquals(700, policy().timeWaitMs(asClient, 200));
        assertEquals(700, policy().timeWaitMs(TimeWaitSample.of(false).timestamps(STAMP), 200));
    }

    /** When the wait starts again it is the whole one: tcp_timewait_state_process takes TCP_TIMEWAIT_LEN there. */
    @Test
    void shouldHoldForTheWholeWaitOnceItStartedAgain()
    {
        assertEquals(60_000, policy().timeWaitMs(TimeWaitSample.of(false).timestamps(STAMP), 0));
    }

    /**
     * The last TSval is remembered per remote host for 60 s; a SYN from that host whose TSval is older by more than 1
     * is dropped.
     */
    @ParameterizedTest(name = "TSval {0} from the last: may open {1}")
    @CsvSource({
        "0, true", "-1, true", "-2, false", "1, true", "2147483647, true", "-1000, false", "-2147483647, false"})
    void shouldDropASynThatIsOlderByMoreThanOne(final int distance, final boolean mayOpen)
    {
        for (final int last : new int[]{STAMP, 0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
        {
            for (final boolean ipv6 : new boolean[]{false, true})
            {
                final TimeWaitPolicy policy = policy();
                policy.onEntered(TimeWaitSample.of(ipv6).timestamps(last), SECOND_NS);
                assertEquals(mayOpen, mayOpen(policy, TimeWaitSample.of(ipv6), last + distance, 2 * SECOND_NS), "last=" + last);
            }
        }
    }

    /** The same row: for 60 s. */
    @ParameterizedTest(name = "after {0} ns: may open {1}")
    @CsvSource({"0, false", "1, false", "59999999999, false", "60000000000, true", "3600000000000, true"})
    void shouldRememberAHostFor60Seconds(final long afterNs, final boolean mayOpen)
    {
        for (final long nowNs : new long[]{0, -SECOND_NS, 5 * SECOND_NS, Long.MAX_VALUE - SECOND_NS})
        {
            final TimeWaitPolicy policy = policy();
            policy.onEntered(TimeWaitSample.of(true).timestamps(STAMP), nowNs);
            assertEquals(mayOpen, mayOpen(policy, TimeWaitSample.of(true), STAMP - 2, nowNs + afterNs), "nowNs=" + nowNs);
        }
    }

    /** The same row: per remote host, not per port, and not that of another host, nor of one of the other family. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRememberByHostAlone(final boolean ipv6)
    {
        final TimeWaitPolicy policy = policy();
        policy.onEntered(TimeWaitSample.of(ipv6).timestamps(STAMP), 0);
        final TimeWaitSample otherService = TimeWaitSample.of(ipv6).local(ipv6 ? "2001:db8::77" : "198.18.0.77");
        assertFalse(mayOpen(policy, otherService, STAMP - 2, 1));
        for (final String other : ipv6 ? new String[]{"2001:db8:1::9", "2001:db8::a"} : new String[]{"198.18.0.8"})
        {
            assertTrue(mayOpen(policy, TimeWaitSample.of(ipv6).remote(other), STAMP - 2, 1), other);
        }
        assertTrue(mayOpen(policy, TimeWaitSample.of(!ipv6), STAMP - 2, 1));
    }

    /** Clients behind NAT (several hosts, several clocks, one address) break: the fast clock shuts out others. */
    @Test
    void shouldRefuseTheSecondClientBehindOneAddress()
    {
        final int fastClock = 900_000_000;
        final int slowClock = 1_000;
        final TimeWaitPolicy policy = policy();
        final TimeWaitSample address = TimeWaitSample.of(false);
        assertTrue(mayOpen(policy, address, slowClock, 0));
        policy.onEntered(address.timestamps(fastClock), 0);
        for (int seconds = 0; seconds < 60; seconds++)
        {
            final long nowNs = seconds * SECOND_NS;
            assertFalse(mayOpen(policy, address, slowClock + seconds * 1_000, nowNs), "seconds=" + seconds);
            assertTrue(mayOpen(policy, address, fastClock + seconds * 1_000, nowNs), "seconds=" + seconds);
        }
        assertTrue(mayOpen(policy, address, slowClock + 60_000, 60 * SECOND_NS));
    }

    /** A later entry with an older TSval does not lower what is remembered while that is fresh (tcp_remember_stamp). */
    @Test
    void shouldKeepTheNewerTimestampOfTwoEntries()
    {
        final TimeWaitPolicy policy = policy();
        policy.onEntered(TimeWaitSample.of(false).timestamps(STAMP), 0);
        policy.onEntered(TimeWaitSample.of(false).timestamps(STAMP - 500), 30 * SECOND_NS);
        assertFalse(mayOpen(policy, TimeWaitSample.of(false), STAMP - 2, 31 * SECOND_NS));
        assertTrue(mayOpen(policy, TimeWaitSample.of(false), STAMP - 2, 60 * SECOND_NS));

        policy.onEntered(TimeWaitSample.of(false).timestamps(STAMP - 500), 60 * SECOND_NS);
        assertTrue(mayOpen(policy, TimeWaitSample.of(false), STAMP - 501, 61 * SECOND_NS));
        assertFalse(mayOpen(policy, TimeWaitSample.of(false), STAMP - 502, 61 * SECOND_NS));
        policy.onEntered(TimeWaitSample.of(false).timestamps(STAMP + 500), 100 * SECOND_NS);
        assertFalse(mayOpen(policy, TimeWaitSample.of(false), STAMP + 498, 159 * SECOND_NS));
    }

    /** Without timestamps nothing is remembered; and a SYN without has none that could be older. */
    @Test
    void shouldJudgeNothingWithoutTimestamps()
    {
        final TimeWaitPolicy policy = policy();
        policy.onEntered(TimeWaitSample.of(false).timestamps(STAMP), 0);
        final TimeWaitSample timeWait = TimeWaitSample.of(false);
        assertTrue(policy.mayOpen(tuple(timeWait), syn(timeWait, null), 1));
        final TimeWaitSample other = TimeWaitSample.of(false).remote("198.18.0.10");
        policy.onEntered(other, 0);
        assertTrue(mayOpen(policy, other, Integer.MIN_VALUE + 1, 1));
    }

    @Override
    @Test
    void shouldSayWhetherItIsSafe()
    {
        final String because = policy().unsafeBecause();
        assertTrue(because.contains("NAT") && because.contains("clocks"), because);
    }

    private boolean mayOpen(final TimeWaitPolicy policy, final TimeWaitSample timeWait, final int tsVal, final long nowNs)
    {
        return policy.mayOpen(tuple(timeWait), syn(timeWait, tsVal), nowNs);
    }
}
