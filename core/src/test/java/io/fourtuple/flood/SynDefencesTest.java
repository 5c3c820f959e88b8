package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.config.Settings;
import io.fourtuple.testing.StrategyNamesContract;
import io.fourtuple.testing.own.OwnStrategies;

class SynDefencesTest extends StrategyNamesContract
{
    private final LongSupplier random = new SplittableRandom(1)::nextLong;

    SynDefencesTest()
    {
        super(SynDefence.class, "SYN defence", SynDefences.names(), "io.fourtuple.config.Settings and " +
            "java.util.function.LongSupplier, with the first of these, or with nothing", "DefenceFailingAtOnce");
    }

    @Override
    protected Object make(final String name)
    {
        return SynDefences.of(name, settings, random);
    }

    /** Each by name and by setting, with the cookies it sends if any. */
    @ParameterizedTest(name = "{0}, tcp_syncookies={1}, {2}: {3}")
    @CsvSource({
        "sysctl, 0, linux, BacklogDefence,", "sysctl, 1, linux, HybridDefence, LinuxCookies",
        "sysctl, 2, linux, CookiesDefence, LinuxCookies", "sysctl, 0, freebsd, BacklogDefence,",
        "sysctl, 1, freebsd, HybridDefence, FreeBsdCookies", "sysctl, 2, freebsd, CookiesDefence, FreeBsdCookies",
        "backlog, 1, linux, BacklogDefence,", "cache, 1, linux, CacheDefence,",
        "hybrid, 0, linux, HybridDefence, LinuxCookies", "hybrid, 2, freebsd, HybridDefence, FreeBsdCookies",
        "cookies-linux, 0, freebsd, CookiesDefence, LinuxCookies",
        "cookies-freebsd, 0, linux, CookiesDefence, FreeBsdCookies",
        "cookies-always, 0, linux, CookiesDefence, LinuxCookies",
        "cookies-always, 1, freebsd, CookiesDefence, FreeBsdCookies"})
    void shouldMakeASuppliedDefenceByNameAndBySetting(
        final String name, final int tcpSyncookies, final String encoding, final String type, final String cookies)
    {
        final Settings changed = settings.with("syn_defence=" + name)
            .with("tcp_syncookies=" + tcpSyncookies).with("syn_cookie_encoding=" + encoding);
        for (final SynDefence defence : List.of(
            SynDefences.of(name, changed, random), SynDefences.of(changed, random)))
        {
            assertEquals(type, defence.getClass().getSimpleName());
            if (cookies == null)
            {
                assertNull(defence.cookies());
            }
            else
            {
                assertEquals(cookies, defence.cookies().getClass().getSimpleName());
            }
        }
    }

    @Test
    void shouldNameEverySuppliedDefenceTheDefaultFirst()
    {
        assertEquals(List.of("sysctl", "backlog", "cache", "hybrid", "cookies-linux", "cookies-freebsd",
            "cookies-always"), SynDefences.names());
        assertInstanceOf(HybridDefence.class, SynDefences.of(settings, random));
    }

    @Test
    void shouldLookUpWhatTheSysctlSays()
    {
        assertEquals("backlog", SynDefences.nameOf(settings.with("tcp_syncookies=0")));
        assertEquals("hybrid", SynDefences.nameOf(settings));
        assertEquals("cookies-always", SynDefences.nameOf(settings.with("tcp_syncookies=2")));
        assertEquals("cache", SynDefences.nameOf(settings.with("syn_defence=cache").with("tcp_syncookies=2")));
    }

    /** Two engines that know each other's cookies would be one secret less. */
    @Test
    void shouldTakeOtherKeysEachTime()
    {
        for (final String name : List.of("hybrid", "cookies-linux", "cookies-freebsd"))
        {
            final SynOptions options = new SynOptions().set(1_460, 7, true, true);
            final int isn = SynDefences.of(name, settings, random).cookies().make(Peers.ipv4(1), 7, options, 0);
            final SynCookies others = SynDefences.of(name, settings, random).cookies();
            assertEquals(false, others.check(Peers.ipv4(1), 7, isn, options, 0), name);
        }
    }

    @Test
    void shouldPutTheSourceLimitInFrontOfAny()
    {
        final Settings limited = settings.with("syn_source_limit=2").with("syn_source_period_ms=20");
        for (final String name : List.of("sysctl", "backlog", "cache", "cookies-freebsd", OWN + "WithNothing"))
        {
            final SynDefence defence = SynDefences.of(name, limited, random);
            assertInstanceOf(SourceLimit.class, defence, name);
            int dropped = 0;
            for (int ms = 0; ms < 40; ms++)
            {
                final SynAction action = defence.onSyn(Peers.ipv4(1), null, new FakeBacklog(), ms * 1_000_000L);
                dropped += action == SynAction.DROP_SOURCE ? 1 : 0;
            }
            assertEquals(40 - 2 * 2, dropped, name);
        }
    }

    @Test
    void shouldGiveTheSourceOfRandomNumbersToADefenceThatTakesIt()
    {
        assertSame(random, ((OwnStrategies.WithAll)make(OWN + "WithAll")).random());
    }
}
