package io.fourtuple.bench.load.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResilienceHarnessTest
{
    private static final TargetChoice BACKLOG = new TargetChoice(Transport.RINGS, "backlog");
    private static final TargetChoice HYBRID = new TargetChoice(Transport.RINGS, "hybrid");

    private final FakeTargetFactory lab = new FakeTargetFactory();
    private final StringWriter text = new StringWriter();
    private List<Expectation> expected = List.of();

    private ResilienceHarness harness(final TargetChoice... choices)
    {
        return new ResilienceHarness(new ResilienceOptions(Arrays.asList(choices), List.of(1.0, 10.0),
            new Timing(1, 3, 1, 2, 3), 0, BacklogRoom.of(128), UnaryOperator.identity(), expected), lab,
            new PrintWriter(text, true));
    }

    private String line(final String start)
    {
        return text.toString().lines().filter(line -> line.startsWith(start)).findFirst()
            .orElseThrow(() -> new AssertionError("no line " + start + " in\n" + text));
    }

    private String row(final String choice, final int multiple)
    {
        return text.toString().lines().filter(line -> line.matches(choice + " +" + multiple + " .*")).findFirst()
            .orElseThrow(() -> new AssertionError("no row of " + choice + " x" + multiple + " in\n" + text));
    }

    @Test
    void shouldFindTheCeilingFirstThenTakeEachDefenceThroughAllSteps()
    {
        assertTrue(harness(BACKLOG, HYBRID).run(), text.toString());
        assertEquals(List.of("rings hybrid", "rings backlog", "rings hybrid"), lab.opened);
        assertTrue(line("ceiling of").contains("10,000 [9,900..10,100] real handshakes/s"), line("ceiling of"));
        final List<String> rows = text.toString().lines().filter(line -> line.startsWith("rings ")).toList();
        // Both ends of the steps, then the recoveries; the line that ends each target comes before.
        assertTrue(rows.contains("rings backlog: backlog 128; recovered: 1.5 s"), String.join("\n", rows));
        assertTrue(rows.contains("rings hybrid: backlog 128; recovered: 0.0 s"), String.join("\n", rows));
        final String starved = row("rings backlog", 10);
        assertTrue(starved.matches("\\D+10 +100,000 +50,000\\* +5,000 +1.00 +1.00 +1,00\\d.\\d{3} .*"), starved);
        final String well = row("rings hybrid", 10);
        assertTrue(well.contains(" 99/50 "), well);
        assertTrue(line("the machine was not quiet").endsWith("not the targets' alone"), text.toString());
        assertTrue(text.toString().contains("below 95 others had the machine"), text.toString());
        assertTrue(well.matches("rings hybrid +10 +100,000 +50,000\\* +5,000 +100 +100 +0.1\\d{2} .*"), well);
        assertTrue(text.toString().contains("counters add up"), text.toString());
        assertTrue(text.toString().contains(
            "rings hybrid: of 100,000 SYNs/s wanted the generator sent 100,000, and 50,000 reached the target"),
            text.toString());
    }

    @Test
    void shouldLoadEngineAndKernelOverTunByTheLowerCeiling()
    {
        final ResilienceHarness harness =
            harness(new TargetChoice(Transport.TUN, "hybrid"), new TargetChoice(Transport.LINUX, "0"), HYBRID);
        assertTrue(harness.run(), text.toString());
        assertTrue(line("ceiling of the engine over TUN").endsWith("loaded by the lower one over TUN, 4,000/s"),
            line("ceiling of the engine over TUN"));
        assertTrue(line("ceiling of the engine over rings").endsWith("median [min..max]"),
            line("ceiling of the engine over rings"));
        assertTrue(text.toString().lines().anyMatch(row -> row.matches("tun hybrid +1 +4,000 .*")), text.toString());
        assertTrue(text.toString().lines().anyMatch(row -> row.matches("linux syncookies=0 +1 +4,000 .*")),
            text.toString());
        assertTrue(text.toString().lines().anyMatch(row -> row.matches("rings hybrid +1 +10,000 .*")),
            text.toString());
    }

    @Test
    void shouldFailAndSayWhichSumIsWrongWhenCountersDoNotAddUp()
    {
        lab.lostByCounters = 7;
        assertFalse(harness(HYBRID).run(), text.toString());
        final String failure = line("FAIL rings hybrid x0");
        assertTrue(failure.contains("20000 frames were sent, but IpInReceives has grown by 19993"), failure);
        assertTrue(text.toString().contains("19993 frames received, but 20000 outcomes"), text.toString());
    }

    /** What a flood does is the measurement; what fails without one is a failure. */
    @Test
    void shouldFailIfHandshakesFailWithoutAFlood()
    {
        assertTrue(harness(BACKLOG, HYBRID).run(), text.toString());
        assertTrue(line("PASS  rings backlog: failed<0.001% at x0").endsWith(
            " 0 of 10,000 handshakes that reached it, by default"), text.toString());
        lab.failedWithoutFlood = 1;
        assertFalse(harness(HYBRID).run(), text.toString());
        assertTrue(line("FAIL  rings hybrid: failed<0.001% at x0").endsWith(
            " 1 of 10,000 handshakes that reached it, by default"), text.toString());
        expected = List.of(Expectation.parse("established>=0.1%"));
        assertTrue(harness(HYBRID).run(), text.toString());
    }

    @Test
    void shouldNotBlameTheTargetForLossesThatNobodySaw()
    {
        lab.unseen = 3;
        assertTrue(harness(new TargetChoice(Transport.TUN, "backlog"), new TargetChoice(Transport.TUN, "hybrid")).run(),
            text.toString());
        assertTrue(row("tun backlog", 10).contains(" >=1.00 "), row("tun backlog", 10));
        assertFalse(row("tun hybrid", 10).contains(">="), row("tun hybrid", 10));
        assertTrue(text.toString().lines().anyMatch(line -> line.matches("tun backlog .* cannot be told")),
            text.toString());
    }

    @Test
    void shouldGoOnWithTheOthersWhenOneCannotBeSetUp()
    {
        lab.broken = "rings backlog";
        assertFalse(harness(BACKLOG, HYBRID).run(), text.toString());
        assertTrue(line("FAIL rings backlog").contains("no device for rings backlog"), line("FAIL rings backlog"));
        assertTrue(text.toString().lines().anyMatch(row -> row.matches("rings hybrid +10 .*")), text.toString());
    }

    @Test
    void shouldMeasureNobodyOfAMediumWhoseCeilingCannotBeFound(@TempDir final Path folder) throws Exception
    {
        lab.broken = "rings hybrid";
        final ResilienceHarness harness = harness(BACKLOG);
        assertFalse(harness.run(), text.toString());
        assertEquals(List.of("rings hybrid"), lab.opened);
        harness.write(folder, "fourtuple resilience --quick");
        assertTrue(Files.readString(folder.resolve("resilience.md")).contains("FAIL the engine over rings"));
        assertFalse(Files.exists(folder.resolve("p99.svg")));
    }

    @Test
    void shouldWriteEverythingThatIsNeededIntoTheFolder(@TempDir final Path folder) throws Exception
    {
        final ResilienceHarness harness = harness(BACKLOG, HYBRID);
        harness.run();
        harness.write(folder, "fourtuple resilience --quick");
        final String json = Files.readString(folder.resolve("resilience.json"));
        assertTrue(json.contains("\"contender\": \"rings backlog\""), json);
        assertTrue(json.contains("\"TcpExtTCPReqQFullDrop\": "), json);
        assertTrue(json.contains("[[0, 500, 500, 0, 100], [100, 500,"), json);
        assertTrue(json.contains("\"recovered\": true, \"seconds\": 1.5"), json);
        final List<String> table = Files.readAllLines(folder.resolve("resilience.md"));
        assertTrue(table.stream().anyMatch(line -> line.replaceAll(" +", " ")
            .startsWith("| rings backlog | 10 | 100,000 | 50,000\\* |")),
            String.join("\n", table));
        assertTrue(table.contains("![share of real handshakes completed](completed.svg)"), String.join("\n", table));
        assertEquals(2, Files.readString(folder.resolve("completed.svg")).split("<polyline").length - 1);
        assertEquals(6, Files.readString(folder.resolve("p99.svg")).split("<circle").length - 1);
    }

    @Test
    void shouldPlotBothInAHundredColumns()
    {
        harness(BACKLOG, HYBRID).run();
        final List<String> lines = text.toString().lines().toList();
        final int completed = lines.indexOf("real handshakes completed, %");
        final int p99 = lines.indexOf("p99 of SYN to ESTABLISHED, ms");
        assertTrue(completed > 0 && p99 > completed, text.toString());
        assertTrue(lines.get(completed + 1).startsWith("      100 |ab "), lines.get(completed + 1));
        lines.subList(completed, p99 + 15).forEach(line -> assertTrue(line.length() <= 100, line));
        assertTrue(lines.contains("  a rings backlog   b rings hybrid"), text.toString());
    }

    @Test
    void shouldTakeAGivenCeilingWithoutSeekingOne()
    {
        final ResilienceHarness harness = new ResilienceHarness(new ResilienceOptions(List.of(HYBRID), List.of(2.0),
            new Timing(0, 1, 1, 1, 1), 600, BacklogRoom.of(128), UnaryOperator.identity(), expected), lab,
            new PrintWriter(text, true));
        assertTrue(harness.run(), text.toString());
        assertEquals(List.of("rings hybrid"), lab.opened);
        assertTrue(text.toString().lines().anyMatch(row -> row.matches("rings hybrid +2 +1,200 +1,200 +300 .*")),
            text.toString());
    }

    private List<String> verdict(final String... texts)
    {
        expected = Arrays.stream(texts).map(Expectation::parse).toList();
        assertFalse(harness(BACKLOG, HYBRID).run(), text.toString());
        return text.toString().lines().filter(line -> line.matches("(PASS|FAIL) .*")).toList();
    }

    @Test
    void shouldJudgeEachTargetByItsWorstStep()
    {
        final List<String> lines = verdict("established>=99%", "p99<1ms", "recovery<1s", "syns>40k");
        assertEquals(8, lines.size(), text.toString());
        assertTrue(lines.get(0).matches("FAIL  rings backlog: established>=99% +1.0000% at x1"), lines.get(0));
        assertTrue(lines.get(1).matches("FAIL  rings backlog: p99<1ms +1000.\\d+ ms at x1"), lines.get(1));
        assertTrue(lines.get(2).matches("FAIL  rings backlog: recovery<1s +1.5 s"), lines.get(2));
        assertTrue(lines.get(4).matches("PASS  rings hybrid: established>=99% +100.0000% at x0"), lines.get(4));
        assertTrue(lines.get(5).matches("PASS  rings hybrid: p99<1ms +0.100 ms at x0"), lines.get(5));
        assertTrue(lines.get(6).matches("PASS  rings hybrid: recovery<1s +0.0 s"), lines.get(6));
        assertTrue(lines.get(7).matches("FAIL  rings hybrid: syns>40k +5,000 at x0"), lines.get(7));
    }
}
