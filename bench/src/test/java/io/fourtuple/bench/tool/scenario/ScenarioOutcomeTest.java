package io.fourtuple.bench.tool.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;

/** What the engines make of each scenario. */
class ScenarioOutcomeTest
{
    private static ScenarioRun play(final String scenario, final String policy, final String... assignments)
    {
        final PolicyChoice choice = PolicyChoice.labelled(policy);
        assertEquals(policy, choice.label(), "no such policy in the list");
        return Scenarios.named(scenario).orElseThrow().play(
            new ScenarioOptions(choice, List.of(assignments), ScenarioOptions.DEFAULT_SEED, null));
    }

    private static String outcome(final ScenarioRun played)
    {
        final ScenarioOutcome outcome = played.outcome();
        return outcome.delivered() + "/" + outcome.refused() + "/" + outcome.corrupted();
    }

    @ParameterizedTest
    @CsvSource({
        "three-way, 1/0/0", "four-way, 1/0/0", "simultaneous-open, 1/0/0", "simultaneous-close, 1/0/0",
        "half-close, 1/0/0", "reset, 0/2/0", "linger, 2/2/0", "old-duplicate-syn, 2/0/0"})
    void shouldComeOutTheSameWithEveryPolicy(final String scenario, final String expected)
    {
        for (final PolicyChoice policy : PolicyChoice.all())
        {
            assertEquals(expected, outcome(play(scenario, policy.label())), scenario + " with " + policy.label());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rfc6191, 2/0/0", "freebsd, 2/0/0",
        // The refused SYN is answered with an ACK, the client's RST ends the wait (RFC 1337), its second SYN is taken.
        "linux, 1/0/1", "linux tcp_tw_reuse=1, 1/0/1", "linux-recycle, 1/0/1", "classic, 1/0/1",
        "none, 1/0/1"})
    void shouldDeliverAnOldSegmentWhereTimeWaitIsTooShort(final String policy, final String expected)
    {
        final ScenarioRun played = play("delayed-segment", policy);
        assertEquals(expected, outcome(played), played.connections().toString());
    }

    @ParameterizedTest
    @CsvSource({"linux, 1", "classic, 1", "rfc6191, 0", "freebsd, 0"})
    void shouldCountTimeWaitsEndedByReset(final String policy, final long expected)
    {
        assertEquals(expected, play("delayed-segment", policy).total(Counter.TW_KILLED));
    }

    @Test
    void shouldComeOutTheSameFromOtherSeeds()
    {
        for (long seed = 2; seed <= 6; seed++)
        {
            for (final String name :
                List.of("old-duplicate-syn", "delayed-segment", "lost-last-ack", "port-exhaustion"))
            {
                final ScenarioOutcome outcome = Scenarios.named(name).orElseThrow().play(
                    new ScenarioOptions(PolicyChoice.labelled("linux"), List.of(), seed, null)).outcome();
                assertEquals(play(name, "linux").outcome(), outcome, name + " seed=" + seed);
            }
        }
    }

    @Test
    void shouldCountTheWrongBytesOfACorruptedConnection()
    {
        final String second = play("delayed-segment", "none").connections().get(1);
        assertTrue(second.contains("CORRUPTED") && second.contains("got 3000 bytes \"OLD-OLD-") &&
            second.contains("1380 bytes of it wrong"), second);
    }

    @Test
    void shouldKeepTheOldSegmentOutByTimestamps()
    {
        for (final PolicyChoice policy : PolicyChoice.all())
        {
            final ScenarioRun played = play("delayed-segment", policy.label(), "tcp_timestamps=1");
            assertEquals("2/0/0", outcome(played), policy.label() + " " + played.connections());
        }
    }

