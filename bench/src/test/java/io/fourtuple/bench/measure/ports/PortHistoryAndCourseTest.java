package io.fourtuple.bench.measure.ports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.config.Settings;

class PortHistoryAndCourseTest
{
    private long realNs;

    @Test
    void shouldGoAsTheRealClockDoesAndSkip()
    {
        realNs = 5_000;
        final SkippingClock clock = new SkippingClock(() -> realNs);
        realNs += 70;
        assertEquals(70, clock.elapsedNs());
        clock.skip(1_000);
        assertEquals(1_070, clock.elapsedNs());
        assertEquals(70, clock.workedNs());
        clock.skipTo(clock.nanoTime() - 1);
        clock.skipTo(0);
        assertEquals(1_070, clock.elapsedNs());
        final long start = clock.nanoTime();
        clock.skipTo(start + 9);
        assertEquals(1_079, clock.elapsedNs());
        realNs += 1;
        clock.begin();
        assertEquals(0, clock.elapsedNs());
        assertEquals(0, clock.workedNs());
        assertEquals(start + 10, clock.nanoTime());
    }

    @Test
    void shouldLearnHowLongAPortHasToWait()
    {
        final PortHistory ports = new PortHistory(3);
        assertEquals(0, ports.await());
        ports.closed(1_000_000_000);
        ports.closed(1_001_000_000);
        assertEquals(0, ports.await());
        assertEquals(64_000_000, ports.stepNs());
        // What was awaited counts, not what is the oldest by then.
        ports.opened();
        ports.waited(1_700_000_000);
        // It was seen to be free after 700 ms, looked at each 64 ms.
        assertEquals(1_001_000_000L + 700_000_000 - 64_000_000, ports.await());
        assertEquals(8_000_000, ports.stepNs());
        ports.waited(1_661_000_000);
        assertEquals(1_001_000_000L + 660_000_000 - 8_000_000, ports.await());
        assertEquals(1_000_000, ports.stepNs());
    }

    @Test
    void shouldForgetTheOldestPortWhenMoreWereClosedThanThereAre()
    {
        final PortHistory ports = new PortHistory(2);
        ports.closed(10);
        ports.closed(20);
        ports.closed(30);
        assertEquals(2, ports.closedPorts());
        ports.opened();
        ports.opened();
        ports.opened();
        assertEquals(0, ports.closedPorts());
    }

    @Test
    void shouldKeepFewPointsOfALongCourseButBothEndsOfAWait()
    {
        final OpenedOverTime course = new OpenedOverTime();
        for (int i = 1; i <= 100_000; i++)
        {
            course.at(i * 1_000L, i);
        }
        course.at(60_000_000_000L, 100_001);
        final List<OpenedOverTime.Point> points = course.points();
        assertTrue(points.size() < 2_500, "points: " + points.size());
        assertEquals(new OpenedOverTime.Point(60_000_000_000L, 100_001), points.getLast());
        assertEquals(new OpenedOverTime.Point(100_000_000L, 100_000), points.get(points.size() - 2));
    }

    @Test
    void shouldPrintFloorFirstThenARowForEachPolicyAndDrawThem(@TempDir final Path folder) throws Exception
    {
        final StringWriter out = new StringWriter();
        final ExhaustionHarness harness = new ExhaustionHarness(new ExhaustionOptions(300, 16, 60, false,
            List.of(Variant.named("rfc6191"), Variant.named("none")),
            Settings.defaults().with("ip_local_port_range_min=60900")), new PrintWriter(out), () -> realNs += 1_000);
        harness.run("on no CPU");
        final String text = out.toString();
        assertTrue(text.indexOf("floor:") > 0 && text.indexOf("floor:") < text.indexOf("rfc6191"), text);
        assertTrue(text.contains("of ports 60900 to 60999"), text);
        assertTrue(harness.json().toString().contains("\"first_stop_after\": 100"), harness.json().toString());
        assertTrue(harness.json().toString().contains("\"policy\": \"none\""), harness.json().toString());
        final Path svg = folder.resolve("plot.svg");
        harness.plot(svg);
        assertEquals(2, Files.readString(svg).split("<polyline").length - 1);
    }
}
