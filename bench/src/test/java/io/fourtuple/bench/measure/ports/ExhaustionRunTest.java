package io.fourtuple.bench.measure.ports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Each policy with a hundred ports; the time worked goes on by a microsecond each time it is looked at. */
class ExhaustionRunTest
{
    private static final int PORTS = 100;
    private static final int CONNECTIONS = 2_050;
    private static final long TICK_NS = 1_000;

    private long realNs;

    private PolicyOutcome run(final String policy, final boolean serverFirst, final int seconds)
    {
        final Settings settings = Settings.defaults()
            .with(Setting.IP_LOCAL_PORT_MIN, 40_000).with(Setting.IP_LOCAL_PORT_MAX, 40_000 + PORTS - 1);
        final Variant variant = policy.equals("floor") ? Variant.floor() : Variant.named(policy);
        final ExhaustionOptions options =
            new ExhaustionOptions(CONNECTIONS, 8, seconds, serverFirst, List.of(variant), settings);
        return new ExhaustionRun(options, variant, () -> realNs += TICK_NS).run(CONNECTIONS, (clock, opened) ->
        {
        });
    }

    @ParameterizedTest
    @CsvSource({"rfc6191, 60", "linux, 60", "freebsd, 60", "classic, 60", "linux-reuse, 1", "linux-recycle, 0.7"})
    void shouldStopAfterTheLastPortAndSustainPortsByWait(final String policy, final double waitSeconds)
    {
        final PolicyOutcome outcome = run(policy, false, 60);
        assertEquals(CONNECTIONS, outcome.total().opened());
        assertEquals(PORTS, outcome.firstStop().opened(), policy);
        assertTrue(outcome.firstStop().what().contains("address space exhausted"), outcome.firstStop().what());
        final double expected = PORTS / waitSeconds;
        // A wait that is not the usual one is looked at each 50 ms, in units of 8 ms; an answer is kept for 10 ms.
        assertTrue(outcome.sustained() < expected * 1.001, policy + " sustained=" + outcome.sustained());
        assertTrue(outcome.sustained() > expected * waitSeconds / (waitSeconds + 0.08), policy + " sustained=" +
            outcome.sustained());
        assertTrue(outcome.total().elapsedNs() > 20 * waitSeconds * 1e9, outcome.total()::toString);
        assertTrue(outcome.total().workedNs() < 1_000_000_000L, outcome.total()::toString);
        assertFalse(outcome.total().isCut());
        assertEquals(0, outcome.reuse().repeated(), "SYNs or FINs sent again");
    }

    @Test
    void shouldTakeEachConnectionAfterTheFirstRoundFromTimeWaitWhereLinuxMay()
    {
        assertEquals(CONNECTIONS - PORTS, run("linux-reuse", false, 60).reuse().byConnect());
        assertEquals(0, run("linux", false, 60).reuse().byConnect());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "floor"})
    void shouldNeverStopWithoutTimeWait(final String policy)
    {
        final PolicyOutcome outcome = run(policy, false, 60);
        assertNull(outcome.firstStop());
        assertEquals(outcome.total().workedNs(), outcome.total().elapsedNs(), 10 * TICK_NS);
        assertEquals(CONNECTIONS * 1e9 / outcome.total().elapsedNs(), outcome.sustained(), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc6191", "linux", "freebsd"})
    void shouldReuseAtTheServerWithoutAnyStop(final String policy)
    {
        final PolicyOutcome outcome = run(policy, true, 60);
        assertNull(outcome.firstStop(), policy);
        assertEquals(CONNECTIONS - PORTS, outcome.reuse().bySyn(), policy);
    }

    @Test
    void shouldCostASecondToAssassinateAnEntryAtTheServer()
    {
        final PolicyOutcome outcome = run("classic", true, 60);
        assertTrue(outcome.reuse().repeated() >= CONNECTIONS - PORTS, outcome.reuse()::toString);
        assertTrue(outcome.total().elapsedNs() > (CONNECTIONS - PORTS) / 8 * 1_000_000_000L,
            "eight at a time, a second each: " + outcome.total());
    }

    @Test
    void shouldEndWhenTheRealTimeIsUp()
    {
        realNs = 0;
        final long before = realNs;
        final Settings settings = Settings.defaults();
        final ExhaustionOptions options =
            new ExhaustionOptions(1_000_000, 8, 1, false, List.of(Variant.named("none")), settings);
        final PolicyOutcome outcome = new ExhaustionRun(options, Variant.named("none"), () -> realNs += 100_000)
            .run(1_000_000, (clock, opened) ->
            {
            });
        assertTrue(outcome.total().isCut());
        assertTrue(outcome.total().opened() < 1_000_000, outcome.total()::toString);
        assertTrue(realNs - before >= 1_000_000_000L);
    }
}
