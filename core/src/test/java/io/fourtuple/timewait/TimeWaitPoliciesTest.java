package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.testing.StrategyNamesContract;

class TimeWaitPoliciesTest extends StrategyNamesContract
{
    TimeWaitPoliciesTest()
    {
        super(TimeWaitPolicy.class, "TIME_WAIT policy", TimeWaitPolicies.names(),
            "io.fourtuple.config.Settings or with nothing", "PolicyFailingAtOnce");
    }

    @Override
    protected Object make(final String name)
    {
        return TimeWaitPolicies.of(name, settings);
    }

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

    @Test
    void shouldGiveTheSettingsToThePolicy()
    {
        final Settings changed = settings.with("time_wait_seconds=240");
        for (final String name : List.of("rfc6191", "linux", "linux-recycle", "freebsd", "classic"))
        {
            assertEquals(240_000, TimeWaitPolicies.of(name, changed).timeWaitMs(TimeWaitSample.of(false), 200), name);
        }
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
}