    @Test
    void shouldRefuseTheOldSegmentByPawsOnceTheNewConnectionIsOpen()
    {
        assertEquals(1, play("delayed-segment", "none", "tcp_timestamps=1").total(Counter.PAWS_ESTAB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "linux tcp_tw_reuse=1", "linux-recycle"})
    void shouldKeepTheOldSegmentOutByIgnoringTheReset(final String policy)
    {
        final ScenarioRun played = play("delayed-segment", policy, "tcp_rfc1337=1");
        assertEquals("2/0/0", outcome(played), played.connections().toString());
        assertTrue(played.slowestOpenMs() >= 60_000, "slowestOpenMs=" + played.slowestOpenMs());
    }

    @ParameterizedTest
    @CsvSource({
        "rfc6191, 1/1/0", "linux, 1/1/0", "linux tcp_tw_reuse=1, 2/0/0", "linux-recycle, 1/1/0", "freebsd, 1/1/0",
        "classic, 1/1/0", "none, 2/0/0"})
    void shouldRefuseOrOpenAnewWhilePeerIsInLastAck(final String policy, final String expected)
    {
        final ScenarioRun played = play("lost-last-ack", policy);
        assertEquals(expected, outcome(played), played.connections().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux tcp_tw_reuse=1", "none"})
    void shouldCostOneSynTimeOutWhenLastAckMeetsSyn(final String policy)
    {
        final long slowest = play("lost-last-ack", policy).slowestOpenMs();
        assertTrue(slowest > 1_000 && slowest < 1_200, "slowestOpenMs=" + slowest);
    }

    @ParameterizedTest
    @CsvSource({
        "rfc6191, 6/0/0", "linux, 6/0/0", "linux tcp_tw_reuse=1, 6/0/0", "linux-recycle, 4/2/0", "freebsd, 6/0/0",
        "classic, 6/0/0", "none, 6/0/0"})
    void shouldBreakClientsBehindOneAddressByRecyclingOnly(final String policy, final String expected)
    {
        final ScenarioRun played = play("nat-recycle", policy);
        assertEquals(expected, outcome(played), played.connections().toString());
        assertEquals(
            policy.equals("linux-recycle"), played.total(Counter.PAWS_PASSIVE) > 0, played.counters().toString());
    }

    @Test
    void shouldBreakOneOfTheTwoWhateverTheSeed()
    {
        for (long seed = 1; seed <= 20; seed++)
        {
            final ScenarioRun played = Scenarios.named("nat-recycle").orElseThrow().play(
                new ScenarioOptions(PolicyChoice.labelled("linux-recycle"), List.of(), seed, null));
            assertTrue(played.outcome().refused() >= 2, "seed=" + seed + " " + played.outcome());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rfc6191, 8/32/0", "linux, 8/32/0", "linux tcp_tw_reuse=1, 31/9/0", "linux-recycle, 36/4/0", "freebsd, 8/32/0",
        "classic, 8/32/0", "none, 40/0/0"})
    void shouldRunOutOfPortsAsLongAsThePolicyKeepsTimeWait(final String policy, final String expected)
    {
        final ScenarioRun played = play("port-exhaustion", policy);
        assertEquals(expected, outcome(played), played.counters().toString());
    }

    @Test
    void shouldEndALingeringCloseByItsKind()
    {
        final List<String> connections = play("linger", "rfc6191").connections();
        assertTrue(connections.get(0).endsWith("client FINISHED, server FINISHED"), connections.get(0));
        assertTrue(connections.get(1).endsWith("client ABORTED, server RESET_BY_PEER"), connections.get(1));
        assertTrue(connections.get(2).endsWith("client FINISHED, server FINISHED"), connections.get(2));
        assertTrue(connections.get(3).contains("client LINGER_TIMED_OUT, server RESET_BY_PEER"), connections.get(3));
    }

    @Test
    void shouldTellTheNumbersWhenNoPortIsFree()
    {
        final List<String> connections = play("port-exhaustion", "rfc6191").connections();
        assertEquals(
            "connections 9 to 40: REFUSED: no port is free: of 40000 to 40007, 0 are in use and 8 in TIME_WAIT",
            connections.get(1));
    }

    @Test
    void shouldCountEachSegmentUnderOneOutcome()
    {
        for (final Scenario scenario : Scenarios.all())
        {
            for (final ScenarioHost host : scenario.play(ScenarioOptions.of(PolicyChoice.labelled("linux"))).hosts())
            {
                assertEquals(host.counters().get(Counter.IP_IN_RECEIVES), host.counters().outcomes(),
                    scenario.name() + " " + host.name() + "\n" + host.counters());
            }
        }
    }

    @Test
    void shouldPlayWithEachSettingAtItsLeast()
    {
        for (final Setting setting : EnumSet.complementOf(EnumSet.of(Setting.IP_LOCAL_PORT_MAX)))
        {
            final String assignment = setting.key() + "=" + setting.text(setting.min());
            for (final String name : List.of("four-way", "old-duplicate-syn", "delayed-segment", "port-exhaustion"))
            {
                final ScenarioOutcome outcome = play(name, "linux", assignment).outcome();
                assertTrue(outcome.delivered() + outcome.refused() + outcome.corrupted() > 0, name + " " + assignment);
            }
        }
    }

    @Test
    void shouldRefuseSettingsThatMakeNoEngine()
    {
        final UnusableSettingsException refused = assertThrows(UnusableSettingsException.class,
            () -> play("three-way", "linux", "ip_local_port_range_min=65535"));
        assertTrue(refused.getMessage().contains("min=65535 max=60999"), refused.getMessage());
    }

    @Test
    void shouldCompareAllPoliciesInOneTable()
    {
        final PolicyTable table = new PolicyTable(PolicyChoice.all(), List.of("lost"));
        final String row = table.play("lost", Scenarios.named("lost-last-ack").orElseThrow(), List.of(), 1);
        final List<String> cells = new ArrayList<>(List.of(row.trim().split("\\s+")));
        assertEquals("lost", cells.remove(0));
        assertEquals(PolicyChoice.all().size(), cells.size(), row);
        assertEquals("2/0/0", cells.get(2), "linux tcp_tw_reuse=1 in " + row);
        assertTrue(table.head().contains("linux tcp_tw_reuse=1"), table.head());
        assertEquals(table.head().length(), row.length(), "columns stand below each other");
        final String differences = String.join("\n", table.differences());
        assertTrue(differences.contains("taken from TIME_WAIT"), differences);
    }
}
