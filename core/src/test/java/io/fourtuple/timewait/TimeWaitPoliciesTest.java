package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.timewait.own.OwnPolicies;

class TimeWaitPoliciesTest
{
    private static final String OWN = OwnPolicies.class.getName() + "$";

    private final Settings settings = Settings.defaults();

    @ParameterizedTest
    @CsvSource({
        "rfc6191, Rfc6191Policy", "linux, LinuxPolicy", "linux-recycle, LinuxRecyclePolicy", "freebsd, FreeBsdPolicy",
        "classic, ClassicPolicy", "none, NonePolicy"})
    void shouldMakeASuppliedPolicyByNameAndBySetting(final String name, final String type)
    {
        assertEquals(type, TimeWaitPolicies.of(name, settings).getClass().getSimpleName());
        assertEquals(type, TimeWaitPolicies.of(settings.with("time_wait=" + name)).getClass().getSimpleName());
    }

    @Test
    void shouldNameEverySuppliedPolicyTheDefaultFirst()
    {
        assertEquals(
            List.of("rfc6191", "linux", "linux-recycle", "freebsd", "classic", "none"), TimeWaitPolicies.names());
        assertEquals(Rfc6191Policy.class, TimeWaitPolicies.of(settings).getClass());
    }

    /** An engine needs one of its own: a policy may remember. */
    @Test
    void shouldMakeANewPolicyEachTime()
    {
        assertNotSame(TimeWaitPolicies.of("linux-recycle", settings), TimeWaitPolicies.of("linux-recycle", settings));
    }

    @Test
    void shouldGiveTheSettingsToThePolicy()
    {
        final Settings changed = settings.with("time_wait_seconds=240");
        for (final String name : List.of("rfc6191", "linux", "linux-recycle", "freebsd", "classic"))
        {
            assertEquals(240_000, TimeWaitPolicies.of(name, changed).timeWaitMs(TimeWaitSample.of(false), 200), name);
        }
    }

    @Test
    void shouldPreferTheConstructorWithSettings()
    {
        final TimeWaitPolicy policy = TimeWaitPolicies.of(OWN + "WithBoth", settings);
        assertSame(settings, ((OwnPolicies.WithBoth)policy).settings());
    }

    @Test
    void shouldTakeTheConstructorWithNothing()
    {
        assertEquals(OwnPolicies.WithNothing.class, TimeWaitPolicies.of(OWN + "WithNothing", settings).getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "lunix", "Linux", "''", "' linux'", "io.fourtuple.timewait.LunixPolicy", "io/fourtuple/timewait/LinuxPolicy"})
    void shouldSayWhichThereAreWhenThereIsNoSuch(final String name)
    {
        assertMessage(name, "no such TIME_WAIT policy: " + name + "; there are rfc6191, linux, linux-recycle, " +
            "freebsd, classic, none, or the full name of a class on the class path");
    }

    @Test
    void shouldSayThatAClassIsNoPolicy()
    {
        assertMessage("java.lang.String", "java.lang.String does not implement io.fourtuple.timewait.TimeWaitPolicy");
    }

    /** Neither of the two constructors, or one that is not public, or a class that is not, or is abstract. */
    @ParameterizedTest
    @CsvSource({"WithAName", "NotForOthers", "NotPublic", "Silent"})
    void shouldSayWhichConstructorsAreTaken(final String type)
    {
        assertMessage(OWN + type, OWN + type + " needs to be public and have a public constructor with " +
            "io.fourtuple.config.Settings or with nothing");
    }

    @Test
    void shouldSayWhyAConstructorFailed()
    {
        final var ex = assertMessage(OWN + "Failing",
            OWN + "Failing cannot be made: java.lang.IllegalStateException: no room for Settings");
        assertEquals(IllegalStateException.class, ex.getCause().getClass());
    }

    /** It is there, so that "no such policy" would send the reader looking in the wrong place. */
    @Test
    void shouldSayWhyAClassCannotBeLoaded()
    {
        assertMessage(OWN + "FailingAtOnce", OWN + "FailingAtOnce cannot be loaded: " +
            "java.lang.NumberFormatException: For input string: \"none\"");
    }

    /** Limits: the project offers both, refuse and evict-oldest; else it is as the policy has it. */
    @Test
    void shouldOfferEveryAnswerToTheLimitAsASetting()
    {
        final List<String> answers = Arrays.stream(OverflowAction.values())
            .map(answer -> answer.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
        assertEquals("policy", settings.name(Setting.TIME_WAIT_AT_LIMIT));
        assertEquals(answers, Setting.TIME_WAIT_AT_LIMIT.names().subList(1, 3));
    }

    private IllegalArgumentException assertMessage(final String name, final String message)
    {
        final var ex = assertThrows(IllegalArgumentException.class, () -> TimeWaitPolicies.of(name, settings));
        assertEquals(message, ex.getMessage());
        return ex;
    }
}
