package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.config.Settings;
import io.fourtuple.flood.own.OwnDefences;

class SynDefencesTest
{
    private static final String OWN = OwnDefences.class.getName() + "$";

    private final Settings settings = Settings.defaults();
    private final LongSupplier random = new SplittableRandom(1)::nextLong;

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
        for (final String name : SynDefences.names())
        {
            assertNotSame(SynDefences.of(name, settings, random), SynDefences.of(name, settings, random), name);
        }
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
    void shouldPreferTheConstructorThatTakesMost()
    {
        final var all = (OwnDefences.WithAll)SynDefences.of(OWN + "WithAll", settings, random);
        assertSame(settings, all.settings());
        assertSame(random, all.random());
        final var some = (OwnDefences.WithSettings)SynDefences.of(OWN + "WithSettings", settings, random);
        assertSame(settings, some.settings());
        assertInstanceOf(OwnDefences.WithNothing.class, SynDefences.of(OWN + "WithNothing", settings, random));
    }

    @ParameterizedTest
    @CsvSource({"cookie", "Hybrid", "''", "' hybrid'", "io.fourtuple.flood.Hybrid", "io/fourtuple/flood/HybridDefence"})
    void shouldSayWhichThereAreWhenThereIsNoSuch(final String name)
    {
        assertMessage(name, "no such SYN defence: " + name + "; there are sysctl, backlog, cache, hybrid, " +
            "cookies-linux, cookies-freebsd, cookies-always, or the full name of a class on the class path");
    }

    @Test
    void shouldSayThatAClassIsNoDefence()
    {
        assertMessage("java.lang.String", "java.lang.String does not implement io.fourtuple.flood.SynDefence");
    }

    /** None of the three constructors, or one that is not public, or a class that is not, or is abstract. */
    @ParameterizedTest
    @CsvSource({"WithAName", "WithTooMuch", "NotForOthers", "NotPublic", "Silent"})
    void shouldSayWhichConstructorsAreTaken(final String type)
    {
        assertMessage(OWN + type, OWN + type + " needs to be public and have a public constructor with " +
            "io.fourtuple.config.Settings and java.util.function.LongSupplier, with the first of these, " +
            "or with nothing");
    }

    @Test
    void shouldSayWhyAConstructorFailed()
    {
        final var ex = assertMessage(OWN + "Failing",
            OWN + "Failing cannot be made: java.lang.IllegalStateException: no room for Settings");
        assertEquals(IllegalStateException.class, ex.getCause().getClass());
    }

    /** It is there, so that "no such defence" would send the reader looking in the wrong place. */
    @Test
    void shouldSayWhyAClassCannotBeLoaded()
    {
        assertMessage(OWN + "FailingAtOnce", OWN + "FailingAtOnce cannot be loaded: " +
            "java.lang.NumberFormatException: For input string: \"none\"");
    }

    private IllegalArgumentException assertMessage(final String name, final String message)
    {
        final var ex = assertThrows(IllegalArgumentException.class, () -> SynDefences.of(name, settings, random));
        assertEquals(message, ex.getMessage());
        return ex;
    }
}
