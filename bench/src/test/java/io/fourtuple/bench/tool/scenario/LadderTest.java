package io.fourtuple.bench.tool.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LadderTest
{
    private static List<Scenario> scenarios()
    {
        return Scenarios.all();
    }

    private static ScenarioRun play(final String name)
    {
        final Scenario scenario = Scenarios.named(name).orElseThrow();
        return scenario.play(ScenarioOptions.of(scenario.shownWith()));
    }

    private static String ladder(final ScenarioRun played)
    {
        return String.join("\n", new LadderText(played, false, false).lines()) + "\n";
    }

    /** The states that one side's ladder goes through. */
    private static String states(final ScenarioRun played, final boolean isLeft)
    {
        final List<String> states = new ArrayList<>();
        for (final TraceEvent event : played.trace().events())
        {
            if (event.host() != null && event.host().isLeft() == isLeft)
            {
                final String state = switch (event.kind())
                {
                    case DEPARTURE -> event.flight().senderState;
                    case ARRIVAL -> event.flight().receiverState;
                    case STATE -> event.state();
                    default -> "";
                };
                if (!state.isEmpty() && (states.isEmpty() || !states.get(states.size() - 1).equals(state)))
                {
                    states.add(state);
                }
            }
        }
        return String.join(" ", states);
    }

    @ParameterizedTest
    @CsvSource({
        "three-way, SYN_SENT ESTABLISHED, SYN_RCVD ESTABLISHED",
        "four-way, SYN_SENT ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT CLOSED, " +
            "SYN_RCVD ESTABLISHED CLOSE_WAIT LAST_ACK LISTEN",
        "simultaneous-open, SYN_SENT SYN_RCVD ESTABLISHED, SYN_SENT SYN_RCVD ESTABLISHED",
        "simultaneous-close, SYN_SENT ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT CLOSED, " +
            "SYN_RCVD ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT LISTEN",
        "half-close, SYN_SENT ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT CLOSED, " +
            "SYN_RCVD CLOSE_WAIT LAST_ACK LISTEN",
        "reset, SYN_SENT CLOSED SYN_SENT ESTABLISHED CLOSED, CLOSED SYN_RCVD ESTABLISHED LISTEN",
        "old-duplicate-syn, SYN_SENT ESTABLISHED CLOSED SYN_SENT ESTABLISHED, " +
            "SYN_RCVD ESTABLISHED LISTEN SYN_RCVD LISTEN SYN_RCVD ESTABLISHED",
        "delayed-segment, SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED SYN_SENT ESTABLISHED FIN_WAIT_1 CLOSED, " +
            "SYN_RCVD ESTABLISHED FIN_WAIT_1 LISTEN SYN_RCVD ESTABLISHED CLOSE_WAIT LAST_ACK LISTEN",
        "lost-last-ack, SYN_SENT ESTABLISHED FIN_WAIT_1 TIME_WAIT SYN_SENT ESTABLISHED, " +
            "SYN_RCVD CLOSE_WAIT LAST_ACK LISTEN SYN_RCVD ESTABLISHED"})
    void shouldShowTheStatesOfEachScenario(final String name, final String left, final String right)
    {
        final ScenarioRun played = play(name);
        assertEquals(left, states(played, true), ladder(played));
        assertEquals(right, states(played, false), ladder(played));
    }

    @Test
    void shouldDrawTheThreeWayHandshake()
    {
        assertEquals("""
              seconds  client 198.18.0.1                                          server 198.19.0.1
                0.000  (connect)   |                                              |
                0.000  SYN_SENT    |-- SYN seq 0 -------------------------------->|  SYN_RCVD        0.010
                0.020  ESTABLISHED |<---------------------- SYN,ACK seq 0 ack 1 --|  SYN_RCVD        0.010
                0.020  ESTABLISHED |-- PSH,ACK seq 1 ack 1 len 5 "hello" -------->|  ESTABLISHED     0.030
                0.040  ESTABLISHED |<-------------------------- ACK seq 1 ack 6 --|  ESTABLISHED     0.030
            """, ladder(play("three-way")));
    }

    @Test
    void shouldDrawSegmentsThatCrossInTwoLines()
    {
        final String ladder = ladder(play("simultaneous-close"));
        assertTrue(ladder.endsWith("""
                0.100  (close)     |                                              |
                                   |                                              |  (close)         0.100
                0.100  FIN_WAIT_1  |-- FIN,ACK seq 6 ack 1 ------------------- ...|
                0.110  CLOSING     |<---------------------- FIN,ACK seq 1 ack 6 --|  FIN_WAIT_1      0.100
                                   |... FIN,ACK seq 6 ack 1 --------------------->|  CLOSING         0.110
                                   |... ----------------------- ACK seq 2 ack 7 --|  CLOSING         0.110
                0.110  CLOSING     |-- ACK seq 7 ack 2 -------------------------->|  TIME_WAIT       0.120
                0.120  TIME_WAIT   |<------------------------- ACK seq 2 ack 7 ...|
               60.120  CLOSED      | (TIME_WAIT ends by time)                     |
                                   |                     (TIME_WAIT ends by time) |  LISTEN         60.120
            """), ladder);
    }

    @Test
    void shouldShowTheClientRefusedBehindTheSharedAddress()
    {
        final String ladder = ladder(play("nat-recycle"));
        assertTrue(ladder.contains("alice SYN_SENT    |-- :41001 SYN seq 0 TS 2000 [PAWSPassive] ---"), ladder);
        assertTrue(ladder.contains("bob ESTABLISHED"), ladder);
    }

    @Test
    void shouldTellManyConnectionsInOneLine()
    {
        final String ladder = ladder(play("port-exhaustion"));
        assertTrue(
            ladder.contains("    0.100  : until 0.800 s, 35 segments: the same again, from other ports\n"), ladder);
        assertTrue(ladder.contains(
            "  * Attempt 9 of 40: no port is free: of 40000 to 40007, 0 are in use and 8 in TIME_WAIT.\n"), ladder);
    }

    @Test
    void shouldMarkSegmentsLostDelayedOldAndRefused()
    {
        final String lost = ladder(play("lost-last-ack"));
        assertTrue(lost.contains("(lost) ------------------- X"), lost);
        assertTrue(lost.contains("SYN seq 0 TS 1830 [TCPSYNChallenge]"), lost);
        final String old = ladder(play("old-duplicate-syn"));
        assertTrue(old.contains("SYN seq 0 (delayed by 60 ms) ----"), old);
        assertTrue(old.contains("... SYN seq -25000 (old, of 0.000 s) ---"), old);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldPlayTheSameFromTheSameSeed(final Scenario scenario)
    {
        final ScenarioRun first = play(scenario.name());
        final ScenarioRun second = play(scenario.name());
        assertEquals(String.join("\n", new LadderText(first, true, true).lines()),
            String.join("\n", new LadderText(second, true, true).lines()));
        assertEquals(new LadderSvg(first, true).toString(), new LadderSvg(second, true).toString());
    }

    @Test
    void shouldHaveOtherNumbersFromAnotherSeed()
    {
        final Scenario scenario = Scenarios.named("three-way").orElseThrow();
        final ScenarioRun other = scenario.play(new ScenarioOptions(scenario.shownWith(), List.of(), 2, null));
        assertNotEquals(
            new LadderText(play("three-way"), true, true).lines(), new LadderText(other, true, true).lines());
        assertEquals(ladder(play("three-way")), ladder(other), "relative numbers do not depend on the seed");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldShowEachSegmentOnceOrTwiceWhenUnfolded(final Scenario scenario)
    {
        final ScenarioRun played = play(scenario.name());
        final List<String> lines = new LadderText(played, false, true).lines();
        final long shown = lines.stream().filter(line -> line.contains("--|") || line.contains("|--")).count();
        final long departures = played.segments();
        assertEquals(departures, shown, String.join("\n", lines));
        assertTrue(lines.stream().allMatch(line -> line.equals(line.stripTrailing())), "no blanks at the end");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldDrawWellFormedXml(final Scenario scenario) throws Exception
    {
        final ScenarioRun played = play(scenario.name());
        final String svg = new LadderSvg(played, false).toString();
        final Document document =
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals("svg", document.getDocumentElement().getTagName());
        assertTrue(document.getElementsByTagName("text").getLength() > played.connections().size());
        assertTrue(document.getElementsByTagName("line").getLength() > 2, svg);
        assertFalse(svg.contains("NaN"), svg);
        assertFalse(svg.contains("href"), "nothing is loaded from elsewhere");
    }
}
